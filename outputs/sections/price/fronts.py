"""Score against price: a chart of both fronts, the sentence it answers, who has no price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from measures.estimates import Estimate, only
from measures.price.records import PricedGroup, PricedScore, PriceFrontEstimate
from measures.series import Series
from outputs.charts.drawing import Text, charts
from outputs.charts.pareto import Fronts, PricedModel
from outputs.sections.series_page import SeriesView
from outputs.wording import ModelNames, model_name
from terms.days import day
from terms.numbers import plural, usd
from terms.openness import HEADLINE_RULE
from terms.units import score

NAMED = 3
"""Models without a price that are named beside a chart."""
RULE = (
    "Makers’ own list prices; where a maker sells no access, the median over the hosts we read; "
    "input and output blended 3:1, log scale."
)


@dataclass(frozen=True, slots=True)
class PricedFronts:
    """Both fronts of one series, what they are made of, and what they say."""

    series: Series
    sides: Mapping[str, PriceFrontEstimate]
    drawn: Fronts
    said: str


@dataclass(frozen=True, slots=True)
class CostChart:
    """The chart of one series with its words; `beneath` names what it cannot show."""

    series: Series
    drawn: Fronts
    chart: Markup
    said: str
    caption: str
    beneath: str


def fronts(
    estimates: Sequence[Estimate], names: ModelNames, declared: Mapping[str, Series]
) -> dict[str, PricedFronts]:
    """Of each of the series `declared` in which both classes have a model with a price."""
    by_series: dict[str, dict[str, PriceFrontEstimate]] = {}
    for one in only(PriceFrontEstimate, estimates):
        if one.openness_rule in (None, HEADLINE_RULE):
            by_series.setdefault(one.series, {})[one.group.value] = one
    return {
        key: _fronts(series, by_series[key], names)
        for key, series in declared.items()
        if len(by_series.get(key, ())) == len(_SIDES)
    }


def cost_charts(
    estimates: Sequence[Estimate],
    names: ModelNames,
    wanted: Mapping[str, SeriesView],
    today: date,
) -> list[CostChart]:
    """Of each of the series `wanted` that has fronts."""
    found = fronts(estimates, names, {key: view.series for key, view in wanted.items()})
    return [_chart(wanted[key], one, names, today) for key, one in found.items()]


_SIDES = (PricedGroup.CLOSED.value, PricedGroup.OPEN.value)


def _fronts(
    series: Series, sides: Mapping[str, PriceFrontEstimate], names: ModelNames
) -> PricedFronts:
    models = {side: [_model(it, names) for it in _priced(one)] for side, one in sides.items()}
    steps = {
        side: [_model(it, names) for it in _priced(one) if it.model in one.front]
        for side, one in sides.items()
    }
    drawn = Fronts(models, steps, series.direction == "higher")
    return PricedFronts(series, sides, drawn, _sentence(series, sides, names))


def _chart(view: SeriesView, found: PricedFronts, names: ModelNames, today: date) -> CostChart:
    series, drawn, said = found.series, found.drawn, found.said
    title = f"{series.title}: score against price, closed and open"
    published = max(one.published_on for one in found.sides.values())
    return CostChart(
        series=series,
        drawn=drawn,
        chart=charts(drawn, Text(f"front-{series.id}", title, said)),
        said=said,
        caption=f"Score on {series.title} (up, data from {day(published)}) and price per million "
        f"tokens (to the right, as of {day(today)}). Lines join the models that no cheaper one of "
        f"their class equals; pale dots are the others. {RULE}",
        beneath=" ".join([*_newer(view, drawn), *_beneath(found.sides, names)]),
    )


def _priced(one: PriceFrontEstimate) -> list[PricedScore]:
    """Models that ask something: what is free has no place on a logarithmic axis."""
    return [it for it in one.models if it.price > 0]


def _model(it: PricedScore, names: ModelNames) -> PricedModel:
    return PricedModel(model_name(it.model, names).text, it.value, it.price)


def _sentence(series: Series, sides: Mapping[str, PriceFrontEstimate], names: ModelNames) -> str:
    """What the best open model asks, and what as much costs from a closed maker."""
    closed, opened = (_front(sides[side]) for side in _SIDES)
    best = opened[-1]
    told = (
        f"The best open model with a price, {_scored(best, series, names)}, costs "
        f"{usd(best.price)} per million tokens"
    )
    match = next((it for it in closed if series.sign * (it.value - best.value) >= 0), None)
    if match is None:
        return f"{told}; no closed model with a price scores as much."
    return (
        f"{told}; the cheapest closed model that scores as much, {_scored(match, series, names)}, "
        f"costs {usd(match.price)}."
    )


def _front(one: PriceFrontEstimate) -> list[PricedScore]:
    by_model = {it.model: it for it in one.models}
    return [by_model[model] for model in one.front]


def _scored(it: PricedScore, series: Series, names: ModelNames) -> str:
    return f"{model_name(it.model, names).text} ({score(it.value, series.unit)})"


def _newer(view: SeriesView, shown: Fronts) -> Iterator[str]:
    """Leaders of today that the page does not list: newer lists name leaders alone."""
    on = day(view.freshness.vintage_on)
    for side, leader in zip(_SIDES, (view.headline.closed, view.headline.open), strict=True):
        known = {it.name for it in shown.models[side]}
        if leader is not None and leader.name.text not in known:
            yield f"Not drawn: {leader.name.text}, the best {side} model on {on}."


def _beneath(sides: Mapping[str, PriceFrontEstimate], names: ModelNames) -> Iterator[str]:
    """Who scores more than every priced model of its class and has no known price; what is free."""
    for side in _SIDES:
        unpriced = sides[side].unpriced
        free = [it.model for it in sides[side].models if it.price == 0]
        if unpriced:
            yield f"Better {side} models without a known price: {_list(unpriced, names)}."
        if free:
            yield f"Free of charge, {side}: {_list(free, names)}."


def _list(models: Sequence[str], names: ModelNames) -> str:
    shown = ", ".join(model_name(model, names).text for model in models[:NAMED])
    more = len(models) - NAMED
    return f"{shown} and {plural(more, 'other')}" if more > 0 else shown
