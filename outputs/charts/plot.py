"""A Vega-Lite specification for a chart over days: lines that hold until they change, and a band.

The rows are not in it; who draws gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import MinLen

from outputs.charts.marks import COLOURS
from terms.declared import Declared, Text

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The name of the grammar; nothing is fetched from it."""
Spec = dict[str, Any]
WIDTH, HEIGHT = 820, 320
AXES = {
    "labelColor": COLOURS["soft"], "titleColor": COLOURS["soft"], "gridColor": COLOURS["rule"],
    "domainColor": COLOURS["soft"], "tickColor": COLOURS["soft"], "titleFontWeight": "normal",
}  # fmt: skip
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's colours, which colour-blind readers can tell apart."""
OLD_DAYS = 60
"""Past this age of the newest page a stretch is pale: it says what was, not what is."""
OLD = f"pale: the newest page was over {OLD_DAYS} days old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Declared):
    """Columns of a query to draw."""

    x: Text
    """Column of the day."""
    lines: Annotated[tuple[Text, ...], MinLen(1)]
    """Columns of numbers, a line each."""
    low: Text | None = None
    """Lower end of a band."""
    high: Text | None = None
    """Upper end of it."""
    zero: bool = False
    """True: the axis shows zero."""
    age: Text | None = None
    """Column that tells how old the page behind a day is: old stretches are drawn pale."""


def chart_spec(chart: Chart, title: str) -> Spec:
    """The drawing of `chart` as Vega-Lite without `data`."""
    axis: Spec = {"field": chart.x, "type": "temporal", "title": None}
    layers: list[Spec] = []
    if chart.low and chart.high:
        layers.append(_band(chart.low, chart.high))
    layers.append(_lines(chart))
    if chart.age:
        layers[-1]["mark"]["opacity"] = 0.3
        layers.append(_recent(chart, chart.age))
    if chart.zero:
        zero = {"y": {"datum": 0}, "x": None}
        layers.append({"mark": {"type": "rule", "color": COLOURS["ink"]}, "encoding": zero})
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": OLD if chart.age else ""},
        "width": WIDTH,
        "height": HEIGHT,
        "background": COLOURS["paper"],
        "config": {
            "font": "sans-serif",
            "view": {"stroke": None},
            "axis": AXES,
            "range": {"category": list(PALETTE)},
        },
        "encoding": {"x": axis},
        "layer": layers,
    }


def _recent(chart: Chart, age: str) -> Spec:
    """The lines once more, full, where the page behind them is recent; null breaks a line."""
    layer = _lines(chart)
    recent = {"calculate": f"datum.{age} <= {OLD_DAYS} ? datum.value : null", "as": "recent"}
    layer["transform"] += [recent]
    layer["encoding"]["y"]["field"] = "recent"
    return layer


def _band(low: str, high: str) -> Spec:
    return {
        "mark": {"type": "area", "opacity": 0.2, "interpolate": "step-after"},
        "encoding": {
            "y": {"field": low, "type": "quantitative", "title": None},
            "y2": {"field": high},
        },
    }


def _lines(chart: Chart) -> Spec:
    """Columns of closed and open in the colours that the report has for them."""
    colour: Spec = {"field": "line", "type": "nominal"}
    colours = [COLOURS.get(line.partition("_")[0]) for line in chart.lines]
    if None not in colours:
        colour["scale"] = {"domain": list(chart.lines), "range": colours}
    value = {"field": "value", "type": "quantitative", "scale": {"zero": False}}
    return {
        "transform": [{"fold": list(chart.lines), "as": ["line", "value"]}],
        "mark": {"type": "line", "interpolate": "step-after", "tooltip": {"content": "data"}},
        "encoding": {"y": value | {"title": ", ".join(chart.lines)}, "color": colour},
    }
