"""Estimates about the market: hosts of open weights, price changes, what follows open releases.

Estimates of what a solved task costs, where the board says what its run cost.
"""

from collections.abc import Iterator, Mapping, Sequence

from measures.boards.states import inputs as states_in_force
from measures.known import Known
from measures.price.at_quality import levels
from measures.price.events import PriceEvent, is_news, price_events
from measures.price.hosts import HostDispersion, host_dispersion
from measures.price.index import CI_LEVEL, matched_index, month_starts
from measures.price.lists import Prices
from measures.price.pairs import SolvedCost, pairs, solved_costs
from measures.price.reaction import (
    WINDOWS,
    Reaction,
    counted_cuts,
    cut_days,
    reaction,
    record_releases,
)
from measures.price.records import PricedGroup
from measures.price.records_market import (
    CostPairEstimate,
    CostPerSolvedEstimate,
    HostDispersionEstimate,
    PriceEventEstimate,
    PriceIndexEstimate,
    PriceReactionEstimate,
    RecordRelease,
    SolvedRun,
)
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.openness import CLOSED_GRADES, HEADLINE_RULE, OPEN_GRADES

RELEASES_BY = "eci"
"""The series in which an open release must beat all open ones before it."""
SINCE = "2025-06-05"
"""First day of the dated price history: cuts before it are known to weeks at best."""


def cost_rows(known: Known, series: Series) -> Iterator[CostPerSolvedEstimate]:
    """Cost per solved task of every entry that states a cost."""
    for one in _costs(known, series):
        yield CostPerSolvedEstimate(
            series=series.id,
            value=round(one.per_solved, 6),
            low=None if one.low is None else round(one.low, 6),
            high=None if one.high is None else round(one.high, 6),
            ci_level=None if one.low is None else LEVEL,
            n=1,
            from_on=one.dated_on,
            through_on=one.dated_on,
            entry=one.entry,
            model=one.model,
            score=one.value,
            usd_per_task=one.cost,
            usd_per_solved=one.per_solved,
            dated_on=one.dated_on,
            vintages=(one.vintage,),
        )


def cost_pairs(known: Known, series: Series) -> Iterator[CostPairEstimate]:
    """Ratio of cost per solved task: declared pairs, and the best closed and open entry."""
    found = [one for one in _costs(known, series) if one.model is not None]
    best = _best(found)
    for pair in pairs():
        if pair.series == series.id and pair.closed in best and pair.open in best:
            yield _pair(series, best[pair.closed], best[pair.open])
    sides = [_leader(known, best, grades) for grades in (CLOSED_GRADES, OPEN_GRADES[HEADLINE_RULE])]
    closed, opened = sides
    if closed is not None and opened is not None:
        yield _pair(series, closed, opened, HEADLINE_RULE)


def _costs(known: Known, series: Series) -> list[SolvedCost]:
    return solved_costs(series, known.states[series.id], known.names, known.through)


def _best(found: Sequence[SolvedCost]) -> dict[str, SolvedCost]:
    """Model to its best entry; of equal scores the cheaper one."""
    best: dict[str, SolvedCost] = {}
    for one in sorted(found, key=lambda one: (one.value, -one.cost)):
        if one.model is not None:
            best[one.model] = one
    return best


def _leader(
    known: Known, best: Mapping[str, SolvedCost], grades: frozenset[str]
) -> SolvedCost | None:
    on = known.through
    inside = [one for model, one in best.items() if known.names.openness(model, on) in grades]
    return max(inside, key=lambda one: (one.value, -one.cost), default=None)


def _pair(
    series: Series, closed: SolvedCost, opened: SolvedCost, rule: str | None = None
) -> CostPairEstimate:
    ratio = closed.per_solved / opened.per_solved
    return CostPairEstimate(
        series=series.id,
        openness_rule=rule,
        value=round(ratio, 6),
        n=1,
        closed=_run(closed),
        open=_run(opened),
        cost_percent=100 / ratio,
        quality_percent=100 * opened.value / closed.value,
        vintages=tuple(sorted({closed.vintage, opened.vintage})),
    )


def _run(one: SolvedCost) -> SolvedRun:
    return SolvedRun(
        entry=one.entry,
        model=one.model,
        value=one.value,
        usd_per_task=one.cost,
        usd_per_solved=one.per_solved,
        dated_on=one.dated_on,
    )


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


def reaction_rows(known: Known, priced: Prices) -> Iterator[PriceReactionEstimate]:
    """Cuts by closed makers after record open releases, for each window."""
    through = str(priced.newest_on)
    names = known.names
    found = levels(known.series[RELEASES_BY], known.states[RELEASES_BY], names, known.through)
    released = record_releases(found, names, OPEN_GRADES[HEADLINE_RULE], SINCE, through)
    counted = counted_cuts(price_events(priced.book, through, SINCE), names, SINCE)
    cuts = cut_days(counted, names)
    vintages = _reaction_vintages(known, priced, counted)
    for days in WINDOWS:
        one = reaction([day for day, _ in released], cuts, SINCE, through, days)
        yield _reaction(one, released, through, vintages)


def _reaction_vintages(known: Known, priced: Prices, cuts: Sequence[PriceEvent]) -> tuple[int, ...]:
    """The boards of the releases, the looks that show the cuts, the lists that might show more."""
    series = known.series[RELEASES_BY]
    scores = states_in_force(series, known.states[RELEASES_BY], known.through)
    shown = priced.showing(look for cut in cuts for look in cut.shown)
    found = {state.vintage for state in scores} | shown | priced.of_makers(CLOSED_GRADES)
    return tuple(sorted(found))


def _reaction(
    one: Reaction,
    released: Sequence[tuple[str, str]],
    through: str,
    vintages: tuple[int, ...],
) -> PriceReactionEstimate:
    return PriceReactionEstimate(
        series=RELEASES_BY,
        openness_rule=HEADLINE_RULE,
        value=float(one.followed),
        n=len(one.cuts),
        from_on=SINCE,
        through_on=through,
        within_days=one.within_days,
        releases=tuple(RecordRelease(*item) for item in released),
        cuts=one.cuts,
        expected_by_chance=one.expected,
        p_value=one.p_value,
        vintages=vintages,
    )
