"""Score against price: a chart of both fronts, the sentence it answers, who has no price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

from markupsafe import Markup

from measures.gap.judgement import decides
from measures.segments import SIDES, GapSegment
from measures.series import Series
from outputs.charts.drawing import Text, charts
from outputs.charts.pareto import Fronts, PricedModel
from outputs.sections.series_page import SeriesView
from outputs.wording import ModelNames, model_name
from terms.days import day
from terms.numbers import plural, usd
from terms.openness import HEADLINE_RULE, Openness
from terms.units import score

Row = Mapping[str, Any]
NAMED = 3
"""Models without a price that are named beside a chart."""
RULE = (
    "Makers’ own list prices; where a maker sells no access, the median over the hosts we read; "
    "input and output blended 3:1, log scale."
)


Named = Sequence[Row]
"""What lists name: `published_on` of the list, `model`, `value` and `openness`."""


def named_by(rows: Iterable[Row], declared: Iterable[Series]) -> dict[str, Named]:
    """Series to what its lists of leaders name; `rows`: of known models on lists of leaders."""
    by_board: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_board.setdefault((row["source"], row["board"], row["category"]), []).append(row)
    return {
        series.id: [
            row
            for item in series.sources
            for row in by_board.get((item.source, item.board, item.category), ())
            if item.accepts(row)
        ]
        for series in declared
    }


class ScoredPrice(NamedTuple):
    """A model with its score and its price (USD per 1M tokens, blended)."""

    model: str
    value: float
    price: float


@dataclass(frozen=True, slots=True)
class PricedFronts:
    """Both fronts of one series, what they are made of, and what they say."""

    series: Series
    sides: Mapping[str, Sequence[Row]]
    drawn: Fronts
    said: str


@dataclass(frozen=True, slots=True)
class AtOpenFrontier:
    """The best open model, and the cheapest closed one (None: none) that scores as much, with
    scores and prices of the day `on` (ISO) of their page."""

    on: str
    open: ScoredPrice
    closed: ScoredPrice | None
    is_whole: bool
    """False: of a list of leaders, which may leave a cheaper closed model out."""

    @property
    def least(self) -> str:
        """What is said of the closed price, where it may be lower."""
        return "" if self.is_whole else " or less"


def at_open_frontier(
    gap: GapSegment,
    series: Series,
    found: Iterable[Row],
    named: Named,
    prices: Mapping[str, Sequence[Row]],
) -> AtOpenFrontier | None:
    """At the leader of `gap`, where a list newer than the page of the fronts `found` names it; else
    on that page.

    `found`: rows of view price_front; `named`: on the series' lists of leaders; `prices`: of
    models, by day.
    """
    page, on = on_page(found, series, gap.openness_rule), gap.vintage_on
    if on is None or not decides(gap) or (page is not None and on <= page.on):
        return page
    listed = [row for row in named if row["published_on"] == on]
    priced = [(row, it) for row in listed if (it := _priced_on(row, prices, on))]
    opened = next((it for row, it in priced if row["model"] == gap.open_model), None)
    closed = [it for row, it in priced if row["openness"] == Openness.CLOSED]
    match = _matched(opened, closed, series) if opened else None
    return AtOpenFrontier(on, opened, match, is_whole=False) if opened and match else page


def on_page(found: Iterable[Row], series: Series, rule: str) -> AtOpenFrontier | None:
    """On the newest whole page; None without an open model with a price."""
    sides = _sides(found, series, rule)
    if not all(sides.values()):
        return None
    closed, opened = (
        [
            ScoredPrice(row["model"], row["score"], row["blended_price"])
            for row in sides[side]
            if row["on_front"]
        ]
        for side in SIDES
    )
    best, on = opened[-1], sides["open"][0]["published_on"]
    return AtOpenFrontier(on, best, _matched(best, closed, series), is_whole=True)


def _sides(found: Iterable[Row], series: Series, rule: str) -> dict[str, list[Row]]:
    """Class to its rows: those with a price, cheapest first, then those without, best first."""
    rows = [
        row for row in found if row["series"] == series.id and row["openness_rule"] in (None, rule)
    ]
    rows.sort(key=lambda row: (-series.sign * row["score"], row["model"]))
    rows.sort(key=lambda row: float("inf") if (it := row["blended_price"]) is None else it)
    return {side: [row for row in rows if row["class"] == side] for side in SIDES}


def by_model(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Model to its rows of view model_price."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["model"], []).append(row)
    return found


def _priced_on(row: Row, prices: Mapping[str, Sequence[Row]], on: str) -> ScoredPrice | None:
    for price in prices.get(row["model"], ()):
        if price["from_on"] <= on < (price["until_on"] or "9999"):
            return ScoredPrice(row["model"], row["value"], price["blended_price"])
    return None


def _matched(
    opened: ScoredPrice, closed: Sequence[ScoredPrice], series: Series
) -> ScoredPrice | None:
    as_good = [it for it in closed if series.sign * (it.value - opened.value) >= 0]
    return min(as_good, key=lambda it: (it.price, -series.sign * it.value), default=None)


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
    wanted: Mapping[str, SeriesView],
    frontiers: Mapping[tuple[str, str], AtOpenFrontier | None],
) -> list[CostChart]:
    """Of each of the series `wanted` that has fronts; `rows`: of view price_front; `frontiers`: of
    `at_open_frontier`, by series and openness rule."""
    found = fronts(rows, names, {key: view.series for key, view in wanted.items()})
    return [
        _chart(
            wanted[key],
            replace(one, said=frontier_text(frontiers[key, HEADLINE_RULE], one.series, names)),
            names,
        )
        for key, one in found.items()
    ]


def _fronts(series: Series, sides: Mapping[str, Sequence[Row]], names: ModelNames) -> PricedFronts:
    # What is free has no place on a logarithmic axis.
    asking = {side: [row for row in rows if row["blended_price"]] for side, rows in sides.items()}
    models = {side: [_model(row, names) for row in rows] for side, rows in asking.items()}
    steps = {
        side: [_model(row, names) for row in rows if row["on_front"]]
        for side, rows in asking.items()
    }
    drawn = Fronts(models, steps, series.direction == "higher")
    found = on_page(chain.from_iterable(sides.values()), series, HEADLINE_RULE)
    return PricedFronts(series, sides, drawn, frontier_text(found, series, names))


def _chart(view: SeriesView, found: PricedFronts, names: ModelNames) -> CostChart:
    series, drawn, said = found.series, found.drawn, found.said
    title = f"{series.title}: score against price, closed and open"
    published = max(rows[0]["published_on"] for rows in found.sides.values())
    return CostChart(
        series=series,
        chart=charts(drawn, Text(f"front-{series.id}", title, said)),
        said=said,
        caption=f"Score on {series.title} (up) and price per million tokens (to the right), both "
        f"of {day(published)}. Lines: the cheapest model at each score; pale dots: the others. "
        f"{RULE}",
        beneath=" ".join([*_newer(view, drawn), *_beneath(found.sides, names)]),
    )


def _model(row: Row, names: ModelNames) -> PricedModel:
    return PricedModel(model_name(row["model"], names).text, row["score"], row["blended_price"])


def frontier_text(found: AtOpenFrontier | None, series: Series, names: ModelNames) -> str:
    """What the best open model asked, and what as much cost from a closed maker that day; empty
    for None."""
    if found is None:
        return ""
    best, match = found.open, found.closed
    told = (
        f"On {day(found.on)} the best open model with a price, {_scored(best, series, names)}, "
        f"cost {usd(best.price)} per million tokens"
    )
    if match is None:
        return f"{told}; no closed model with a price scored as much."
    closed, price = _scored(match, series, names), usd(match.price)
    if not found.is_whole:
        return (
            f"{told}; {closed}, closed, cost {price}, and others that scored as much perhaps less."
        )
    return (
        f"{told}; the cheapest closed model that scored as much, {closed}, cost {price}. Models "
        "that came since are not scored there."
    )


def _scored(it: ScoredPrice, series: Series, names: ModelNames) -> str:
    return f"{model_name(it.model, names).text} ({score(it.value, series.unit)})"


def _newer(view: SeriesView, shown: Fronts) -> Iterator[str]:
    """Leaders of today that the page does not list: newer lists name leaders alone."""
    on = day(view.freshness.vintage_on)
    for side, leader in zip(SIDES, (view.headline.closed, view.headline.open), strict=True):
        known = {it.name for it in shown.models[side]}
        if leader is not None and leader.name.text not in known:
            yield f"{leader.name.text}, the best {side} model on {on}, is too new for this chart."


def _beneath(sides: Mapping[str, Sequence[Row]], names: ModelNames) -> Iterator[str]:
    """Who scores more than every priced model of its class and has no known price; what is free."""
    for side in SIDES:
        unpriced = [row["model"] for row in sides[side] if row["blended_price"] is None]
        free = [row["model"] for row in sides[side] if row["blended_price"] == 0]
        if unpriced:
            yield f"Better {side} models without a known price: {_list(unpriced, names)}."
        if free:
            yield f"Free of charge, {side}: {_list(free, names)}."


def _list(models: Sequence[str], names: ModelNames) -> str:
    shown = ", ".join(model_name(model, names).text for model in models[:NAMED])
    more = len(models) - NAMED
    return f"{shown} and {plural(more, 'other')}" if more > 0 else shown
