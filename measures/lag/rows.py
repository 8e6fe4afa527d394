"""Issue of what lags come to: means over windows, first crossings, catch-up, by exposure.

All of it is made inside the newest vintage and ends on its published date: later days bring no
news, so a row is issued when a vintage arrives and not every day. A frozen or saturated series by
the dates of its entries ends earlier, when a frontier last moved: pages go on, nothing else does.

Issue of table lag: each (series, openness rule, rule of lag, clock) is a board.

One series under one openness rule on one clock, inside its newest vintage: what lags are of.

Issue of board `lag_exposure`: the mean lag of series with public, and with held-out, items.

Issue of mean lags over windows: all days and the last year, backward, vertical, horizontal.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from measures.estimates import estimate_row
from measures.gap.daily import inputs_on
from measures.known import DerivedBoard, Known, derived
from measures.lag.catch_up import milestones, survival
from measures.lag.daily import HEADLINE, RULES, LagHistory
from measures.lag.frontiers import Clock, Field, first_seen, newest_field, released
from measures.lag.windows import (
    Crossing,
    Frontiers,
    Lagged,
    Mean,
    Window,
    backward_interval,
    backward_mean,
    crossings,
    horizontal_mean,
    mean_over_series,
    round_levels,
    vertical_mean,
)
from measures.lag.words import has_ended
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.openness import OPENNESS_RULES
from terms.units import Unit
from terms.words import Exposure, LagClock, SeriesStatus
from terms.words import words as words_of

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Listings:
    """When boards listed what; a board is (source, board, category)."""

    listed: Mapping[Place, Sequence[tuple[str, str]]]
    """Board to (spelling, first published date that lists it)."""
    pages: Mapping[str, Sequence[str]]
    """Series id to the published dates of its boards."""


def lags(known: Known, listings: Listings) -> Iterator[DerivedBoard]:
    """Lag of every series under every openness rule, rule of lag and clock, up to today."""
    for series in known.series.values():
        newest = inputs_on(series, known.states[series.id], known.through)
        if newest is None:
            continue
        for clock in clocks(known, series, listings):
            yield from _of(known, series, clock, newest)


def _of(known: Known, series: Series, clock: Clock, newest: str) -> Iterator[DerivedBoard]:
    states = known.states[series.id]
    history = LagHistory(series, states, known.names, clock, known.through)
    for openness_rule in OPENNESS_RULES:
        found = history.segments(openness_rule)
        for rule in RULES:
            rows = [segment.row(known.code_version) for segment in found[rule]]
            board = f"{openness_rule}|{rule}|{clock.name}"
            yield derived("lag", series.id, board, newest, rows)


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
    clock: str
    field: Field
    frontiers: Frontiers
    through: str

    @property
    def key(self) -> str:
        """openness rule|clock: the head of every variant's key."""
        return f"{self.rule}|{self.clock}"

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


def cases_of(series: Series, field: Field, clock: str, newest: str) -> Iterator[Case]:
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


def estimate(known: Known, case: Case, variant: str, **columns: Any) -> Row:
    """A row of table `estimate` whose variant's key begins with the case's."""
    return estimate_row(
        known.code_version,
        entry=f"{case.key}|{variant}",
        series=case.series.id,
        openness_rule=case.rule,
        through_on=case.through,
        vintages=json.dumps(case.field.vintages),
        **columns,
    )


BOUNDS = " Means in which some days count with a lower bound are too short: {} of them."
EXPOSURE_LEAD_BOUNDS = (
    " Means with days on which open may have led for longer are too long: {} of them."
)


def by_exposure(known: Known, lagged: Sequence[Lagged]) -> Iterator[DerivedBoard]:
    """One board per exposure, one row per openness rule; none where no live series has a lag."""
    for exposure in words_of(Exposure):
        rows = []
        for rule in OPENNESS_RULES:
            some = [one for one in lagged if (one.exposure, one.rule) == (exposure, rule)]
            if some:
                rows.append(_exposure_row(known, exposure, rule, some))
        yield derived("estimate", "lag_exposure", exposure, None, rows)


def _exposure_row(known: Known, exposure: str, rule: str, some: Sequence[Lagged]) -> Row:
    bounds = sum(one.is_bound for one in some)
    leads = sum(one.is_lead_bound for one in some)
    mean = Mean(fmean(one.days for one in some), len(some), bounds, lead_bounds=leads)
    # Resampling series says nothing of how much longer the bounds among them may be.
    mean = mean.between(mean_over_series(some, LEVEL))
    detail = {
        "exposure": exposure,
        "series": {one.series: one.days for one in some},
        "bounds": bounds,
        "lead_bounds": leads,
    }
    return estimate_row(
        known.code_version,
        entry=f"{rule}|released|backward_year|{exposure}",
        openness_rule=rule,
        value=mean.value,
        low=mean.low,
        high=mean.high,
        ci_level=None if (mean.low, mean.high) == (None, None) else LEVEL,
        n=mean.n,
        unit="days",
        detail=json.dumps(detail, sort_keys=True),
        caveat=f"Live series with {exposure.replace('_', '-')} items differ in more than exposure: "
        "other skills, other models, other makers of the benchmark."
        + (BOUNDS.format(bounds) if bounds else "")
        + (EXPOSURE_LEAD_BOUNDS.format(leads) if leads else ""),
        vintages=json.dumps(sorted({one for lag in some for one in lag.vintages})),
    )


def windows(known: Known, case: Case) -> Iterator[Row]:
    """Board `lag_window`: the case's means over all its days and over its last year."""
    start = case.start
    if start is None:
        return
    spans = {"": (start, case.through), "_year": case.last_year(start)}
    for suffix, window in spans.items():
        for name, mean in _means(case, window, suffix).items():
            if mean is not None:
                yield _mean_row(known, case, name + suffix, window, mean)


def _means(case: Case, window: Window, suffix: str) -> dict[str, Mean | None]:
    """Means by name. By first-seen dates only backward ones, which know what is only a bound."""
    found = case.frontiers
    named: dict[str, Mean | None] = {
        f"backward_{rule}": backward_mean(found, window, rule) for rule in RULES[1:]
    }
    named["backward_uncensored"] = backward_mean(found, window, RULES[0], uncensored=True)
    if case.clock != LagClock.RELEASED:
        return {**named, "backward": backward_mean(found, window, RULES[0])}
    named["backward"] = _with_interval(found, window)
    named["vertical"] = vertical_mean(found, window, LEVEL)
    if not suffix:
        named["horizontal"] = horizontal_mean(found, case.through, LEVEL)
        named["horizontal_with_uncaught"] = horizontal_mean(
            found, case.through, LEVEL, uncaught=True
        )
    return named


def _with_interval(found: Frontiers, window: Window) -> Mean | None:
    mean = backward_mean(found, window, HEADLINE)
    return mean and mean.between(backward_interval(found, window, LEVEL))


CAVEATS = {
    "horizontal": "Levels that open has not reached are left out, so the mean is too short.",
    "horizontal_with_uncaught": "Levels that open has not reached count with the days so far: "
    "a lower bound.",
}
LAG_BOUNDS = "Some days count with a lower bound, so the mean is too short."
LEAD_BOUNDS = "On some days open may have led for longer, so the mean is too long."
BOTH_BOUNDS = (
    "Some days count with a lower bound, and on some open may have led for longer, so the mean is "
    "neither at least nor at most this."
)


def _mean_row(known: Known, case: Case, name: str, window: Window, mean: Mean) -> Row:
    is_level = name.startswith("horizontal")
    detail = {
        "bounds": mean.bounds,
        "lead_bounds": mean.lead_bounds,
        "counted": "bands of levels" if is_level else "days",
        "undated": case.field.undated,
        "unmatched": case.field.unmatched,
    }
    return estimate(
        known,
        case,
        name,
        value=mean.value,
        low=mean.low,
        high=mean.high,
        ci_level=None if (mean.low, mean.high) == (None, None) else LEVEL,
        n=mean.n,
        unit=case.series.unit if name.startswith("vertical") else "days",
        from_on=window[0],
        detail=json.dumps(detail, sort_keys=True),
        caveat=_caveat(name, mean),
    )


def _caveat(name: str, mean: Mean) -> str | None:
    if name == "horizontal" or (name in CAVEATS and mean.bounds):
        return CAVEATS[name]
    if mean.lead_bounds:
        return BOTH_BOUNDS if mean.bounds else LEAD_BOUNDS
    return LAG_BOUNDS if mean.bounds else None


LEVEL_STEPS = {Unit.PERCENT.value: 10.0, Unit.INDEX.value: 5.0, Unit.ELO.value: 50.0}
"""Distance of the levels whose first crossing is issued; other units have none."""


def lag_estimates(known: Known, listings: Listings) -> Iterator[DerivedBoard]:
    """Boards `lag_window`, `lag_threshold` and `catch_up` per series, and `lag_exposure`."""
    lagged: list[Lagged] = []
    for series in known.series.values():
        newest = inputs_on(series, known.states[series.id], known.through)
        if newest is None:
            continue
        states = known.states[series.id]
        cases = [
            case
            for clock in clocks(known, series, listings)
            for case in cases_of(
                series,
                newest_field(series, states, known.names, clock, newest),
                clock.name,
                newest,
            )
        ]
        for board, make in BOARDS.items():
            rows = [row for case in cases for row in make(known, case)]
            yield derived("estimate", board, series.id, newest, rows)
        lagged += [one for case in cases for one in _lagged(case)]
    yield from by_exposure(known, lagged)


def _thresholds(known: Known, case: Case) -> Iterator[Row]:
    step = LEVEL_STEPS.get(case.series.unit)
    if step is None or case.clock != LagClock.RELEASED:
        return
    if case.series.sign < 0:
        step /= 10
    for crossed in crossings(case.frontiers, round_levels(case.frontiers, step)):
        yield _crossing_row(known, case, crossed)


def _crossing_row(known: Known, case: Case, crossed: Crossing) -> Row:
    level = case.series.sign * crossed.level
    return estimate(
        known,
        case,
        f"{level:g}",
        value=crossed.days,
        n=None if crossed.days is None else 1,
        unit="days",
        detail=json.dumps({**asdict(crossed), "level": level}, sort_keys=True),
        caveat=_crossing_caveat(crossed),
    )


def _crossing_caveat(crossed: Crossing) -> str | None:
    told = {
        "Closed may have been there before the first one observed.": crossed.is_left_censored,
        "Open may have been there before the first one observed: at most this.": crossed.is_at_most,
        "Open has not reached this level.": crossed.days is None,
    }
    return " ".join(text for text, holds in told.items() if holds) or None


DEPENDENT = (
    "One open model may catch up with several milestones, so they are not independent and the "
    "interval is too narrow."
)
LATE = (
    " Times of milestones that the first open model observed caught, which open may have had "
    "before, are at most this: {} of them."
)


def _catch_ups(known: Known, case: Case) -> Iterator[Row]:
    for rule in RULES if case.clock == LagClock.RELEASED else ():
        times, undecided = milestones(case.frontiers, case.through, rule)
        found = survival(times, LEVEL)
        if found is None:
            continue
        late = sum(time.is_at_most for time in times)
        detail = json.dumps(
            {
                "at_most": late,
                "caught": found.caught,
                "undecided": undecided,
                "horizon_days": found.horizon,
                "milestones": [asdict(time) for time in times],
            },
            sort_keys=True,
        )
        common: Row = {
            "n": found.n,
            "unit": "days",
            "from_on": times[0].on,
            "detail": detail,
            "caveat": DEPENDENT + (LATE.format(late) if late else ""),
        }
        yield estimate(
            known, case, f"{rule}|median", value=found.median, low=found.median_low,
            high=found.median_high, ci_level=LEVEL if found.caught else None, **common,
        )  # fmt: skip
        yield estimate(
            known, case, f"{rule}|restricted_mean", value=found.restricted_mean,
            low=found.restricted_low, high=found.restricted_high,
            ci_level=None if found.restricted_low is None else LEVEL, **common,
        )  # fmt: skip


BOARDS: dict[str, Callable[[Known, Case], Iterator[Row]]] = {
    "lag_window": windows,
    "lag_threshold": _thresholds,
    "catch_up": _catch_ups,
}


def _lagged(case: Case) -> Iterator[Lagged]:
    """The series' backward mean over its last year, for the comparison by exposure."""
    start = case.start
    if start is None or case.clock != LagClock.RELEASED or case.series.status != SeriesStatus.LIVE:
        return
    mean = backward_mean(case.frontiers, case.last_year(start), HEADLINE)
    if mean is not None:
        yield Lagged(
            series=case.series.id,
            exposure=case.series.exposure,
            rule=case.rule,
            days=mean.value,
            is_bound=bool(mean.bounds),
            is_lead_bound=bool(mean.lead_bounds),
            vintages=case.field.vintages,
        )
