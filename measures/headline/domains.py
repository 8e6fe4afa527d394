"""How open stands against closed in each domain, today and a year ago.

A domain has several series that measure different things. They are laid side by side and never
averaged: where two that can be judged disagree, the domain disagrees. Only live series speak for a
domain, each for the date of its newest page; frozen, saturated and disputed ones are shown with
the reason, below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from measures.freshness import is_stale
from measures.gap.judgement import NO_RECENT, is_tested_lately, may_lead, verdict
from measures.segments import GapSegment
from measures.series import DOMAINS, Series, first_of_datasets
from measures.uncertainty.intervals import LEVEL, z_of
from terms.days import year_before
from terms.words import JUDGED, GapVerdict

Course = Literal[
    "narrowed",
    "widened",
    "moved towards open",
    "moved towards closed",
    "no change distinguishable",
    "not comparable",
]
Direction = Literal[
    "closed ahead",
    "closed ahead in part",
    "not distinguishable",
    "open ahead in part",
    "open ahead",
    "series disagree",
    "cannot be judged",
    "not tested lately",
    "no live series",
]
STANDINGS: Mapping[str, str] = {
    "closed ahead": "closed ahead",
    "closed ahead in part": "closed ahead",
    "not distinguishable": "not distinguishable",
    "open ahead in part": "open ahead",
    "open ahead": "open ahead",
    "series disagree": "series disagree",
    "cannot be judged": "cannot be judged",
}
"""What a domain counts as in the headline; one does not count without a live series, or where none
of them tested a recent open model."""


@dataclass(frozen=True, slots=True)
class GapChange:
    """How a gap moved over a year, in the series' unit; positive when it grew."""

    course: Course
    change: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    """Why it cannot be compared."""
    since: str | None = None
    """Day of the older gap where its page was out of date a year ago: the change is since then,
    and none over "the year"."""


@dataclass(frozen=True, slots=True)
class GapShown:
    """A gap in force on a day, and the day it may be told for: that of its page, or a later one on
    which a model on that page came or was opened."""

    gap: GapSegment
    told_on: str
    seen_on: str
    """The last day by then on which a page said so."""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series of a domain: its newest gap, that of a year before, and what they support."""

    series: Series
    now: GapShown
    year_ago: GapShown | None
    verdict: GapVerdict
    verdict_year_ago: GapVerdict | None
    change: GapChange
    speaks: bool
    """Whether it counts for the domain: of its data set the first live series of general models
    that tested a recent open one."""
    year_ago_as_of: str | None
    """Day that the gap of a year before is of, where its page was out of date on that day."""
    is_stale: bool
    """Whether its newest page is older than its limit: it speaks for that date, not for today."""


@dataclass(frozen=True, slots=True)
class DomainLine:
    """One domain: its direction, and its series with those that speak first."""

    domain: str
    direction: Direction
    lines: tuple[SeriesLine, ...]


def domains(
    series: Iterable[Series], now: Mapping[str, GapShown], year_ago: Mapping[str, GapShown], on: str
) -> list[DomainLine]:
    """Every domain that has a series with a gap, in the order of `DOMAINS`.

    `now` and `year_ago` map a series id to its gap in force on day `on` and a year before. Series
    without one are left out.
    """
    found: dict[str, list[SeriesLine]] = {}
    known = [one for one in series if one.id in now]
    speaking = first_of_datasets(one for one in known if is_tested_lately(now[one.id].gap))
    for one in known:
        line = _line(one, now[one.id], year_ago.get(one.id), on, speaks=one.id in speaking)
        found.setdefault(one.domain, []).append(line)
    return [
        DomainLine(domain, direction(lines), tuple(sorted(lines, key=lambda line: not line.speaks)))
        for domain in DOMAINS
        if (lines := found.get(domain))
    ]


def direction_text(direction: str) -> str:
    """What the series of a domain say together, as verdicts are written."""
    verdicts = (GapVerdict.NOT_DISTINGUISHABLE, GapVerdict.NOT_TESTED_LATELY)
    known = {str(it): it.text for it in verdicts} | {"no live series": "no active benchmark"}
    known |= {f"{side} ahead in part": f"{side} ahead on some tests" for side in ("closed", "open")}
    return known.get(direction, direction)


def direction(lines: Sequence[SeriesLine]) -> Direction:
    """What the series that speak say together.

    One class ahead in every series that can be judged; ahead "in part" when some show no
    difference; "series disagree" when each class is ahead somewhere.
    """
    speaking = [line for line in lines if line.speaks]
    if not speaking:
        are_untested = any(line.verdict is GapVerdict.NOT_TESTED_LATELY for line in lines)
        return "not tested lately" if are_untested else "no live series"
    judged = {line.verdict for line in speaking if line.verdict in JUDGED}
    if not judged:
        return "cannot be judged"
    if {"closed ahead", "open ahead"} <= judged:
        return "series disagree"
    if "closed ahead" in judged:
        return "closed ahead" if len(judged) == 1 else "closed ahead in part"
    if "open ahead" in judged:
        return "open ahead" if len(judged) == 1 else "open ahead in part"
    return "not distinguishable"


def _line(
    series: Series, now: GapShown, year_ago: GapShown | None, on: str, *, speaks: bool
) -> SeriesLine:
    return SeriesLine(
        series=series,
        now=now,
        year_ago=year_ago,
        verdict=verdict(now.gap),
        verdict_year_ago=None if year_ago is None else verdict(year_ago.gap),
        change=change(series, now, year_ago, on),
        speaks=speaks,
        year_ago_as_of=None if year_ago is None else outdated(series, year_ago, on),
        is_stale=is_stale(series, now.seen_on, on),
    )


def outdated(series: Series, year_ago: GapShown, on: str) -> str | None:
    """Day that the gap of a year before `on` is of, when its page was older than the series'
    limit on that day; None when it was current, or on the entry axis, which has no such page."""
    is_page = year_ago.gap.vintage_on is not None
    is_old = is_page and is_stale(series, year_ago.seen_on, year_before(on))
    return year_ago.told_on if is_old else None


def change(series: Series, told: GapShown, told_then: GapShown | None, on: str) -> GapChange:
    """Change of the gap from a year ago, with the interval of the difference of the two gaps.

    stderr = sqrt(stderr_now² + stderr_then²), each from its gap's own interval: the two leading
    pairs are taken as independent, which is conservative when a model leads on both days. Gaps
    on two sides of a scale break do not compare, for the unit of the difference has changed; nor
    do those that cannot be judged, whose leader may be an entry that nobody has matched, or those
    of boards that tested no recent open model.
    """
    if told_then is None:
        return _not_comparable("no page of a year ago is known")
    now, year_ago = told.gap, told_then.gap
    if now.gap is None or year_ago.gap is None:
        end = "today" if now.gap is None else "a year ago"
        return _not_comparable(f"one class has no entry {end}")
    since, until = year_ago.vintage_on or year_before(on), now.vintage_on or on
    if last := series.break_between(since, until):
        return _not_comparable(f"the scale changed on {last.on}: {last.why}")
    for gap, end in ((now, "today"), (year_ago, "a year ago")):
        if gap.unresolved_above or not is_tested_lately(gap):
            why = may_lead(gap.unresolved_above) if gap.unresolved_above else NO_RECENT
            return _not_comparable(f"{why} {end}")
    moved = round(now.gap - year_ago.gap, 9)
    errors = [_stderr(gap) for gap in (now, year_ago)]
    if None in errors:
        return _not_comparable("no interval is known for one of the two gaps")
    half = z_of(LEVEL) * sqrt(sum(error**2 for error in errors if error is not None))
    low, high = moved - half, moved + half
    course = _course(min(now.gap, year_ago.gap) >= 0, low, high)
    return GapChange(course, moved, low, high, since=outdated(series, told_then, on))


def _course(closed_led: bool, low: float, high: float) -> Course:
    """A gap narrows or widens only while closed leads: with open ahead a fall is no narrowing."""
    if low <= 0 <= high:
        return "no change distinguishable"
    if high < 0:
        return "narrowed" if closed_led else "moved towards open"
    return "widened" if closed_led else "moved towards closed"


def _not_comparable(reason: str) -> GapChange:
    return GapChange("not comparable", reason=reason)


def _stderr(gap: GapSegment) -> float | None:
    if gap.gap_low is None or gap.gap_high is None or gap.ci_level is None:
        return None
    return (gap.gap_high - gap.gap_low) / (2 * z_of(gap.ci_level))
