"""The headline: how far behind, how sure, under which licence, and on how many domains.

One sentence made of numbers, the same for command line, report and alerts. It is read from issued
rows alone; a number that is missing is said to be missing, and nothing stands in for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.freshness import is_stale
from measures.headline.domains import DomainLine, may_lead
from measures.uncertainty.intervals import level_in_words, verdict
from terms.days import months as months_of
from terms.openness import OpennessRule
from terms.words import JUDGED, GapVerdict

Row = Mapping[str, Any]
SERIES = ("eci", "composite")
COMPOSITE = "composite"
"""The domain whose series join many benchmarks: they lead the headline and are not counted."""
RULES = (OpennessRule.ANY_WEIGHTS.value, OpennessRule.COMMERCIAL.value)


@dataclass(frozen=True, slots=True)
class HeadlinePart:
    """Gap and lag of one composite under one openness rule.

    Lags are in days, None when not issued; `lag_censored`: the true lag, or below 0 the lead, is at
    least this.
    """

    series: str
    title: str
    openness_rule: str
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    detectable_gap: float | None
    verdict: GapVerdict
    closed_model: str | None
    open_model: str | None
    lag_days: int | None
    lag_low: int | None
    lag_high: int | None
    lag_censored: bool
    published_on: str
    told_on: str
    """The page's day, or a later one on which a model on it came or was opened."""
    is_stale: bool
    unresolved: int
    """Entries of unknown model or openness that may lead: the gap is provisional with any."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The parts, the count of live domain series by verdict, and the sentences made of them.

    Nothing in it changes from day to day without news but staleness, once.
    """

    parts: tuple[HeadlinePart, ...]
    verdicts: Mapping[GapVerdict, int]
    sentence: str
    caveat: str | None


def part(series: Any, openness_rule: str, gap: Row, lag: Row | None, on: str) -> HeadlinePart:
    """Gap and lag of a composite on day `on`.

    `gap`: row of table gap in force with `inputs_on` and `told_on`; `lag`: mapping with lag_days,
    lag_low, lag_high and censored (as in view lag_daily) on the day `told_on`, or None when none
    was issued: on a later day it would count days of which the page tells nothing.
    """
    return HeadlinePart(
        series=series.id,
        title=series.title,
        openness_rule=openness_rule,
        gap=gap["gap"],
        gap_low=gap["gap_low"],
        gap_high=gap["gap_high"],
        detectable_gap=gap["detectable_gap"],
        verdict=verdict(gap["gap"], gap["gap_low"], gap["gap_high"]),
        closed_model=gap["closed_model"],
        open_model=gap["open_model"],
        lag_days=lag["lag_days"] if lag else None,
        lag_low=lag["lag_low"] if lag else None,
        lag_high=lag["lag_high"] if lag else None,
        lag_censored=bool(lag and lag["censored"]),
        published_on=gap["inputs_on"],
        told_on=gap["told_on"],
        is_stale=is_stale(series, gap["inputs_on"], on),
        unresolved=gap["unresolved_above"] or 0,
    )


def headline(parts: Sequence[HeadlinePart], table: Sequence[DomainLine]) -> Headline:
    """Compose the headline.

    `parts` in the order to tell them; `table` under the widest rule. The first part leads; a
    composite of our own stands beside Epoch's and never replaces it.
    """
    speaking = [
        line
        for domain in table
        for line in domain.lines
        if line.speaks and domain.domain != COMPOSITE
    ]
    counted = Counter(line.verdict for line in speaking)
    stale = sum(line.is_stale for line in speaking)
    told = [_sentence(item) for item in parts[:1]] + [_also(parts)] + [_counted(counted, stale)]
    return Headline(
        parts=tuple(parts),
        verdicts=counted,
        sentence=" ".join(text for text in told if text),
        caveat=_caveat(parts),
    )


def _sentence(item: HeadlinePart) -> str:
    where = f"On {item.title}, {_when(item)},"
    if item.gap is None:
        return f"{where} one class has no entry, so there is no gap."
    return f"{where} {_who(item)}: {_size(item)}{_lag(item)}."


def _when(item: HeadlinePart) -> str:
    if item.told_on > item.published_on:
        return f"as of {item.told_on}, page of {item.published_on}"
    return f"{'as of' if item.is_stale else 'page of'} {item.published_on}"


def _who(item: HeadlinePart) -> str:
    ours, theirs = item.closed_model, item.open_model
    if item.verdict is GapVerdict.CLOSED_AHEAD:
        return f"open weights ({theirs}) are behind closed models ({ours})"
    if item.verdict is GapVerdict.OPEN_AHEAD:
        return f"open weights ({theirs}) are ahead of closed models ({ours})"
    if item.verdict is GapVerdict.NOT_DISTINGUISHABLE:
        return f"open weights ({theirs}) and closed models ({ours}) are not distinguishable"
    return f"open weights ({theirs}) and closed models ({ours}) differ, without an interval"


def _size(item: HeadlinePart) -> str:
    told = f"gap {item.gap:.1f} index points"
    if item.gap_low is None or item.gap_high is None:
        return told
    return f"{told} ({level_in_words()} interval {item.gap_low:.1f} to {item.gap_high:.1f})"


def _lag(item: HeadlinePart) -> str:
    if item.lag_days is None:
        return ", lag not known"
    if item.lag_days < 0:
        return _lead(item)
    months = months_of(item.lag_days)
    told = f", lag {'at least ' if item.lag_censored else ''}{months:.1f} months"
    return f"{told}{_ends(item.lag_low, item.lag_high)}"


def _lead(item: HeadlinePart) -> str:
    """A lag below 0: open reached its value first; its interval, when there is one, is turned."""
    months = months_of(-(item.lag_days or 0))
    by = "" if item.verdict is GapVerdict.OPEN_AHEAD else " by point values"
    least = "at least " if item.lag_censored else ""
    low, high = (None if end is None else -end for end in (item.lag_high, item.lag_low))
    return f",{by} open was there {least}{months:.1f} months earlier{_ends(low, high)}"


def _ends(low: int | None, high: int | None) -> str:
    """An interval of days in months; an end that nobody knows is left open."""
    least, most = (None if end is None else f"{months_of(end):.1f}" for end in (low, high))
    if least is None:
        return "" if most is None else f" ({most} or less)"
    return f" ({least} or more)" if most is None else f" ({least} to {most})"


def _also(parts: Sequence[HeadlinePart]) -> str:
    """The other composites and rules, each in a clause."""
    clauses = [
        f"{item.title}, {OpennessRule(item.openness_rule).models}: {_size(item)}{_lag(item)}"
        for item in parts[1:]
        if item.gap is not None
    ]
    return f"Besides: {'; '.join(clauses)}." if clauses else ""


def _counted(counted: Mapping[GapVerdict, int], stale: int) -> str:
    series = sum(counted.values())
    if not series:
        return "No live series of a single domain has a gap yet."
    closed, level, opened = (counted.get(word, 0) for word in JUDGED)
    told = (
        f"Of {series} live series of single domains, closed is ahead in {closed}, the two are not "
        f"distinguishable in {level}, open is ahead in {opened}"
    )
    unjudged = series - closed - level - opened
    if unjudged:
        told += f", and {unjudged} cannot be judged"
    if stale:
        told += f"; {stale} of them speak for an older date, not for today"
    return f"{told}."


INDEPENDENT = (
    "The interval of the lag takes the errors of the models as independent, which on one fitted "
    "scale they are not."
)


def _caveat(parts: Sequence[HeadlinePart]) -> str | None:
    """What a careful reader must know of the leading part."""
    if not parts:
        return "No composite index has been read yet."
    first = parts[0]
    told = []
    if first.is_stale:
        told.append(
            f"The newest {first.title} is of {first.published_on}: the gap describes "
            f"{'that date' if first.told_on == first.published_on else first.told_on}, not today."
        )
    if first.unresolved:
        told.append(f"The gap is provisional: {may_lead(first.unresolved)}.")
    small = first.detectable_gap is not None and first.gap is not None
    if small and abs(first.gap or 0) < (first.detectable_gap or 0):
        told.append(
            f"The gap is smaller than {first.detectable_gap:.1f}, the least that this comparison "
            "finds four times out of five, so its size is poorly known."
        )
    if first.lag_days is not None and (first.lag_low, first.lag_high) != (None, None):
        told.append(INDEPENDENT)
    return " ".join(told) or None
