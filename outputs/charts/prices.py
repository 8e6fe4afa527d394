"""What a model cost over time, as a step line: one Vega-Lite specification for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from outputs.charts.axes import DaySpan, scale_of
from outputs.charts.drawing import inline
from outputs.charts.staircase import PAGE_COLOURS
from outputs.charts.svg import Text
from outputs.charts.vega import SCHEMA, Spec
from terms.numbers import usd

WIDTH, HEIGHT, LETTERS = 560, 190, 13
LEFT, RIGHT, TOP, BOTTOM = 50, 64, 12, 26
LEAST_DAYS = 60


@dataclass(frozen=True, slots=True)
class PriceStretch:
    """USD per 1M tokens from `on` until `until`."""

    on: date
    until: date
    price: float


def spec(steps: Sequence[PriceStretch], colour: str) -> Spec:
    """The chart as Vega-Lite with its data; a hole where nobody sold the model."""
    last = steps[-1].until
    span = DaySpan(min(steps[0].on, last - timedelta(days=LEAST_DAYS)), last)
    height = HEIGHT - TOP - BOTTOM
    axis = scale_of([0.0, *(step.price for step in steps)], 0, height)
    soft, rule = PAGE_COLOURS["soft"], PAGE_COLOURS["rule"]
    return {
        "$schema": SCHEMA,
        "width": WIDTH - LEFT - RIGHT,
        "height": height,
        "padding": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "autosize": "none",
        "background": None,
        "config": {
            "view": {"stroke": None},
            "font": "sans-serif",
            "axis": {
                "labelFontSize": LETTERS - 1, "labelColor": soft, "gridColor": rule,
                "domainColor": soft, "ticks": False, "labelFlush": False, "labelOverlap": False,
            },
        },
        "encoding": {
            "x": {
                "type": "temporal",
                "field": "x",
                "scale": {"type": "utc", "domain": [span.first.isoformat(), last.isoformat()]},
                "axis": {"title": None, "grid": False, "format": _format(span)}
                | {"values": [on.isoformat() for on in _marks(span)]},
            },
            "y": {
                "type": "quantitative",
                "field": "y",
                "scale": {"domain": [0, axis.high], "nice": False},
                "axis": {"title": None, "values": list(axis.ticks), "domain": False}
                | {"format": "$.2f" if axis.high < 10 else "$.0f"},
            },
        },
        "layer": [
            {
                "data": {"values": _points(steps)},
                "mark": {"type": "line", "interpolate": "step-after", "color": colour}
                | {"strokeWidth": 2.5, "invalid": "break-paths-show-path-domains"},
            },
            {
                "data": {"values": [{"x": last.isoformat(), "y": steps[-1].price}]},
                "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": LETTERS}
                | {"fontWeight": 600, "color": colour, "text": usd(steps[-1].price)},
            },
        ],
    }  # fmt: skip


def _points(steps: Sequence[PriceStretch]) -> list[dict[str, object]]:
    points: list[dict[str, object]] = []
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        points.append({"x": step.on.isoformat(), "y": step.price})
        if following is None or following.on > step.until:
            points.append({"x": step.until.isoformat(), "y": step.price})
            points.append({"x": step.until.isoformat(), "y": None})
    return points


def _marks(span: DaySpan) -> list[date]:
    """The days to mark; of a span too short for two of them every month."""
    marks = [on for on, _ in span.ticks()]
    if len(marks) > 1:
        return marks
    months = (date(span.first.year + at // 12, at % 12 + 1, 1) for at in range(24))
    return [on for on in months if span.first <= on <= span.last]


def _format(span: DaySpan) -> str:
    return "%Y" if all(on.month == 1 for on in _marks(span)) else "%b %Y"


def price_chart(steps: Sequence[PriceStretch], text: Text, side: str) -> Markup:
    """The drawing for a page; `side`: closed or open, which gives the colour."""
    return inline(spec(steps, PAGE_COLOURS[side]), text, "costs-over-time")
