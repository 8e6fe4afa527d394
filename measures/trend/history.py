"""What a trend is fitted to: the history of a gap or a lag, from what was issued.

As published it holds only the days on which the board's page of then was not stale, by the series'
own limit: a stale page does not say what came, and a lag that grew on it is that of the clock.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from measures.boards.states import ranked, whole
from measures.freshness import has_ended, was_fresh
from measures.gap.judgement import decides
from measures.known import Known
from measures.lag.frontiers import Frontiers, iso, newest_field
from measures.lag.windows import spells
from measures.segments import GapSegment, LagSegment, Segment, in_force
from measures.series import Series
from measures.trend.settings import settings
from measures.trend.slope import Level, Sample, Segments, always, sampled
from terms.units import Unit

IsKnown = Callable[[str], bool]


@dataclass(frozen=True)
class History:
    """A gap or a lag of one series over time; `published`: as each day's vintage showed it."""

    segments: Segments
    first: str
    last: str
    published: bool
    is_known: IsKnown = always
    """Whether a day (ISO) has a vintage that was not stale on it, and a gap that can be judged."""
    lags: Sequence["LagSpell"] = ()

    @cached_property
    def sample(self) -> Sample:
        """Its values at equal steps, on the known days."""
        return sampled(self.segments, self.first, self.last, settings().step_days, self.is_known)

    @property
    def bound_before(self) -> tuple[str, int] | None:
        """Day before the sample, and the days that a lag was at least on it; None: no such bound.

        What is left out there was long: without it the slope would tell of growth alone.
        """
        on = self.sample.broken_off_on
        if on is None or not self.lags:
            return None
        spell = _in_force(self.lags, on)
        days = spell.days(date.fromisoformat(on))
        return (on, days) if days is not None and spell.is_bound and days > 0 else None


@dataclass(frozen=True)
class LagSpell:
    """From day `entry` on the lag is sign * (t - since), or at least that; None: not known."""

    entry: str
    sign: int | None
    since: str | None
    is_bound: bool

    def days(self, on: date) -> int | None:
        """Days of lag, or of its bound, on a day."""
        if self.sign is None or self.since is None:
            return None
        return self.sign * (on - date.fromisoformat(self.since)).days

    @property
    def level(self) -> Level | None:
        """Days of lag on a day; None while it is only known to be at least something."""
        if self.is_bound or self.sign is None or self.since is None:
            return None
        since, sign = date.fromisoformat(self.since), self.sign
        return lambda on: float(sign * (on - since).days)


def history_of(known: Known, series: Series, rule: str) -> History | None:
    """Gap: as published where there are vintages and points enough, else in the newest vintage."""
    issued = known.segments(GapSegment, series.id, rule)
    if not issued or not issued[-1].inputs_on:
        return None
    last = _last(series, issued[-1])
    segments = [(one.entry, _constant(one.gap)) for one in issued]
    judged = _judged(issued)
    found = _as_published(known, series, issued, segments, _since(series, last), judged)
    if found is not None or series.axis == "entry":
        return found or History(segments, segments[0][0], last, published=False, is_known=judged)
    last = _last_whole(known, series, last)
    segments = _gaps_within(known, series, rule, last)
    return History(segments, segments[0][0], last, published=False) if segments else None


def lag_of(known: Known, series: Series, rule: str) -> History | None:
    """The lag, on the same two bases; None where it hardly moved.

    On the entry axis what was issued lies within the newest states. A lag changes by itself from
    day to day, so what must differ is the days it counts from.
    """
    issued = known.segments(LagSegment, series.id, rule)
    if not issued or not issued[-1].inputs_on:
        return None
    last = _last(series, issued[-1])
    lags = [_derived_spell(one) for one in issued]
    judged = _judged(issued, known.segments(GapSegment, series.id, rule))
    found = _as_published(known, series, issued, _levels(lags), "", judged)
    if found is None and series.axis == "board":
        last, judged = _last_whole(known, series, last), always
        lags = _lags_within(known, series, rule, last)
    if found is None and lags:
        found = History(_levels(lags), lags[0].entry, last, published=False, is_known=judged)
    return replace(found, lags=lags) if found and _moved(lags, found.sample) else None


def _judged(*issued: Sequence[GapSegment | LagSegment]) -> IsKnown:
    """Whether everything that was issued for a day may decide something."""
    return lambda on: all(decides(one) for some in issued if (one := in_force(some, on)))


def _as_published(
    known: Known,
    series: Series,
    issued: Sequence[GapSegment | LagSegment],
    segments: Segments,
    since: str,
    judged: IsKnown,
) -> History | None:
    """None on the entry axis, and where vintages or days on which one was fresh are too few."""
    vintages = {one.vintage_on for one in issued if one.entry >= since}
    if series.axis != "board" or len(vintages) < settings().least_vintages:
        return None
    first, fresh = max(since, segments[0][0]), _freshness(known, series)
    last = _last(series, issued[-1])
    found = History(
        segments, first, last, published=True, is_known=lambda on: fresh(on) and judged(on)
    )
    return found if found.sample.is_long else None


def _freshness(known: Known, series: Series) -> IsKnown:
    """Whether the newest vintage published by a day was within the series' limit on it."""
    pages = [on for on, _ in ranked(series, known.states[series.id], known.through)]
    return partial(was_fresh, series, pages)


def _since(series: Series, last: str) -> str:
    """First day from which gaps compare.

    A rating scale that moved moves both leaders, so its gaps compare across the break; a percentage
    of other questions does not.
    """
    moved = None if series.unit == Unit.ELO else series.break_between("", last)
    return moved.on if moved else ""


def _last(series: Series, issued: Segment) -> str:
    """Last day of a history that ends with `issued`: of a series that stands still its last change,
    not our last look."""
    newest = str(issued.inputs_on)
    return min(newest, issued.entry) if has_ended(series) else newest


def _last_whole(known: Known, series: Series, last: str) -> str:
    """Published date of the newest whole page by `last`: what is found within a page ends on it."""
    days = [state.published_on for state in whole(known.states[series.id])]
    return max((day for day in days if day <= last), default=last)


def _constant(value: float | None) -> Level | None:
    return None if value is None else lambda _: float(value)


def _within(known: Known, series: Series, rule: str, last: str) -> Frontiers | None:
    """Both frontiers by the models' release dates within the newest vintage; None: only leaders."""
    states = whole(known.states[series.id]) or known.states[series.id]
    field = newest_field(series, states, known.names, last)
    return Frontiers.of(field, rule, last) if field.is_whole else None


def _gaps_within(
    known: Known, series: Series, rule: str, last: str
) -> list[tuple[str, Level | None]]:
    every = _within(known, series, rule, last)
    if every is None:
        return []
    found: list[tuple[str, Level | None]] = []
    for on in every.days():
        if sides := every.until(on).sides():
            found.append((on, _constant(sides.closed_leader.score - sides.open_leader.score)))
    return found


def _lags_within(known: Known, series: Series, rule: str, last: str) -> list[LagSpell]:
    every = _within(known, series, rule, last)
    found = spells(every, ("", last)) if every else ()
    return [
        LagSpell(iso(first), said.sign, said.since, said.censored is not None)
        for first, _, said in found
    ]


def _derived_spell(one: LagSegment) -> LagSpell:
    return LagSpell(one.entry, one.sign, one.counts_from, one.censored is not None)


def _levels(lags: Sequence[LagSpell]) -> list[tuple[str, Level | None]]:
    return [(one.entry, one.level) for one in lags]


def _in_force(lags: Sequence[LagSpell], day: str) -> LagSpell:
    return lags[bisect_right([one.entry for one in lags], day) - 1]


def _moved(lags: Sequence[LagSpell], sample: Sample) -> bool:
    """Whether the sample is enough, and its lags count from days enough that differ."""
    starts = {_in_force(lags, day).since for day in sample.days}
    return sample.is_enough and len(starts) >= settings().least_values
