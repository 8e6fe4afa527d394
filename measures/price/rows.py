"""Derived rows of prices: price at quality as segments, the rest as estimates.

What belongs here: fronts, hosts of open weights, changes of prices, the index; which boards there
are. Not here: what a row says (`records`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from measures.boards.states import inputs, whole
from measures.estimates import Estimate
from measures.gap.history import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.price.at_quality import (
    Level,
    price_gap_history,
    reached_levels,
    thresholds,
    whole_levels,
)
from measures.price.events import PriceEvent, is_news, price_events
from measures.price.front import price_front
from measures.price.hosts import HostDispersion, host_dispersion
from measures.price.index import CI_LEVEL, matched_index, month_starts
from measures.price.lists import Prices
from measures.price.records import (
    CostPerSolvedEstimate,
    HostDispersionEstimate,
    PricedGroup,
    PricedScore,
    PriceEventEstimate,
    PriceFrontEstimate,
    PriceIndexEstimate,
)
from measures.price.solved import cost_rows
from measures.series import Series
from terms.openness import CLOSED_GRADES, HEADLINE_RULE, OPEN_GRADES, OPENNESS_RULES
from terms.words import PriceBasis

SINCE = "2025-06-05"
"""First day of the dated price history: changes before it are known to weeks at best."""


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
    held = inputs(series, known.states[series.id], known.through)
    scored = [state.vintage for state in held]
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
            vintages=(*scored, *priced.vintages(it.price for it in made.front)),
        )


def prices(known: Known, priced: Prices, series: Series) -> Iterator[DerivedBoard]:
    """Price at quality of a series with thresholds, then its price estimates.

    `priced` holds no list dated ahead of the day up to which `known` is.
    """
    newest = inputs_on(series, known.states[series.id], known.through)
    if newest is not None and priced.newest_on is not None:
        until = max(newest, priced.newest_on)
        asked = (series, known.states[series.id], known.names, known.through)
        yield from _gaps(known, priced, series, reached_levels(*asked), until)
        yield from _estimates(known, priced, series, whole_levels(*asked), until)


def host_rows(priced: Prices) -> Iterator[HostDispersionEstimate]:
    """Spread of the blended price over the hosts of each open model, as of the newest list."""
    grades = OPEN_GRADES[HEADLINE_RULE]
    for one in host_dispersion(priced.book, priced.names, grades, str(priced.newest_on)):
        yield HostDispersionEstimate(
            value=one.middle,
            low=one.low,
            high=one.high,
            n=len(one.hosts),
            model=one.model,
            hosts=dict(one.hosts),
            iqr=one.iqr,
            high_over_low=one.high / one.low,
            own_price=one.own,
            vintages=_host_vintages(priced, one),
        )


def _host_vintages(priced: Prices, one: HostDispersion) -> tuple[int, ...]:
    own = priced.book.price(one.model, str(priced.newest_on)) if one.own is not None else None
    return tuple(sorted(priced.newest_of([*one.shown, *(own.shown if own else ())])))


def event_rows(known: Known, priced: Prices) -> Iterator[PriceEventEstimate]:
    """Cuts, rises, withdrawals and first prices."""
    for event in price_events(priced.book, known.through):
        if is_news(event, priced.names.model(event.model)["released_on"]):
            yield _event(priced, event)


def _event(priced: Prices, event: PriceEvent) -> PriceEventEstimate:
    change = event.change_percent
    return PriceEventEstimate(
        value=None if change is None else round(change, 4),
        n=event.independent,
        from_on=event.not_before,
        through_on=event.on,
        kind=event.kind,
        model=event.model,
        seller=event.seller,
        before=event.before,
        now=event.now,
        sources=event.sources,
        confirmed=event.confirmed,
        vintages=tuple(sorted(priced.showing(event.shown))),
    )


def index_rows(priced: Prices) -> Iterator[PriceIndexEstimate]:
    """The index of matched models of either class, on the first day of every month."""
    days = month_starts(SINCE, str(priced.newest_on))
    classes = {
        PricedGroup.CLOSED: CLOSED_GRADES,
        PricedGroup.OPEN: OPEN_GRADES[HEADLINE_RULE],
    }
    for group, grades in classes.items():
        points = matched_index(priced.book, priced.names, grades, days)
        vintages = tuple(sorted(priced.of_makers(grades))) if points else ()
        for point in points:
            yield PriceIndexEstimate(
                openness_rule=HEADLINE_RULE,
                value=round(point.value, 4),
                low=None if point.low is None else round(point.low, 4),
                high=None if point.high is None else round(point.high, 4),
                ci_level=None if point.low is None else CI_LEVEL,
                n=point.models,
                from_on=points[0].on,
                through_on=point.on,
                group=group,
                changed=point.changed,
                vintages=vintages,
            )


MARKET: Mapping[type[Estimate], Callable[[Known, Prices], Iterator[Estimate]]] = {
    HostDispersionEstimate: lambda _, priced: host_rows(priced),
    PriceEventEstimate: event_rows,
    PriceIndexEstimate: lambda _, priced: index_rows(priced),
}
"""What is told of the market as a whole, a board each."""


def market(known: Known, priced: Prices, record: type[Estimate]) -> Iterator[DerivedBoard]:
    """One of `MARKET`; none before a first list."""
    if priced.newest_on is not None:
        yield _board(known, record, "", priced.newest_on, MARKET[record](known, priced))


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
    known: Known, priced: Prices, series: Series, complete: Sequence[Level], until: str
) -> Iterator[DerivedBoard]:
    for record, rows in (
        (PriceFrontEstimate, front_rows(known, priced, series, complete)),
        (CostPerSolvedEstimate, cost_rows(known, series)),
    ):
        board = _board(known, record, series.id, until, rows)
        if board.rows:
            yield board


def _board(
    known: Known, record: type[Estimate], series: str, until: str, found: Iterable[Estimate]
) -> DerivedBoard:
    rows = [one.row(known.code_version) for one in found]
    return derived("estimate", record.MEASURE, series, until, rows)
