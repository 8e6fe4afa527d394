"""Derived rows of prices: price at quality as segments, the rest as estimates.

What belongs here: pairs of models, another blend of tokens, coverage, decline and fronts; which
boards there are, with those of `rows_market`.
Not here: what a row says (`records`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from measures.boards.states import inputs as states_in_force
from measures.boards.states import whole
from measures.estimates import Estimate
from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.price.at_quality import (
    Level,
    Offer,
    cheapest_on,
    levels,
    offers,
    price_gap_history,
    reached_levels,
    reaching,
    thresholds,
    whole_levels,
)
from measures.price.book import Price
from measures.price.decline import Decline, decline, observations, prices_inside
from measures.price.front import price_front
from measures.price.lists import Prices
from measures.price.pairs import Leaders, PairPrice, leading_pair, pair_price, pairs
from measures.price.records import (
    CI_LEVEL,
    ComparedPrice,
    PriceCoverageEstimate,
    PricedCount,
    PriceDeclineEstimate,
    PricedGroup,
    PricedScore,
    PriceFrontEstimate,
    PricePairEstimate,
    PriceSensitivityEstimate,
    RecordLow,
)
from measures.price.records_market import (
    CostPairEstimate,
    CostPerSolvedEstimate,
    HostDispersionEstimate,
    PriceEventEstimate,
    PriceIndexEstimate,
    PriceReactionEstimate,
)
from measures.price.rows_market import (
    cost_pairs,
    cost_rows,
    event_rows,
    host_rows,
    index_rows,
    reaction_rows,
)
from measures.series import Series
from terms.openness import CLOSED_GRADES, HEADLINE_RULE, OPEN_GRADES, OPENNESS_RULES
from terms.words import PriceBasis


def pair_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[PricePairEstimate]:
    """Declared pairs of the series, and the best closed and open model with a price now."""
    for pair in pairs():
        if pair.series == series.id and (made := pair_price(pair, priced.book, series, found)):
            yield _pair(known, priced, series, made)
    for rule in OPENNESS_RULES:
        leaders = _leaders(known, priced, series, found, rule)
        if leaders and (made := pair_price(leaders.pair, priced.book, series, found)):
            yield _leading_pair(_pair(known, priced, series, made), leaders, rule)


def _leaders(
    known: Known, priced: Prices, series: Series, found: Sequence[Level], rule: str
) -> Leaders | None:
    on, names = known.through, known.names
    models = {level.model for level in found}
    classes = [
        {model for model in models if names.openness(model, on) in grades}
        for grades in (CLOSED_GRADES, OPEN_GRADES[rule])
    ]
    return leading_pair(series, found, priced.book, classes, on)


def _leading_pair(pair: PricePairEstimate, leaders: Leaders, rule: str) -> PricePairEstimate:
    """A pair of today names no day: its content changes only when a price or a leader does."""
    closed, opened = leaders.unpriced
    return replace(
        pair,
        openness_rule=rule,
        from_on=None,
        through_on=None,
        closed_on=None,
        open_on=None,
        unpriced_closed=closed,
        unpriced_open=opened,
    )


def _pair(known: Known, priced: Prices, series: Series, made: PairPrice) -> PricePairEstimate:
    pair = made.pair
    return PricePairEstimate(
        series=series.id,
        value=round(made.blended_ratio, 6),
        n=1,
        from_on=min(pair.closed_on, pair.on),
        through_on=max(pair.closed_on, pair.on),
        closed=_price(made.closed, made.closed_value),
        open=_price(made.open, made.open_value),
        input_ratio=made.input_ratio,
        output_ratio=made.output_ratio,
        blended_ratio_7_2_1=made.cached_ratio,
        cost_percent=100 / made.blended_ratio,
        quality_percent=made.quality_percent,
        same_day=pair.same_day,
        closed_on=pair.closed_on,
        open_on=pair.on,
        why=pair.why,
        vintages=_vintages(known, priced, series, (made.closed, made.open)),
    )


def _price(price: Price, value: float | None) -> ComparedPrice:
    return ComparedPrice(
        model=price.model,
        value=value,
        input=price.input,
        cached=price.cached,
        output=price.output,
        blended=price.blended,
        basis=PriceBasis(price.basis),
        source=price.source,
        since=price.since,
        sellers=price.sellers,
        mode=price.mode,
        off_peak_blended=price.off_peak,
    )


def _vintages(
    known: Known, priced: Prices, series: Series, prices: Iterable[Price]
) -> tuple[int, ...]:
    states = states_in_force(series, known.states[series.id], known.through)
    return (*(state.vintage for state in states), *priced.vintages(prices))


def sensitivity_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[PriceSensitivityEstimate]:
    """The ratio today at 7 cached, 2 input and 1 output token, beside the one at 3:1."""
    for threshold in thresholds().get(series.id, ()):
        reached = reaching(series, found, threshold.at)
        both = [
            offers(reached, priced.book, known.names, grades)
            for grades in (CLOSED_GRADES, OPEN_GRADES[HEADLINE_RULE])
        ]
        cached = _cheapest(both, known.through, cached=True)
        plain = _cheapest(both, known.through, cached=False)
        if cached is None or plain is None:
            continue
        yield PriceSensitivityEstimate(
            series=series.id,
            openness_rule=HEADLINE_RULE,
            value=round(cached[0].blended_cached / cached[1].blended_cached, 6),
            n=sum(_models_on(some, known.through) for some in both),
            threshold=threshold.at,
            closed=_price(cached[0], None),
            open=_price(cached[1], None),
            ratio_3_1=plain[0].blended / plain[1].blended,
            vintages=_vintages(known, priced, series, cached),
        )


def _cheapest(
    both: Sequence[Sequence[Offer]], on: str, *, cached: bool
) -> tuple[Price, Price] | None:
    def cost(price: Price) -> float:
        return price.blended_cached if cached else price.blended

    closed, opened = (cheapest_on(some, on, cost) for some in both)
    return None if closed is None or opened is None else (closed, opened)


def _models_on(some: Sequence[Offer], on: str) -> int:
    return len({one.price.model for one in some if one.start <= on < one.end})


def coverage_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[PriceCoverageEstimate]:
    """Share of the open models at each threshold now that have a known price."""
    now = [level for level in found if level.end > known.through]
    for threshold in thresholds().get(series.id, ()):
        reached = sorted(reaching(series, now, threshold.at))
        for rule in OPENNESS_RULES:
            closed = _prices(known, priced, reached, CLOSED_GRADES)
            opened = _prices(known, priced, reached, OPEN_GRADES[rule])
            count = _counted(opened)
            yield PriceCoverageEstimate(
                series=series.id,
                openness_rule=rule,
                value=round(count.priced / count.total, 6) if count.total else None,
                n=count.total,
                threshold=threshold.at,
                closed=_counted(closed),
                open=count,
                leaders_only=not found,
                vintages=_vintages(known, priced, series, filter(None, [*closed, *opened])),
            )


def _counted(prices: Sequence[Price | None]) -> PricedCount:
    return PricedCount(sum(one is not None for one in prices), len(prices))


def _prices(
    known: Known, priced: Prices, models: Sequence[str], grades: frozenset[str]
) -> list[Price | None]:
    """The price today of each of `models` that is in a class, or None."""
    on = known.through
    inside = [model for model in models if known.names.openness(model, on) in grades]
    return [priced.book.price(model, on) for model in inside]


def decline_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[PriceDeclineEstimate]:
    """Fall of the price at each threshold: all models, closed ones, open ones."""
    newest = {level.model: level for level in found if level.end > known.through}
    for threshold in thresholds().get(series.id, ()):
        reached = sorted(reaching(series, newest.values(), threshold.at))
        for group, grades in (
            (PricedGroup.ALL, CLOSED_GRADES | OPEN_GRADES[HEADLINE_RULE]),
            (PricedGroup.CLOSED, CLOSED_GRADES),
            (PricedGroup.OPEN, OPEN_GRADES[HEADLINE_RULE]),
        ):
            inside = prices_inside(priced.book, reached, known.names, grades, known.through)
            fit = decline(observations(inside))
            vintages = _vintages(known, priced, series, [price for _, price in inside])
            yield _decline(series, (threshold.at, group), fit, vintages)


def _decline(
    series: Series, level: tuple[float, PricedGroup], fit: Decline, vintages: tuple[int, ...]
) -> PriceDeclineEstimate:
    threshold, group = level
    return PriceDeclineEstimate(
        series=series.id,
        openness_rule=HEADLINE_RULE,
        value=None if fit.factor is None else round(fit.factor, 4),
        low=None if fit.low is None else round(fit.low, 4),
        high=None if fit.high is None else round(fit.high, 4),
        ci_level=None if fit.low is None else CI_LEVEL,
        n=len(fit.points),
        from_on=fit.points[0][0] if fit.points else None,
        through_on=fit.points[-1][0] if fit.points else None,
        threshold=threshold,
        group=group,
        points=tuple(RecordLow(*point) for point in fit.points),
        models=fit.models,
        halving_days=fit.halving_days,
        usable_share=fit.usable_share,
        reason=fit.reason,
        no_interval=fit.no_interval,
        vintages=vintages,
    )


def front_rows(
    known: Known, priced: Prices, series: Series, found: Sequence[Level]
) -> Iterator[PriceFrontEstimate]:
    """Score against price on the day of the newest whole page, for a price of today would meet a
    roster that later models are not on: closed once, open under each rule; only where levels are
    declared, which are the series that price at quality is told of."""
    pages = whole(known.states[series.id])
    if series.id not in thresholds() or not pages:
        return
    published = max(state.published_on for state in pages)
    closed = [(PricedGroup.CLOSED, None, CLOSED_GRADES)]
    opened = [(PricedGroup.OPEN, rule, OPEN_GRADES[rule]) for rule in OPENNESS_RULES]
    for group, rule, grades in [*closed, *opened]:
        made = price_front(found, priced.book, known.names, grades, published)
        if not made.offered:
            continue
        yield PriceFrontEstimate(
            series=series.id,
            openness_rule=rule,
            value=round(made.front[-1].price.blended, 9),
            n=len(made.offered),
            published_on=published,
            group=group,
            models=tuple(
                PricedScore(
                    it.level.model,
                    it.level.value,
                    round(it.price.blended, 9),
                    PriceBasis(it.price.basis),
                )
                for it in made.offered
            ),
            front=tuple(it.level.model for it in made.front),
            unpriced=tuple(made.unpriced),
            vintages=_vintages(known, priced, series, [it.price for it in made.front]),
        )


def prices(known: Known, priced: Prices) -> Iterator[DerivedBoard]:
    """Price at quality of every series with thresholds, and every price estimate.

    `priced` holds no list dated ahead of the day up to which `known` is.
    """
    if priced.newest_on is None:
        return
    found = {
        name: levels(series, known.states[name], known.names, known.through)
        for name, series in known.series.items()
    }
    for name, series in known.series.items():
        newest = inputs_on(series, known.states[name], known.through)
        if newest is not None:
            until = max(newest, priced.newest_on)
            asked = (series, known.states[name], known.names, known.through)
            complete, reached = whole_levels(*asked), reached_levels(*asked)
            yield from _gaps(known, priced, series, reached, until)
            yield from _estimates(known, priced, series, (found[name], complete, reached), until)
    market: Sequence[tuple[type[Estimate], Iterator[Estimate]]] = (
        (HostDispersionEstimate, host_rows(priced)),
        (PriceReactionEstimate, reaction_rows(known, priced, found)),
        (PriceEventEstimate, event_rows(known, priced)),
        (PriceIndexEstimate, index_rows(priced)),
    )
    for record, rows in market:
        yield _board(known, record, "", priced.newest_on, rows)


def _gaps(
    known: Known, priced: Prices, series: Series, found: Sequence[Level], until: str
) -> Iterator[DerivedBoard]:
    for threshold in thresholds().get(series.id, ()):
        for rule in OPENNESS_RULES:
            segments = price_gap_history(
                series, found, priced.book, known.names, rule, threshold.at
            )
            rows = [segment.row(known.code_version) for segment in segments]
            yield derived("price_gap", series.id, (rule, threshold.at), until, rows)


def _estimates(
    known: Known,
    priced: Prices,
    series: Series,
    every_complete_reached: tuple[Sequence[Level], Sequence[Level], Sequence[Level]],
    until: str,
) -> Iterator[DerivedBoard]:
    found, complete, reached = every_complete_reached
    boards: Sequence[tuple[type[Estimate], Iterator[Estimate]]] = (
        (PricePairEstimate, pair_rows(known, priced, series, found)),
        (PriceSensitivityEstimate, sensitivity_rows(known, priced, series, reached)),
        (PriceCoverageEstimate, coverage_rows(known, priced, series, complete)),
        (PriceDeclineEstimate, decline_rows(known, priced, series, reached)),
        (PriceFrontEstimate, front_rows(known, priced, series, complete)),
        (CostPerSolvedEstimate, cost_rows(known, series)),
        (CostPairEstimate, cost_pairs(known, series)),
    )
    for record, rows in boards:
        board = _board(known, record, series.id, until, rows)
        # What was derived of a list that only names leaders gives way to nothing.
        gives_way = record is PriceSensitivityEstimate and series.id in thresholds()
        if board.rows or gives_way:
            yield board


def _board(
    known: Known, record: type[Estimate], series: str, until: str, found: Iterable[Estimate]
) -> DerivedBoard:
    rows = [one.row(known.code_version) for one in found]
    return derived("estimate", record.MEASURE, series, until, rows)
