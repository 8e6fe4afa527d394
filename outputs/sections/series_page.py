"""What the page prints, as plain values: the templates lay out and decide nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from measures.freshness import Freshness, of_gap
from measures.gap.judgement import may_lead
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.sections.freshness import caveat_sentences, phrase, untested
from outputs.sections.gap.charts import GapCharts
from outputs.sections.lag.releases import Releases
from outputs.sections.lag.rows import LagLine
from outputs.sections.section import Section
from outputs.wording import Name
from terms.numbers import interval
from terms.words import GapVerdict

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Badge:
    """A word beside a series, its colour class, and what it means."""

    text: str
    kind: str
    means: str


class Leader(NamedTuple):
    """The best entry of one class, as people know it."""

    name: Name
    value: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """The newest gap of one series under one openness rule."""

    segment: GapSegment
    rule: str
    closed: Leader | None
    open: Leader | None
    gap: str | None
    unit: str
    interval: str | None
    verdict: GapVerdict


NO_GAP = "no gap"
"""Where one class alone would have an entry."""


@dataclass(frozen=True, slots=True)
class EitherWayRange:
    """A gap that cannot be judged, with the unresolved entries taken as closed, and as open."""

    if_closed: str
    if_open: str
    entries: Sequence[Name]
    """The first few."""
    count: int


@dataclass(frozen=True, slots=True)
class SeriesView:
    """Everything the site shows of one series; `bounds` by openness rule."""

    series: Series
    freshness: Freshness
    """Of the gap under the widest rule."""
    badges: Sequence[Badge]
    headline: RuleLine
    rules: Sequence[RuleLine]
    sentence: str
    """The newest gap under the widest rule, with date, interval and leaders."""
    figures: GapCharts
    bounds: Mapping[str, EitherWayRange]
    lags: Mapping[str, LagLine]
    """By openness rule."""
    releases: Releases | None
    sections: Mapping[str, Section]
    """`lag`, `parity`, `sure`, `rules` and `origin`, as far as there is something to say."""
    issued: str
    issued_by: str

    @property
    def data_on(self) -> str:
        """The day that its gap is of."""
        fresh = self.freshness
        return fresh.shown_on if fresh.is_stale else fresh.vintage_on

    def freshness_of(self, line: RuleLine) -> Freshness:
        """Of the gap under one rule: a page that leaves its models out tells nothing of it."""
        return of_gap(self.series, line.segment, self.freshness.on)


def gap_sentence(line: RuleLine, fresh: Freshness, either: EitherWayRange | None) -> str:
    """A gap with date, interval and leaders; `either`: where unknown models may lead."""
    said = phrase(fresh)
    start = said[0].upper() + said[1:]
    if line.gap is None or line.closed is None or line.open is None:
        if either:
            return f"{start}: cannot be judged, {may_lead(either.count)}; without them no gap."
        return f"{start}: only one class has an entry, so there is no gap."
    size = f"{line.gap.lstrip('+−')} {line.unit}"
    level = f"{level_in_words(line.segment.ci_level)} " if line.segment.ci_level else ""
    known, high, low = line.interval, line.segment.gap_high, line.segment.gap_low
    if line.verdict is GapVerdict.OPEN_AHEAD and high is not None and low is not None:
        known = interval(-high, -low)  # said as a lead, so the ends are turned
    sure = f"{level}interval {known}" if known else "no interval known"
    if either:
        # An interval would be of a gap that nobody may rely on.
        sure = f"{either.if_closed} if closed, {either.if_open} if open"
    told = {
        GapVerdict.CLOSED_AHEAD: f"closed ahead by {size}",
        GapVerdict.OPEN_AHEAD: f"open ahead by {size}",
        GapVerdict.NOT_DISTINGUISHABLE: f"too close to call, difference {line.gap} {line.unit}",
        GapVerdict.CANNOT_BE_JUDGED: "cannot be judged, an unknown model may lead",
        GapVerdict.NOT_TESTED_LATELY: f"{untested(line.segment)}, gap {line.gap} {line.unit}",
    }.get(line.verdict, f"difference {line.gap} {line.unit}")
    said = (
        f"{start}: {told} ({sure}). Best closed: {line.closed.name.text}, {line.closed.value}; "
        f"best open: {line.open.name.text}, {line.open.value}."
    )
    return f"{said} {caveat_sentences(line.segment)}".rstrip()
