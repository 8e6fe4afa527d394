"""Score against price: a chart of both fronts, the sentence it answers, who has no price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from measures.segments import SIDES
from measures.series import Series
from outputs.charts.drawing import Text, charts
from outputs.charts.pareto import Fronts, PricedModel
from outputs.sections.price.levels import PriceLine, level_text
from outputs.wording import ModelNames, model_name
from terms.days import day
from terms.numbers import plural
from terms.openness import HEADLINE_RULE
from terms.units import Unit

Row = Mapping[str, Any]
NAMED = 3
"""Models without a price that are named beside a chart."""
RULE = (
    "Makers’ own list prices; where a maker sells no access, the median over three or more hosts; "
    "input and output blended 3:1, log scale."
)


@dataclass(frozen=True, slots=True)
class PricedFronts:
    """Both fronts of one series, and what they are made of."""

    series: Series
    sides: Mapping[str, Sequence[Row]]
    drawn: Fronts


def _sides(found: Iterable[Row], series: Series, rule: str) -> dict[str, list[Row]]:
    """Class to its rows: those with a price, cheapest first, then those without, best first."""
    rows = [
        row for row in found if row["series"] == series.id and row["openness_rule"] in (None, rule)
    ]
    rows.sort(key=lambda row: (-series.sign * row["score"], row["model"]))
    rows.sort(key=lambda row: float("inf") if (it := row["blended_price"]) is None else it)
    return {side: [row for row in rows if row["class"] == side] for side in SIDES}


@dataclass(frozen=True, slots=True)
class CostChart:
    """The chart of one series with its words; `beneath` names what it cannot show."""

    series: Series
    chart: Markup
    said: str
    caption: str
    beneath: str


def fronts(
    found: Sequence[Row], names: ModelNames, declared: Mapping[str, Series]
) -> dict[str, PricedFronts]:
    """Of each of the series `declared` in which both classes have a model with a price; `found`:
    rows of view price_front."""
    by_series = {key: _sides(found, series, HEADLINE_RULE) for key, series in declared.items()}
    return {
        key: _fronts(declared[key], sides, names)
        for key, sides in by_series.items()
        if all(sides.values())
    }


def cost_charts(
    rows: Sequence[Row],
    names: ModelNames,
    wanted: Mapping[str, Series],
    said: Mapping[tuple[str, str], PriceLine],
) -> list[CostChart]:
    """Of each of the series `wanted` that has fronts; `rows`: of view price_front; `said`: by
    series and openness rule what the best open model's score costs."""
    return [
        _chart(one, level_text(said[key, HEADLINE_RULE]), names)
        for key, one in fronts(rows, names, wanted).items()
        if (key, HEADLINE_RULE) in said
    ]


def _fronts(series: Series, sides: Mapping[str, Sequence[Row]], names: ModelNames) -> PricedFronts:
    asking = {side: [row for row in rows if row["blended_price"]] for side, rows in sides.items()}
    models = {side: [_model(row, names) for row in rows] for side, rows in asking.items()}
    steps = {
        side: [_model(row, names) for row in rows if row["on_front"]]
        for side, rows in asking.items()
    }
    places = Unit(series.unit).places
    return PricedFronts(series, sides, Fronts(models, steps, series.direction == "higher", places))


def _chart(found: PricedFronts, said: str, names: ModelNames) -> CostChart:
    series, drawn = found.series, found.drawn
    title = f"{series.title}: score against price, closed and open"
    scored, priced = (
        day(max(rows[0][name] for rows in found.sides.values()))
        for name in ("published_on", "prices_on")
    )
    return CostChart(
        series=series,
        chart=charts(drawn, Text(f"front-{series.id}", title, said)),
        said=said,
        caption=f"Score on {series.title} (up) and price per million tokens (to the right), "
        f"newest scores to {scored}, prices of {priced}. Lines: no cheaper model "
        f"shown scores as much; pale dots: the others. {RULE}",
        beneath=" ".join(_beneath(found.sides, names)),
    )


def _model(row: Row, names: ModelNames) -> PricedModel:
    return PricedModel(model_name(row["model"], names).text, row["score"], row["blended_price"])


def _beneath(sides: Mapping[str, Sequence[Row]], names: ModelNames) -> Iterator[str]:
    """Who scores more than every priced model of its class and has no known price."""
    for side in SIDES:
        unpriced = [row["model"] for row in sides[side] if row["blended_price"] is None]
        if unpriced:
            yield f"Better {side} models without a known price: {_list(unpriced, names)}."


def _list(models: Sequence[str], names: ModelNames) -> str:
    shown = ", ".join(model_name(model, names).text for model in models[:NAMED])
    more = len(models) - NAMED
    return f"{shown} and {plural(more, 'other')}" if more > 0 else shown
