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
from typing import Any

from measures.freshness import of_gap
from measures.gap.judgement import verdict
from measures.headline.dated import dated_gaps
from measures.segments import GapSegment, LagSegment
from measures.series import Series
from outputs.sections.front.headline import Answer, at_least, length, nothing
from outputs.sections.gap.rows import Facts, either_way_range, rule_line
from outputs.sections.lag.lines import Beside, lag_lines
from outputs.sections.lag.releases import ReleaseLag, Releases
from outputs.wording import ModelNames
from terms.numbers import number
from terms.openness import HEADLINE_RULE
from terms.units import Unit
from terms.words import FrontierClass

Row = Mapping[str, Any]
FIRST = "2023-01-01"
"""The first day that may be asked about."""


@dataclass(frozen=True, slots=True)
class PastSources:
    """Everything known of past days, under the widest rule and by series, oldest first.

    `series` is the headline's, and `lags` and `releases` are of it; `gaps`: as published by each
    day.
    """

    series: Series
    gaps: Mapping[str, Sequence[GapSegment]]
    now_until: str
    """The day of the newest whole page of `series`: it tells nothing of later ones."""
    lags: Sequence[LagSegment]
    releases: Releases | None
    names: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """What the front page would have said, and what we think of that day now; empty: nothing."""

    title: str
    sentences: Sequence[str]
    now: str


class PastDays:
    """Answers of any past day."""

    def __init__(self, sources: PastSources, last: str) -> None:
        self.sources, self.last = sources, last
        self._facts = Facts(sources.names)
        self._called = ModelNames.of(sources.names)

    def answer(self, on: str) -> PastAnswer:
        """Of day `on` (ISO), the headline."""
        sources = self.sources
        said, gaps = self._now(on), self.gaps_by(sources.series.id, on)
        if not gaps:
            page = nothing(any(self.gaps_by(series, on) for series in sources.gaps))
            return PastAnswer(page.title, page.sentences, said)
        answer = self._answer(sources.series, gaps, on)
        return PastAnswer(answer.title, answer.sentences, said)

    def slider(self) -> dict[str, Any]:
        """Every day's answer for a page's script, which only chooses among ready words: those that
        begin with a day, counted from `first`."""
        days = list(_days(self.last))
        told = [self.answer(on) for on in days]
        said = [[it.title, " ".join(it.sentences)] for it in told]
        return {
            "first": FIRST,
            "last": len(days) - 1,
            "said": list(_runs(said)),
            "now": list(_runs([[it.now] for it in told])),
        }

    def gaps_by(self, series: str, on: str) -> Sequence[GapSegment]:
        """The gaps as published by day `on`, oldest first; none where nothing was."""
        gaps = self.sources.gaps.get(series, ())
        return gaps[: bisect_right(gaps, on, key=lambda gap: gap.entry)]

    def _answer(self, series: Series, gaps: Sequence[GapSegment], on: str) -> Answer:
        held, last, today = series.on(date.fromisoformat(on)), gaps[-1], date.fromisoformat(on)
        line = rule_line(held, last, self._facts)
        verdicts = {(series.id, HEADLINE_RULE): verdict(last)}
        beside = Beside(self._called, {}, verdicts)
        known = [one for one in self.sources.lags if one.entry <= on]
        lags = lag_lines(known, {series.id: held}, beside, today)
        return Answer(
            series=held,
            line=line,
            lag=next((it for it in lags if it.segment.openness_rule == HEADLINE_RULE), None),
            freshness=of_gap(held, last, on),
            either=either_way_range(held, last),
            gaps=dated_gaps(held, gaps),
        )

    def _now(self, on: str) -> str:
        """What the newest whole page tells of day `on`, in a sentence."""
        found = self.sources.releases
        if found is None:
            return ""
        page = f"The list of {found.page_on}"
        if on > self.sources.now_until:
            return f"No newer complete list covers this day: the last is of {found.page_on}."
        leads = [
            [one for one in found.stairs.of(side) if one.on.isoformat() <= on][-1:]
            for side in FrontierClass
        ]
        if not all(leads):
            return f"{page} has models of one class only by then."
        lag = found.lag(date.fromisoformat(on))
        (closed,), (opened,) = leads
        gap = found.series.sign * (closed.value - opened.value)
        word, unit = ("below" if gap >= 0 else "above"), Unit(found.series.unit).difference
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


def _days(last: str) -> Iterator[str]:
    first = date.fromisoformat(FIRST)
    count = (date.fromisoformat(last) - first).days + 1
    return ((first + timedelta(place)).isoformat() for place in range(count))


def _runs(said: Sequence[list[str]]) -> Iterator[list[Any]]:
    """The places at which something else is said than before, with it."""
    for place, (before, words) in enumerate(pairwise([[], *said])):
        if words != before:
            yield [place, *words]
