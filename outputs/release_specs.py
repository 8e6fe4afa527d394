"""The interactive charts by release date: Vega-Lite specs and what the line under them tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from outputs import vega_marks
from outputs.interactive import Charted, chart_set, moves, spec, told
from outputs.release_charts import Reach, Slope
from outputs.scales import Span
from outputs.steps import Step, stretches, visible
from outputs.vega_marks import Spec
from outputs.wording import day, number


def release_set(charted: Charted, reach: Reach | None) -> dict[str, Any]:
    """Data of the chart "release" for the page's script."""
    points = [told(point, charted) | {"interval": None} for point in charted.points]
    return chart_set(charted.span, points, {"release": release_spec(charted, reach)})


def teeth_set(slopes: Sequence[Slope], span: Span) -> dict[str, Any]:
    """Data of the chart "teeth" for the page's script."""
    points = [
        {"on": slope.on.isoformat(), "day": day(slope.on), "told": slope.label} for slope in slopes
    ]
    return chart_set(span, points, {"teeth": teeth_spec(slopes, span)})


def release_spec(charted: Charted, reach: Reach | None) -> Spec:
    """Both staircases, what lies between them, and the lag as a level line with its words."""
    span = charted.span
    steps = visible([point.step for point in charted.points], span)
    layers = [*_between(steps, span)]
    for side, colour in (("closed", "var(--closed)"), ("open", "var(--open)")):
        values = [step.closed if side == "closed" else step.open for step in steps]
        layers += vega_marks.stairs(list(stretches(steps, span, values)), span, colour)
        layers.append(moves(charted, steps, side, colour))
    layers += _bracket(reach, span)
    return spec(layers, span, charted.value_unit, zero=False)


def _between(steps: Sequence[Step], span: Span) -> list[Spec]:
    found: dict[str, list[dict[str, Any]]] = {"closed": [], "open": []}
    ends = [*(step.on for step in steps[1:]), span.last]
    for step, end in zip(steps, ends, strict=True):
        if step.gap is not None:
            found["closed" if step.gap > 0 else "open"].append(
                {
                    "x": vega_marks.later(step.on, span),
                    "x2": end.isoformat(),
                    "low": step.open,
                    "high": step.closed,
                }
            )
    return [
        vega_marks.area(values, colour)
        for values, colour in ((found["closed"], "var(--closed)"), (found["open"], "var(--open)"))
    ]


def _bracket(reach: Reach | None, span: Span) -> list[Spec]:
    if reach is None:
        return []
    ends = {"x": vega_marks.later(reach.since, span), "x2": reach.until.isoformat()}
    values = [{**ends, "y": reach.level, "text": reach.text}]
    place: Mapping[str, Any] = {"x": {"field": "x"}, "y": {"field": "y", "type": "quantitative"}}
    late = span.share(reach.since) > 50
    align = {"align": "right", "dx": -8} if late else {"align": "left", "dx": 4, "dy": -10}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": "var(--ink)", "size": 2, "clip": True},
            "encoding": {**place, "x2": {"field": "x2"}},
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "color": "var(--ink)", "clip": True, "fontSize": 12, **align},
            "encoding": {**place, "text": {"field": "text"}},
        },
    ]


def teeth_spec(slopes: Sequence[Slope], span: Span) -> Spec:
    """The lag of every day in months; dashed where it is a lower bound."""
    shown = [slope for slope in slopes if slope.until >= span.first]
    lines = [
        {
            "x": vega_marks.later(slope.on, span),
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
            "x": vega_marks.later(slope.on, span),
            "y": slope.first,
            "Day": day(slope.on),
            "Lag, months": number(slope.first),
            "Best open": slope.by,
        }
        for slope in shown
    ]
    layers: list[Spec] = [
        vega_marks.zero(),
        *vega_marks.slopes(lines, falls, "var(--ink)"),
        vega_marks.points(points, ["Day", "Lag, months", "Best open"], "var(--ink)", "hover"),
    ]
    return spec(layers, span, "months", zero=True)
