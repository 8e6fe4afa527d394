"""The data and the Vega-Lite specs behind the charts of one series page.

Data are change points, never daily rows. Colours are written `var(--name)`: the page's script puts
in what the reader's colour scheme gives. The JSON is written so that no name can end the script
element it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from measures.uncertainty.intervals import level_in_words
from outputs.charts import vega
from outputs.charts.axes import ChartStep, DaySpan, stretches, visible
from outputs.charts.still import LagSlope
from outputs.charts.vega import SCHEMA, Spec
from outputs.wording import Name
from terms.days import day
from terms.numbers import interval, number, signed
from terms.units import score

HEIGHT = 260
SURE = f"{level_in_words()} CI"


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
class GapPoint:
    """One change point with both leaders."""

    step: ChartStep
    closed: Leading | None
    open: Leading | None


@dataclass(frozen=True, slots=True)
class Charted:
    """Everything that the charts of one series are drawn from."""

    points: Sequence[GapPoint]
    span: DaySpan
    breaks: Sequence[date]
    unit: str
    gap_unit: str

    @property
    def value_unit(self) -> str:
        """Unit of the values, for an axis; that of the gap but for percentages."""
        return "percent" if self.unit == "percent" else self.gap_unit


def chart_data(charted: Charted, *more: Mapping[str, Any]) -> Markup:
    """JSON for the page: the set of the charts "gap" and "best", and `more` sets beside it."""
    points = [described(point, charted) for point in charted.points]
    specs = {"gap": gap_spec(charted), "best": frontier_spec(charted)}
    return script_json(chart_set(charted.span, points, specs) | {"more": more})


def chart_set(
    span: DaySpan, points: Sequence[Mapping[str, Any]], specs: Mapping[str, Spec]
) -> dict[str, Any]:
    """Charts over the same days: `span`, `points` for the line under them, `specs` for Vega."""
    ends = [span.first.isoformat(), span.last.isoformat()]
    return {"span": ends, "points": list(points), "specs": dict(specs)}


def script_json(value: object) -> Markup:
    """`value` as JSON that is safe inside a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - nothing that HTML reads is left in it


def described(point: GapPoint, charted: Charted) -> dict[str, Any]:
    """A change point for the line under a chart."""
    step = point.step
    known = interval(step.low, step.high)
    return {
        "on": step.on.isoformat(),
        "day": day(step.on),
        "gap": None if step.gap is None else f"{signed(step.gap)} {charted.gap_unit}",
        "interval": f"{SURE} {known}" if known else "no interval",
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
            "x": vega.later(step.on, charted.span),
            "y": step.gap,
            "Day": day(step.on),
            "Gap": signed(step.gap),
            SURE: interval(step.low, step.high) or "unknown",
            **_names(point),
        }
        for point, step in _pairs(charted, steps)
        if step.gap is not None
    ]
    shown = ["Day", "Gap", SURE, "Closed", "Open"]
    layers = [
        vega.band(pieces, charted.span),
        vega.zero(),
        *vega.stairs(pieces, charted.span, "var(--ink)"),
        *vega.breaks(charted.breaks, charted.span),
        vega.points(points, shown, "var(--ink)", "hover"),
    ]
    return spec(layers, charted.span, charted.gap_unit, zero=True)


def frontier_spec(charted: Charted) -> Spec:
    """The best closed and the best open value over time, as two stairs."""
    steps = _shown(charted)
    layers: list[Spec] = [*vega.breaks(charted.breaks, charted.span)]
    for side, colour in (("closed", "var(--closed)"), ("open", "var(--open)")):
        values = [step.closed if side == "closed" else step.open for step in steps]
        pieces = list(stretches(steps, charted.span, values, charted.breaks))
        layers += vega.stairs(pieces, charted.span, colour)
        layers.append(moves(charted, steps, side, colour))
    return spec(layers, charted.span, charted.value_unit, zero=False)


def moves(charted: Charted, steps: Sequence[ChartStep], side: str, colour: str) -> Spec:
    """The points at which the best value of one class (closed or open) changed."""
    points: list[dict[str, Any]] = []
    before: float | None = None
    for point, step in _pairs(charted, steps):
        leading = point.closed if side == "closed" else point.open
        if leading is None or leading.value == before:
            continue
        before = leading.value
        points.append(
            {
                "x": vega.later(step.on, charted.span),
                "y": leading.value,
                "Day": day(step.on),
                "Class": side,
                "Model": leading.model.text,
                "Value": score(leading.value, charted.unit),
                "Source": leading.where,
                "link": leading.link,
            }
        )
    return vega.points(
        points, ["Day", "Class", "Model", "Value", "Source"], colour, f"hover_{side}"
    )


def _shown(charted: Charted) -> list[ChartStep]:
    return visible([point.step for point in charted.points], charted.span)


def _pairs(charted: Charted, steps: Sequence[ChartStep]) -> list[tuple[GapPoint, ChartStep]]:
    """The points whose step is shown, with it."""
    shown = {id(step) for step in steps}
    return [(point, point.step) for point in charted.points if id(point.step) in shown]


def _names(point: GapPoint) -> dict[str, str]:
    return {
        title: f"{leading.model.text} {number(leading.value)}" if leading else "none"
        for title, leading in (("Closed", point.closed), ("Open", point.open))
    }


def spec(layers: Sequence[Spec], span: DaySpan, unit: str, *, zero: bool) -> Spec:
    """Layers as a chart over `span`; `unit` names the axis of values, `zero`: zero is on it."""
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
    marks = [layer for layer in [vega.edges(span), *layers] if layer["data"]["values"]]
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
        "$schema": SCHEMA,
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


def teeth_set(slopes: Sequence[LagSlope], span: DaySpan) -> dict[str, Any]:
    """Data of the chart "teeth" for the page's script."""
    points = [
        {"on": slope.on.isoformat(), "day": day(slope.on), "told": slope.label} for slope in slopes
    ]
    return chart_set(span, points, {"teeth": teeth_spec(slopes, span)})


def teeth_spec(slopes: Sequence[LagSlope], span: DaySpan) -> Spec:
    """The lag of every day in months; dashed where it is a lower bound."""
    shown = [slope for slope in slopes if slope.until >= span.first]
    lines = [
        {
            "x": vega.later(slope.on, span),
            "x2": slope.until.isoformat(),
            "y": slope.first,
            "y2": slope.last,
            "style": "stale" if slope.is_bound else "fresh",
        }
        for slope in shown
    ]
    falls = [
        {"x": after.on.isoformat(), "y": before.last, "y2": after.first, "style": "fresh"}
        for before, after in pairwise(shown)
    ]
    points = [
        {
            "x": vega.later(slope.on, span),
            "y": slope.first,
            "Day": day(slope.on),
            "Lag, months": number(slope.first),
            "Best open": slope.by,
        }
        for slope in shown
    ]
    layers: list[Spec] = [
        vega.zero(),
        *vega.slopes(lines, falls, "var(--ink)"),
        vega.points(points, ["Day", "Lag, months", "Best open"], "var(--ink)", "hover"),
    ]
    return spec(layers, span, "months", zero=True)
