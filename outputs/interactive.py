"""The data and the Vega-Lite specs behind the charts of one series page.

Data are change points, never daily rows. Colours are written `var(--name)`: the page's script puts
in what the reader's colour scheme gives. The JSON is written so that no name can end the script
element it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from outputs.scales import Span
from outputs.steps import WIDE, Piece, Step, stretches, visible
from outputs.wording import Name, day, interval, number, score, signed

HEIGHT = 260
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leading:
    """The leading entry of one class from a change point on, for the line under a chart.

    `link` is the page that gives the value, None when it has no public address.
    """

    model: Name
    value: float
    dated: str | None
    link: str | None
    where: str


@dataclass(frozen=True, slots=True)
class Point:
    """One change point with both leaders."""

    step: Step
    closed: Leading | None
    open: Leading | None


@dataclass(frozen=True, slots=True)
class Charted:
    """Everything that the charts of one series are drawn from."""

    points: Sequence[Point]
    span: Span
    breaks: Sequence[date]
    unit: str
    gap_unit: str

    @property
    def value_unit(self) -> str:
        """Unit of the values, for an axis; that of the gap but for percentages."""
        return "percent" if self.unit == "percent" else self.gap_unit


def chart_data(charted: Charted) -> Markup:
    """JSON for the page: `span`, `points` for the line under the chart, `specs` for Vega."""
    found = {
        "span": [charted.span.first.isoformat(), charted.span.last.isoformat()],
        "points": [_told(point, charted) for point in charted.points],
        "specs": {"gap": gap_spec(charted), "best": frontier_spec(charted)},
    }
    return script_json(found)


def script_json(value: object) -> Markup:
    """`value` as JSON that is safe inside a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - nothing that HTML reads is left in it


def _told(point: Point, charted: Charted) -> dict[str, Any]:
    step = point.step
    known = interval(step.low, step.high)
    return {
        "on": step.on.isoformat(),
        "day": day(step.on),
        "gap": None if step.gap is None else f"{signed(step.gap)} {charted.gap_unit}",
        "interval": f"95 % CI {known}" if known else "no interval",
        "sides": [
            {
                "kind": kind,
                "model": leading.model.text,
                "value": score(leading.value, charted.unit),
                "dated": leading.dated,
                "link": leading.link,
                "where": leading.where,
            }
            for kind, leading in (("closed", point.closed), ("open", point.open))
            if leading is not None
        ],
    }


def gap_spec(charted: Charted) -> Spec:
    """The gap over time: interval as a band, a step line, zero, scale breaks."""
    steps = _shown(charted)
    pieces = list(stretches(steps, charted.span, [step.gap for step in steps]))
    points = [
        {
            "x": _later(step.on, charted.span),
            "y": step.gap,
            "Day": day(step.on),
            "Gap": signed(step.gap),
            "95 % CI": interval(step.low, step.high) or "unknown",
            **_names(point),
        }
        for point, step in _pairs(charted, steps)
        if step.gap is not None
    ]
    told = ["Day", "Gap", "95 % CI", "Closed", "Open"]
    layers = [
        _band(pieces, charted.span),
        {"data": {"values": [{"y": 0}]}, "mark": {"type": "rule", "color": "var(--ink)"},
         "encoding": {"y": {"field": "y", "type": "quantitative"}}},
        *_stairs(pieces, charted.span, "var(--ink)"),
        *_breaks(charted),
        _points(points, told, "var(--ink)", "hover"),
    ]  # fmt: skip
    return _spec(layers, charted.span, charted.gap_unit, zero=True)


def frontier_spec(charted: Charted) -> Spec:
    """The best closed and the best open value over time, as two stairs."""
    steps = _shown(charted)
    layers: list[Spec] = [*_breaks(charted)]
    for side, colour in (("closed", "var(--closed)"), ("open", "var(--open)")):
        values = [step.closed if side == "closed" else step.open for step in steps]
        pieces = list(stretches(steps, charted.span, values, charted.breaks))
        layers += _stairs(pieces, charted.span, colour)
        layers.append(_moves(charted, steps, side, colour))
    return _spec(layers, charted.span, charted.value_unit, zero=False)


def _moves(charted: Charted, steps: Sequence[Step], side: str, colour: str) -> Spec:
    points: list[dict[str, Any]] = []
    before: float | None = None
    for point, step in _pairs(charted, steps):
        leading = point.closed if side == "closed" else point.open
        if leading is None or leading.value == before:
            continue
        before = leading.value
        points.append(
            {
                "x": _later(step.on, charted.span),
                "y": leading.value,
                "Day": day(step.on),
                "Class": side,
                "Model": leading.model.text,
                "Value": score(leading.value, charted.unit),
                "Source": leading.where,
                "link": leading.link,
            }
        )
    return _points(points, ["Day", "Class", "Model", "Value", "Source"], colour, f"hover_{side}")


def _shown(charted: Charted) -> list[Step]:
    return visible([point.step for point in charted.points], charted.span)


def _pairs(charted: Charted, steps: Sequence[Step]) -> list[tuple[Point, Step]]:
    """The points whose step is shown, with it."""
    shown = {id(step) for step in steps}
    return [(point, point.step) for point in charted.points if id(point.step) in shown]


def _names(point: Point) -> dict[str, str]:
    return {
        title: f"{leading.model.text} {number(leading.value)}" if leading else "none"
        for title, leading in (("Closed", point.closed), ("Open", point.open))
    }


def _spec(layers: Sequence[Spec], span: Span, unit: str, *, zero: bool) -> Spec:
    scale = {"zero": zero, "nice": True}
    axes = {
        "x": {
            "type": "temporal",
            # A day is a day everywhere: local time would move it for half of the readers.
            "scale": {"type": "utc"},
            "axis": {"title": None, "grid": False},
        },
        "y": {"scale": scale, "axis": {"title": unit, "tickCount": 5}},
    }
    marks = [layer for layer in [_edges(span), *layers] if layer["data"]["values"]]
    for layer in marks:
        layer["encoding"] = _laid(layer["encoding"], axes)
    if len(marks) > 1:
        marks[-1].setdefault("params", []).append(
            {
                "name": "zoom",
                "select": {
                    "type": "interval",
                    "encodings": ["x"],
                    # A bare wheel scrolls the page, as readers expect.
                    "zoom": "wheel![event.ctrlKey || event.metaKey]",
                },
                "bind": "scales",
            }
        )
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": "container",
        "height": HEIGHT,
        "background": "transparent",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": _CONFIG,
        "layer": marks,
    }


def _laid(encoding: Mapping[str, Any], axes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        channel: {**axes.get(channel, {}), **told} if isinstance(told, dict) else told
        for channel, told in encoding.items()
    }


_CONFIG: Spec = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--soft)",
        "titleColor": "var(--soft)",
        "gridColor": "var(--rule)",
        "domain": False,
        "tickColor": "var(--soft)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
}


def _band(pieces: Sequence[Piece], span: Span) -> Spec:
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


def _stairs(pieces: Sequence[Piece], span: Span, colour: str) -> list[Spec]:
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


def _breaks(charted: Charted) -> list[Spec]:
    days = [on for on in charted.breaks if charted.span.first <= on <= charted.span.last]
    values = [{"x": on.isoformat(), "text": "new scale"} for on in days]
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
            "encoding": {**place, "text": {"field": "text"}},
        },
    ]


def _points(
    points: Sequence[Mapping[str, Any]], told: Sequence[str], colour: str, name: str
) -> Spec:
    encoding: Spec = {
        "x": {"field": "x"},
        "y": {"field": "y", "type": "quantitative"},
        "tooltip": [{"field": field, "type": "nominal"} for field in told],
        "opacity": {"condition": {"param": name, "empty": False, "value": 1}, "value": 0},
    }
    if any(point.get("link") for point in points):
        encoding["href"] = {"field": "link"}
    return {
        "data": {"values": list(points)},
        "mark": {"type": "point", "filled": True, "size": 140, "color": colour, "clip": True},
        "params": [{"name": name, "select": {"type": "point", "on": "pointerover"}}],
        "encoding": encoding,
    }


def _edges(span: Span) -> Spec:
    """Nothing to see: it makes the axis as long as that of the still chart.

    A domain in the scale would do, but Vega-Lite takes it for a conflict beside ranged marks.
    """
    return {
        "data": {"values": [{"x": on.isoformat()} for on in (span.first, span.last)]},
        "mark": {"type": "rule", "opacity": 0},
        "encoding": {"x": {"field": "x"}},
    }


def _ends(piece: Piece, span: Span) -> dict[str, str]:
    return {"x": _on(piece.left, span), "x2": _on(piece.right, span)}


def _on(inner: float, span: Span) -> str:
    """The day at an inner coordinate of the charts."""
    days = round((span.last - span.first).days * inner / WIDE)
    return (span.first + timedelta(days=days)).isoformat()


def _later(on: date, span: Span) -> str:
    return max(on, span.first).isoformat()
