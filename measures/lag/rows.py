"""Issue of what lags come to: means over windows, first crossings, catch-up.

All of it is made inside the newest whole vintage and ends on its published date: later days bring
no news, so a row is issued when a vintage arrives and not every day. A frozen or saturated series
by the dates of its entries ends earlier, when a frontier last moved: pages go on, nothing else
does.

Issue of table lag: each (series, openness rule, rule of lag, clock) is a board.

One series under one openness rule on one clock, inside its newest vintage: what lags are of.

Issue of mean lags over windows: all days and the last year, backward, vertical, horizontal.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from measures.boards.states import whole
from measures.freshness import has_ended
from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.lag.catch_up import milestones, survival
from measures.lag.daily import HEADLINE, RULES, LagHistory
from measures.lag.frontiers import Clock, LagField, first_seen, newest_field, released
from measures.lag.records import (
    CatchUpEstimate,
    CatchUpStatistic,
    Counted,
    LagThresholdEstimate,
    LagWindowEstimate,
)
from measures.lag.windows import (
    Crossing,
    Frontiers,
    Mean,
    Window,
    backward_interval,
    backward_mean,
    crossings,
    horizontal_mean,
    round_levels,
    vertical_mean,
)
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.openness import OPENNESS_RULES
from terms.units import Unit
from terms.words import HEADLINE_CLOCK, LagClock, LagRule, LagStatistic

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Listings:
    """When boards listed what; a board is (source, board, category)."""

    listed: Mapping[Place, Sequence[tuple[str, str]]]
    """Board to (spelling, first published date that lists it)."""
    pages: Mapping[str, Sequence[str]]
    """Series id to the published dates of its boards."""


def lags(known: Known, listings: Listings, series: Series) -> Iterator[DerivedBoard]:
    """Lag of a series under every openness rule, rule of lag and clock, up to today."""
    newest = inputs_on(series, known.states[series.id], known.through)
    if newest is not None:
        for clock in clocks(known, series, listings):
            yield from _of(known, series, clock, newest)


def _of(known: Known, series: Series, clock: Clock, newest: str) -> Iterator[DerivedBoard]:
    states = known.states[series.id]
    history = LagHistory(series, states, known.names, clock, known.through)
    for openness_rule in OPENNESS_RULES:
        found = history.segments(openness_rule)
        for rule in RULES:
            rows = [segment.row(known.code_version) for segment in found[rule]]
            yield derived("lag", series.id, (openness_rule, rule, clock.name), newest, rows)


def clocks(known: Known, series: Series, listings: Listings) -> tuple[Clock, Clock]:
    """The clocks of table lag for one series."""
    pages = listings.pages[series.id]
    return released(known.names), first_seen(series, _first_days(known, series, listings), pages)


def _first_days(known: Known, series: Series, listings: Listings) -> dict[str, str]:
    """Model to the published date of the first known vintage of the series that lists it."""
    days: dict[str, str] = {}
    for item in series.sources:
        for spelling, on in listings.listed.get((item.source, item.board, item.category), ()):
            match = known.names.match(item.source, spelling, on)
            if match is not None:
                days[match.model] = min(on, days.get(match.model, on))
    return days


Row = dict[str, Any]
YEAR_DAYS = 365


@dataclass(frozen=True)
class Case:
    """One series under one openness rule on one clock, inside its newest vintage."""

    series: Series
    rule: str
    clock: LagClock
    field: LagField
    frontiers: Frontiers
    through: str

    @property
    def start(self) -> str | None:
        """First day on which both classes have an entry."""
        if not self.frontiers.closed or not self.frontiers.opened:
            return None
        return max(self.frontiers.closed[0].on, self.frontiers.opened[0].on)

    def last_year(self, start: str) -> Window:
        """The last year, or what there is of it since `start`."""
        year = date.fromisoformat(self.through) - timedelta(days=YEAR_DAYS - 1)
        return max(start, year.isoformat()), self.through


def cases_of(series: Series, field: LagField, clock: LagClock, newest: str) -> Iterator[Case]:
    """One case per openness rule; none when only leaders are known of the vintage."""
    for rule in OPENNESS_RULES if field.is_whole else ():
        frontiers = Frontiers.of(field, rule, newest)
        yield Case(series, rule, clock, field, frontiers, _end(series, frontiers, newest))


def _end(series: Series, found: Frontiers, newest: str) -> str:
    """The newest page's day, or that of the last step of either class where no more will come."""
    steps = (*found.closed, *found.opened)
    if not has_ended(series) or series.axis == "board" or not steps:
        return newest
    return max(step.on for step in steps)


def _level_of(mean: Mean) -> float | None:
    return None if (mean.low, mean.high) == (None, None) else LEVEL


def windows(known: Known, case: Case) -> Iterator[Row]:
    """Board `lag_window`: the case's means over all its days and over its last year."""
    start = case.start
    if start is None:
        return
    for is_last_year in (False, True):
        window = case.last_year(start) if is_last_year else (start, case.through)
        for statistic, mean in _means(case, window, is_last_year).items():
            if mean is not None:
                yield window_estimate(case, statistic, window, mean, is_last_year).row(
                    known.code_version
                )


def _means(case: Case, window: Window, is_last_year: bool) -> dict[LagStatistic, Mean | None]:
    """Means by name. By first-seen dates only backward ones, which know what is only a bound."""
    found = case.frontiers
    named: dict[LagStatistic, Mean | None] = {
        LagStatistic.BACKWARD_ONE_SE: backward_mean(found, window, LagRule.ONE_SE),
        LagStatistic.BACKWARD_SIGNIFICANCE: backward_mean(found, window, LagRule.SIGNIFICANCE),
        LagStatistic.BACKWARD_UNCENSORED: backward_mean(found, window, HEADLINE, uncensored=True),
    }
    if case.clock != HEADLINE_CLOCK:
        return {**named, LagStatistic.BACKWARD: backward_mean(found, window, HEADLINE)}
    named[LagStatistic.BACKWARD] = _with_interval(found, window)
    named[LagStatistic.VERTICAL] = vertical_mean(found, window, LEVEL)
    if not is_last_year:
        named[LagStatistic.HORIZONTAL] = horizontal_mean(found, case.through, LEVEL)
        named[LagStatistic.HORIZONTAL_WITH_UNCAUGHT] = horizontal_mean(
            found, case.through, LEVEL, uncaught=True
        )
    return named


def _with_interval(found: Frontiers, window: Window) -> Mean | None:
    mean = backward_mean(found, window, HEADLINE)
    return mean and mean.between(backward_interval(found, window, LEVEL))


def window_estimate(
    case: Case, statistic: LagStatistic, window: Window, mean: Mean, is_last_year: bool
) -> LagWindowEstimate:
    """One mean of the case, over all its days or over the last year."""
    return LagWindowEstimate(
        series=case.series.id,
        openness_rule=case.rule,
        value=mean.value,
        low=mean.low,
        high=mean.high,
        ci_level=_level_of(mean),
        n=mean.n,
        unit=case.series.unit if statistic is LagStatistic.VERTICAL else "days",
        from_on=window[0],
        through_on=case.through,
        vintages=case.field.vintages,
        clock=case.clock,
        statistic=statistic,
        is_last_year=is_last_year,
        bounds=mean.bounds,
        lead_bounds=mean.lead_bounds,
        counted=Counted.LEVELS if statistic.is_of_levels else Counted.DAYS,
        undated=case.field.undated,
        unmatched=case.field.unmatched,
    )


LEVEL_STEPS = {Unit.PERCENT.value: 10.0, Unit.INDEX.value: 5.0, Unit.ELO.value: 50.0}
"""Distance of the levels whose first crossing is issued; other units have none."""


def lag_estimates(known: Known, listings: Listings, series: Series) -> Iterator[DerivedBoard]:
    """Boards `lag_window`, `lag_threshold` and `catch_up` of a series."""
    states = whole(known.states[series.id]) or known.states[series.id]
    newest = inputs_on(series, states, known.through)
    if newest is None:
        return
    cases = [
        case
        for clock in clocks(known, series, listings)
        for case in cases_of(
            series,
            newest_field(series, states, known.names, clock, newest),
            LagClock(clock.name),
            newest,
        )
    ]
    for board, make in BOARDS.items():
        rows = [row for case in cases for row in make(known, case)]
        yield derived("estimate", board, series.id, newest, rows)


def _thresholds(known: Known, case: Case) -> Iterator[Row]:
    step = LEVEL_STEPS.get(case.series.unit)
    if step is None or case.clock != HEADLINE_CLOCK:
        return
    if case.series.sign < 0:
        step /= 10
    for crossed in crossings(case.frontiers, round_levels(case.frontiers, step)):
        yield _crossing_row(known, case, crossed)


def _crossing_row(known: Known, case: Case, crossed: Crossing) -> Row:
    return LagThresholdEstimate(
        series=case.series.id,
        openness_rule=case.rule,
        value=crossed.days,
        n=None if crossed.days is None else 1,
        through_on=case.through,
        vintages=case.field.vintages,
        clock=case.clock,
        level=case.series.sign * crossed.level,
        days=crossed.days,
        closed_on=crossed.closed_on,
        closed_model=crossed.closed_model,
        open_on=crossed.open_on,
        open_model=crossed.open_model,
        is_left_censored=crossed.is_left_censored,
        is_at_most=crossed.is_at_most,
    ).row(known.code_version)


def _catch_ups(known: Known, case: Case) -> Iterator[Row]:
    for rule in LagRule if case.clock == HEADLINE_CLOCK else ():
        times, undecided = milestones(case.frontiers, case.through, rule)
        found = survival(times, LEVEL)
        if found is None:
            continue
        median = CatchUpEstimate(
            series=case.series.id,
            openness_rule=case.rule,
            value=found.median,
            low=found.median_low,
            high=found.median_high,
            ci_level=LEVEL if found.caught else None,
            n=found.n,
            from_on=times[0].on,
            through_on=case.through,
            vintages=case.field.vintages,
            clock=case.clock,
            lag_rule=rule,
            statistic=CatchUpStatistic.MEDIAN,
            at_most=sum(time.is_at_most for time in times),
            caught=found.caught,
            undecided=undecided,
            horizon_days=found.horizon,
            milestones=tuple(times),
        )
        yield median.row(known.code_version)
        yield replace(
            median,
            value=found.restricted_mean,
            low=found.restricted_low,
            high=found.restricted_high,
            ci_level=None if found.restricted_low is None else LEVEL,
            statistic=CatchUpStatistic.RESTRICTED_MEAN,
        ).row(known.code_version)


BOARDS: dict[str, Callable[[Known, Case], Iterator[Row]]] = {
    LagWindowEstimate.MEASURE: windows,
    LagThresholdEstimate.MEASURE: _thresholds,
    CatchUpEstimate.MEASURE: _catch_ups,
}
