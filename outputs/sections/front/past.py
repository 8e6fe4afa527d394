"""What this site would have said on a past day, by what had been published then.

Title, sentences and verdicts are made by the code that makes today's. What we think of that day now
stands beside them: by the newest page, which tells of days that were long past when it came.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures.freshness import of_gap
from measures.gap.judgement import verdict
from measures.headline.dated import dated_gaps
from measures.headline.domains import GapShown, domains
from measures.headline.records import direction_text
from measures.lag.order import Named
from measures.lag.records import FrontierClass
from measures.segments import GapSegment, LagSegment
from measures.series import COMPOSITE, Series
from outputs.charts.small import dots
from outputs.sections.front.benchmarks import (
    ENDS,
    BenchmarkGroup,
    BenchmarkLine,
    doubts_of,
    grouped,
    shares,
)
from outputs.sections.front.headline import Answer, at_least, length, nothing
from outputs.sections.gap.rows import Facts, badges, either_way_range, rule_line
from outputs.sections.lag.daily import Beside, lag_lines
from outputs.sections.lag.releases import ReleaseLag, Releases
from outputs.wording import ModelNames
from terms.days import day
from terms.numbers import number
from terms.openness import HEADLINE_RULE
from terms.units import Unit

Row = Mapping[str, Any]
FIRST = "2023-01-01"
"""The first day that may be asked about."""


@dataclass(frozen=True, slots=True)
class PastSources:
    """Everything known of past days, under the widest rule and by series, oldest first.

    `gaps`: as published by each day; `now`: days and gaps as the newest page
    tells them, None where that cannot be judged; `lags` and `releases` are those of the
    headline's series; `named`: of `measures.lag.order`.
    """

    declared: Mapping[str, Series]
    headline: str
    gaps: Mapping[str, Sequence[GapSegment]]
    now: Mapping[str, Sequence[tuple[str, float | None]]]
    now_until: Mapping[str, str]
    """Series to the newest page's day: it tells nothing of later ones."""
    lags: Sequence[LagSegment]
    named: Mapping[str, Named]
    releases: Releases | None
    names: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """What the front page would have said, and what we think of that day now; empty: nothing.

    `levels`: the best closed and the best open value as they were published, for the chart.
    """

    title: str
    sentences: Sequence[str]
    now: str
    levels: tuple[float | None, float | None] = (None, None)


class PastDays:
    """Answers and benchmarks of any past day."""

    def __init__(self, sources: PastSources, last: str) -> None:
        self.sources, self.last = sources, last
        self._facts = Facts(sources.names)
        self._called = ModelNames.of(sources.names)

    def answer(self, on: str) -> PastAnswer:
        """Of day `on` (ISO), the headline."""
        sources = self.sources
        said, gaps = self._now(on), self.gaps_by(sources.headline, on)
        if not gaps:
            page = nothing(any(self.gaps_by(series, on) for series in sources.gaps))
            return PastAnswer(page.title, page.sentences, said)
        answer = self._answer(sources.declared[sources.headline], gaps, on)
        levels = gaps[-1].closed_value, gaps[-1].open_value
        return PastAnswer(answer.title, answer.sentences, said, levels)

    def line(self, series: str, on: str) -> BenchmarkLine | None:
        """One benchmark on day `on`; None where nothing of it had been published."""
        gaps, declared = self.gaps_by(series, on), self.sources.declared[series]
        if not gaps:
            return None
        held, last = declared.on(date.fromisoformat(on)), gaps[-1]
        fresh = of_gap(held, gaps, on)
        title = f"{declared.title}: gap as published by {day(on)}"
        shown = rule_line(held, last, self._facts, last)
        return BenchmarkLine(
            series=held,
            shown=shown,
            picture=dots(shares(last, self.gap_now(series, on)), title, ENDS),
            doubts=doubts_of(badges(held, last, fresh), shown),
            age=day(last.published_by(on)),
        )

    def groups(self, on: str) -> list[BenchmarkGroup]:
        """All benchmarks of which something had been published, by domain."""
        found = (self.line(series, on) for series in self.sources.gaps)
        return grouped([line for line in found if line], self.directions(on))

    def directions(self, on: str) -> dict[str, str]:
        """What the active benchmarks of each domain said together. Not of composites: gapwatch's
        own, which nobody published then, is one of them."""
        held = [one.on(date.fromisoformat(on)) for one in self.sources.declared.values()]
        gaps = {one.id: found[-1] for one in held if (found := self.gaps_by(one.id, on))}
        pages = {key: gap.published_by(on) for key, gap in gaps.items()}
        told = {key: GapShown(gap, pages[key], pages[key]) for key, gap in gaps.items()}
        return {
            one.domain: direction_text(one.direction)
            for one in domains(held, told, {}, on)
            if one.domain != COMPOSITE
        }

    def gap_now(self, series: str, on: str) -> float | None:
        """The gap of day `on` as the newest page tells it; None of a day after that page."""
        known = self.sources.now.get(series, ())
        place = bisect_right(known, on, key=lambda one: one[0])
        is_told = place and on <= self.sources.now_until.get(series, "")
        return known[place - 1][1] if is_told else None

    def least(self, series: str) -> float | None:
        """The smallest gap that the newest page's test could show: the measure of its axis."""
        return self.sources.gaps[series][-1].detectable_gap

    def turns(self, series: str) -> list[str]:
        """The days on which something of a benchmark's line changes."""
        found = {gap.entry for gap in self.sources.gaps[series]}
        found |= {on for on, _ in self.sources.now.get(series, ())}
        return sorted(on for on in self._asked(found) if on <= self.last)

    def domain_turns(self) -> list[str]:
        """The days on which what a domain says may change."""
        found = {gap.entry for gaps in self.sources.gaps.values() for gap in gaps}
        for one in self.sources.declared.values():
            found |= {status.since for status in one.statuses if status.since}
        return sorted(on for on in self._asked(found) if on <= self.last)

    def _asked(self, days: set[str]) -> set[str]:
        """The days with the first one, which tells what was there before it."""
        return {max(on, FIRST) for on in days} | {FIRST}

    def gaps_by(self, series: str, on: str) -> Sequence[GapSegment]:
        """The gaps as published by day `on`, oldest first; none where nothing was."""
        gaps = self.sources.gaps.get(series, ())
        return gaps[: bisect_right(gaps, on, key=lambda gap: gap.entry)]

    def _answer(self, series: Series, gaps: Sequence[GapSegment], on: str) -> Answer:
        held, last, today = series.on(date.fromisoformat(on)), gaps[-1], date.fromisoformat(on)
        line = rule_line(held, last, self._facts, last)
        verdicts = {(series.id, HEADLINE_RULE): verdict(last)}
        beside = Beside(self._called, {}, verdicts, self.sources.named)
        known = [one for one in self.sources.lags if one.entry <= on]
        lags = lag_lines(known, {series.id: held}, beside, today)
        return Answer(
            series=held,
            line=line,
            lag=next((it for it in lags if it.openness_rule == HEADLINE_RULE), None),
            freshness=of_gap(held, gaps, on),
            either=either_way_range(held, last),
            gaps=dated_gaps(held, gaps),
        )

    def _now(self, on: str) -> str:
        """What the newest whole page tells of day `on`, in a sentence."""
        found = self.sources.releases
        if found is None:
            return ""
        page = f"The list of {found.page_on}"
        if on > self.sources.now_until[found.series.id]:
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


def runs(days: Iterator[str] | Sequence[str], said: Any) -> Iterator[tuple[str, Any]]:
    """The days on which `said(day)` is another than the day before, with it."""
    last: Any = None
    for on in days:
        found = said(on)
        if found != last:
            yield on, found
            last = found
