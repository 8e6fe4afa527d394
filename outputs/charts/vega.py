"""The layers of the interactive charts: Vega-Lite marks from level stretches and change points.

The drawing program that pages load, and the grammar that its charts are written in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from outputs.charts.axes import WIDE, DaySpan, Piece

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The name of the grammar that the bundle speaks; nothing is fetched from it."""
SNIPPET = "window.vegaEmbed = vegaEmbed;"
"""What the bundle hands to our scripts; without it three names become global."""


@cache
def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script (0.9 MB) that fetches nothing; made in 2 s."""
    import vl_convert  # noqa: PLC0415 - takes a second, and only a page with a chart needs it

    return str(vl_convert.javascript_bundle(SNIPPET))


Spec = dict[str, Any]
LABEL = 64
"""Pixels that the words "new scale" take with the distance to their mark."""


def band(pieces: Sequence[Piece], span: DaySpan) -> Spec:
    """The interval of the gap."""
    values = [
        {**_ends(piece, span), "low": piece.low, "high": piece.high}
        for piece in pieces
        if piece.low is not None and piece.high is not None
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "color": "var(--ink)", "opacity": 0.13, "clip": True},
        "encoding": {
            "x": {"field": "x"},
            "x2": {"field": "x2"},
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
        },
    }


def stairs(pieces: Sequence[Piece], span: DaySpan, colour: str) -> list[Spec]:
    """Level stretches and the rises between them; stale ones are dashed."""
    treads = [{**_ends(piece, span), "y": piece.value, "style": piece.style} for piece in pieces]
    rises = [
        {"x": _on(piece.left, span), "y": before.value, "y2": piece.value}
        for before, piece in pairwise(pieces)
        if before.right == piece.left and not piece.breaks
    ]
    place = {"x": {"field": "x"}, "y": {"field": "y", "type": "quantitative"}}
    dash = {"condition": {"test": "datum.style === 'stale'", "value": [4, 4]}, "value": [1, 0]}
    mark = {"type": "rule", "color": colour, "size": 2, "clip": True}
    return [
        {
            "data": {"values": treads},
            "mark": mark,
            "encoding": {**place, "x2": {"field": "x2"}, "strokeDash": dash},
        },
        {"data": {"values": rises}, "mark": mark, "encoding": {**place, "y2": {"field": "y2"}}},
    ]


def breaks(found: Sequence[date], span: DaySpan) -> list[Spec]:
    """The days of a new scale; a label that the next one would cover is not shown."""
    days = sorted(on for on in found if span.first <= on <= span.last)
    rooms = [span.share(after) - span.share(on) for on, after in pairwise(days)]
    values = [
        {"x": on.isoformat(), "text": "new scale", "room": room}
        for on, room in zip(days, [*rooms, 100.0], strict=False)
    ]
    place = {"x": {"field": "x"}}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": "var(--soft)", "strokeDash": [2, 3], "clip": True},
            "encoding": place,
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "color": "var(--soft)", "align": "left", "dx": 5, "y": 8},
            "encoding": {
                **place,
                "text": {"field": "text"},
                "opacity": {
                    "condition": {"test": f"datum.room * width > {100 * LABEL}", "value": 1},
                    "value": 0,
                },
            },
        },
    ]


def points(found: Sequence[Mapping[str, Any]], told: Sequence[str], colour: str, name: str) -> Spec:
    """Change points, seen when pointed at: the fields `told` as a tooltip, `link` to open.

    `name` is the selection's, unique in a chart.
    """
    encoding: Spec = {
        "x": {"field": "x"},
        "y": {"field": "y", "type": "quantitative"},
        "tooltip": [{"field": field, "type": "nominal"} for field in told],
        "opacity": {"condition": {"param": name, "empty": False, "value": 1}, "value": 0},
    }
    if any(point.get("link") for point in found):
        encoding["href"] = {"field": "link"}
    return {
        "data": {"values": list(found)},
        "mark": {"type": "point", "filled": True, "size": 140, "color": colour, "clip": True},
        "params": [{"name": name, "select": {"type": "point", "on": "pointerover"}}],
        "encoding": encoding,
    }


def slopes(
    lines: Sequence[Mapping[str, Any]], falls: Sequence[Mapping[str, Any]], colour: str
) -> list[Spec]:
    """Rising lines from (x, y) to (x2, y2), stale ones dashed, and the falls between them."""
    dash = {"condition": {"test": "datum.style === 'stale'", "value": [4, 4]}, "value": [1, 0]}
    place = {"x": {"field": "x"}, "y": {"field": "y", "type": "quantitative"}}
    mark = {"type": "rule", "color": colour, "size": 2, "clip": True}
    ends = {"y2": {"field": "y2"}, "strokeDash": dash}
    return [
        {
            "data": {"values": list(lines)},
            "mark": mark,
            "encoding": {**place, "x2": {"field": "x2"}, **ends},
        },
        {"data": {"values": list(falls)}, "mark": mark, "encoding": {**place, **ends}},
    ]


def zero() -> Spec:
    """The line of no difference."""
    return {
        "data": {"values": [{"y": 0}]},
        "mark": {"type": "rule", "color": "var(--ink)"},
        "encoding": {"y": {"field": "y", "type": "quantitative"}},
    }


def edges(span: DaySpan) -> Spec:
    """Nothing to see: it makes the axis as long as that of the still chart.

    A domain in the scale would do, but Vega-Lite takes it for a conflict beside ranged marks.
    """
    return {
        "data": {"values": [{"x": on.isoformat()} for on in (span.first, span.last)]},
        "mark": {"type": "rule", "opacity": 0},
        "encoding": {"x": {"field": "x"}},
    }


def _ends(piece: Piece, span: DaySpan) -> dict[str, str]:
    return {"x": _on(piece.left, span), "x2": _on(piece.right, span)}


def _on(inner: float, span: DaySpan) -> str:
    """The day at an inner coordinate of the charts."""
    days = round((span.last - span.first).days * inner / WIDE)
    return (span.first + timedelta(days=days)).isoformat()


def later(on: date, span: DaySpan) -> str:
    """`on`, but not before the chart begins (ISO day)."""
    return max(on, span.first).isoformat()
