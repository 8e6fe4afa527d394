"""What this site would have said on a past day, by what had been published then.

Title, sentences and verdicts are made by the code that makes today's. What we think of that day now
stands beside them: by the newest page, which tells of days that were long past when it came.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from measures.freshness import of_gap
from measures.gap.judgement import verdict
from measures.segments import GapSegment, LagSegment
from measures.series import Series
from outputs.sections.front.headline import Answer, at_least, length, nothing
from outputs.sections.gap.rows import GapLine
from outputs.sections.lag.releases import ReleaseLag, Releases
from outputs.sections.lag.rows import Beside, lag_lines
from outputs.wording import ModelNames
from terms.days import days_between
from terms.numbers import number
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from terms.words import FrontierClass

FIRST = "2023-01-01"
"""The first day that may be asked about."""


class PastAnswer(NamedTuple):
    """What the front page would have said, and what we think of that day now; empty: nothing."""

    title: str
    sentences: Sequence[str]
    now: str


@dataclass(frozen=True, slots=True)
class PastDays:
    """Answers of any past day under the widest rule, from all that is known, oldest first."""

    series: Series
    """The headline's; `lags` and `releases` are of it."""
    gaps: Mapping[str, Sequence[GapSegment]]
    """By series, as published by each day."""
    lags: Sequence[LagSegment]
    releases: Releases | None
    names: ModelNames
    last: str

    def answer(self, on: str) -> PastAnswer:
        """Of day `on` (ISO), the headline."""
        series, today, now = self.series, date.fromisoformat(on), self._now(on)
        gaps = self.gaps_by(series.id, on)
        if not gaps:
            page = nothing(any(self.gaps_by(it, on) for it in self.gaps))
            return PastAnswer(page.title, page.sentences, now)
        held, last = series.on(today), gaps[-1]
        beside = Beside(self.names, {}, {(series.id, HEADLINE_RULE): verdict(last)})
        known = [it for it in self.lags if it.entry <= on and it.openness_rule == HEADLINE_RULE]
        lag = next(iter(lag_lines(known, {series.id: held}, beside, today)), None)
        line = GapLine(held, last, of_gap(held, last, on), self.names)
        found = Answer(line, gaps, lag)
        return PastAnswer(found.title, found.sentences, now)

    def slider(self) -> dict[str, Any]:
        """Every day's answer for a page's script, which only chooses among ready words: those that
        begin with a day, counted from `first`."""
        first, count = date.fromisoformat(FIRST), days_between(FIRST, self.last) + 1
        told = [self.answer((first + timedelta(place)).isoformat()) for place in range(count)]
        return {
            "first": FIRST,
            "last": count - 1,
            "said": list(_runs([[it.title, " ".join(it.sentences)] for it in told])),
            "now": list(_runs([[it.now] for it in told])),
        }

    def gaps_by(self, series: str, on: str) -> Sequence[GapSegment]:
        """The gaps as published by day `on`, oldest first; none where nothing was."""
        gaps = self.gaps.get(series, ())
        return gaps[: bisect_right(gaps, on, key=lambda gap: gap.entry)]

    def _now(self, on: str) -> str:
        """What the newest whole page tells of day `on`, in a sentence."""
        found = self.releases
        if found is None:
            return ""
        page = f"The list of {found.page_on}"
        if on > found.until:
            return f"No newer complete list covers this day: the last is of {found.page_on}."
        leads = [
            [one for one in found.stairs.of(side) if one.on.isoformat() <= on][-1:]
            for side in FrontierClass
        ]
        if not all(leads):
            return f"{page} has models of one class only by then."
        lag = found.lag(date.fromisoformat(on))
        (closed,), (opened,) = leads
        gap = self.series.sign * (closed.value - opened.value)
        word, unit = ("below" if gap >= 0 else "above"), Unit(self.series.unit).difference
        apart = f"{number(abs(gap))} {unit} {word} {closed.name}"
        if lag is None:
            return f"{page} has {opened.name} {apart} on this day."
        return f"{page} puts open models {_behind(lag)} on this day: {opened.name} is {apart}."


def _behind(lag: ReleaseLag) -> str:
    """'about 8 months behind', 'level with closed ones'; a lead is told by point values."""
    if lag.days == 0:
        return "level with closed ones"
    many = abs(lag.days)
    time = f"at least {at_least(many)}" if lag.is_bound else f"about {length(many)}"
    return f"{time} {'behind' if lag.days > 0 else 'ahead, by point values,'}"


def _runs(said: Sequence[list[str]]) -> Iterator[list[Any]]:
    """The places at which something else is said than before, with it."""
    for place, (before, words) in enumerate(pairwise([[], *said])):
        if words != before:
            yield [place, *words]
