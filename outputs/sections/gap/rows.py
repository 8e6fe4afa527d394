"""Gaps in words: of every benchmark now, of one under each rule and at each change; leaders,
verdict, what must be known before one is quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from measures.freshness import Freshness
from measures.gap.history import LATELY_DAYS
from measures.gap.judgement import is_confirmed, is_tested_lately, may_lead, verdict
from measures.segments import GapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.sections.freshness import caveats, phrase, untested
from outputs.sections.section import Cell, Row, Section, cell, of_benchmarks, series_cell
from outputs.wording import LIMIT, ModelNames, Name, model_name, name
from terms.days import day
from terms.numbers import MISSING, agreeing, interval, number, plural, probability, signed
from terms.openness import OpennessRule
from terms.units import Unit, score
from terms.words import JUDGED, GapMethod, GapVerdict, SeriesStatus


class Badge(NamedTuple):
    """A word beside a series, its colour class, and what it means."""

    text: str
    kind: str
    means: str


class Leader(NamedTuple):
    """The best entry of one class, as people know it."""

    name: Name
    value: str


NOT_TESTED = (
    f"Neither the best open model of Epoch's index nor any of the last {LATELY_DAYS} days was "
    "tested: there is no verdict and no lag, and the gap is not counted."
)
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
class GapLine:
    """The gap of one series under one openness rule, on the day it is shown for, in words."""

    series: Series
    segment: GapSegment
    freshness: Freshness
    names: ModelNames

    @property
    def rule(self) -> str:
        """What counts as open."""
        return OpennessRule(self.segment.openness_rule).text

    @property
    def verdict(self) -> GapVerdict:
        """Who is ahead."""
        return verdict(self.segment)

    @property
    def unit(self) -> str:
        """Of a difference."""
        return Unit(self.series.unit).difference

    @property
    def gap(self) -> str | None:
        """With its sign."""
        return None if self.segment.gap is None else signed(self.segment.gap)

    @property
    def interval(self) -> str | None:
        """Its ends."""
        return interval(self.segment.gap_low, self.segment.gap_high)

    @property
    def closed(self) -> Leader | None:
        """The best closed model."""
        return self._leader("closed")

    @property
    def open(self) -> Leader | None:
        """The best open model."""
        return self._leader("open")

    def _leader(self, side: str) -> Leader | None:
        one = self.segment.side(side)
        if one.entry is None:
            return None
        both = {it: getattr(self.segment, it) for it in _SIDES}
        value = "none" if one.value is None else _score(both, self.series.unit, one.value)
        return Leader(model_name(str(one.model), self.names, side, LIMIT), value)

    @property
    def either(self) -> EitherWayRange | None:
        """The gap with every unresolved entry taken as closed and as open; None without any."""
        gap = self.segment
        if not gap.unresolved_above:
            return None
        closed, opened = (
            NO_GAP if value is None else f"{signed(value)} {self.unit}"
            for value in (gap.gap_if_unresolved_closed, gap.gap_if_unresolved_open)
        )
        entries = [name(it, 60) for it in gap.unresolved]
        return EitherWayRange(closed, opened, entries, gap.unresolved_above)

    @property
    def sentence(self) -> str:
        """With date, interval and leaders."""
        said = phrase(self.freshness)
        start = f"{said[0].upper()}{said[1:]}"
        either, closed, opened = self.either, self.closed, self.open
        if self.gap is None or closed is None or opened is None:
            if either:
                return f"{start}: cannot be judged, {may_lead(either.count)}; without them no gap."
            return f"{start}: only one class has an entry, so there is no gap."
        size = f"{self.gap.lstrip('+−')} {self.unit}"
        level = f"{level_in_words(self.segment.ci_level)} " if self.segment.ci_level else ""
        known, high, low = self.interval, self.segment.gap_high, self.segment.gap_low
        if self.verdict is GapVerdict.OPEN_AHEAD and high is not None and low is not None:
            known = interval(-high, -low)  # said as a lead, so the ends are turned
        sure = f"{level}interval {known}" if known else "no interval known"
        if either:
            # An interval would be of a gap that nobody may rely on.
            sure = f"{either.if_closed} if closed, {either.if_open} if open"
        told = {
            GapVerdict.CLOSED_AHEAD: f"closed ahead by {size}",
            GapVerdict.OPEN_AHEAD: f"open ahead by {size}",
            GapVerdict.NOT_DISTINGUISHABLE: f"too close to call, difference {self.gap} {self.unit}",
            GapVerdict.CANNOT_BE_JUDGED: "cannot be judged, an unknown model may lead",
            GapVerdict.NOT_TESTED_LATELY: f"{untested(self.segment)}, gap {self.gap} {self.unit}",
        }.get(self.verdict, f"difference {self.gap} {self.unit}")
        said = (
            f"{start}: {told} ({sure}). Best closed: {closed.name.text}, {closed.value}; "
            f"best open: {opened.name.text}, {opened.value}."
        )
        return " ".join([said, *(f"{it[0].upper()}{it[1:]}." for it in caveats(self.segment))])

    @property
    def sure(self) -> dict[str, str]:
        """How sure it is, a term each; empty without a gap."""
        gap, least = self.segment, self.segment.detectable_gap
        if gap.gap is None:
            return {}
        chance = probability(gap.p_open_ahead)
        of = ", of the models known" if gap.unresolved_above else ""
        return {
            "Smallest gap this test could show": f"{number(least)} {self.unit}"
            if least
            else "unknown",
            "Chance that open is ahead": f"{chance}, counting sampling error only{of}"
            if chance
            else "unknown",
            "Interval from": GapMethod(gap.ci_method).text if gap.ci_method else "no known error",
        }

    @property
    def badges(self) -> list[Badge]:
        """What a reader must know before quoting the number."""
        statuses = map(SeriesStatus, self.series.status.split(", "))
        return [*(Badge(it.label, it, it.text) for it in statuses), *self._doubts()]

    def _doubts(self) -> Iterator[Badge]:
        series, gap = self.series, self.segment
        if self.freshness.is_stale:
            means = f"Older than {series.stale_after_days} days. {series.stale_reason}"
            yield Badge("old data", "stale", means)
        if not is_tested_lately(gap):
            yield Badge(untested(gap), "stale", NOT_TESTED)
        if doubt := self.either:
            ends = f"{doubt.if_closed} with them as closed, {doubt.if_open} as open"
            means = f"{may_lead(doubt.count)}. The gap would be {ends}."
            yield Badge("cannot be judged", "unjudged", means)
        if not is_confirmed(gap):
            why = name(gap.evidence or "no evidence", 400).text
            yield Badge("unconfirmed", "unconfirmed", why)
        if gap.held_pages:
            why = name(gap.held_reason or "no reason", 400).text
            yield Badge("newer page not used", "stale", why)


def gap_line(series: Series, row: Row, names: ModelNames, on: str) -> GapLine:
    """A row of view gap_now, read on day `on`."""
    fresh = Freshness(on, row["shown_on"], row["vintage_on"], bool(row["is_stale"]))
    return GapLine(series, GapSegment.from_row(row), fresh, names)


def gaps(rows: Sequence[Row], names: ModelNames) -> Section:
    """Rows of view gap_now under one openness rule, a line each."""

    def named(model: str | None, side: str) -> Cell:
        return Cell(model_name(model, names, side)) if model else cell("none")

    return of_benchmarks(
        "gaps",
        "Every gap",
        [{**row, "of": GapSegment.from_row(row)} for row in rows],
        {
            "Benchmark": series_cell,
            "As of": lambda row: cell(day(row["shown_on"])),
            ">Gap": lambda row: cell(_gap(row)),
            f"{level_in_words()} interval": lambda row: cell(_interval(row["of"])),
            "Who is ahead": lambda row: cell(verdict(row["of"]).text),
            "Best closed": lambda row: named(row["closed_model"], "closed"),
            "Best open": lambda row: named(row["open_model"], "open"),
        },
        _lead,
        "Each gap is dated. If a model of unknown openness may lead, we show a range instead of a "
        "verdict.",
        caption="Best closed less best open value; above zero closed is ahead",
        method="methods-gap",
    )


_SIDES = ("gap", "closed_model", "closed_value", "open_model", "open_value")


def _lead(rows: Sequence[Row]) -> str:
    if not rows:
        return "No single benchmark has a gap."
    counts = Counter(verdict(row["of"]) for row in rows)
    closed, opened = counts.pop(GapVerdict.CLOSED_AHEAD, 0), counts.pop(GapVerdict.OPEN_AHEAD, 0)
    rest = ", ".join(f"{it.text} on {count}" for it, count in sorted(counts.items()))
    total = plural(len(rows), "active benchmark")
    told = f"Closed is ahead on {closed or 'none'} of {total}, open on {opened or 'none'}"
    return f"{told}; {rest}." if rest else f"{told}."


def _gap(row: Row) -> str:
    if row["gap"] is None:
        return MISSING
    return f"{signed(row['gap'])} {Unit(row['unit']).difference}"


def _interval(gap: GapSegment) -> str:
    """The interval, or why there is no verdict by it."""
    known, ends = verdict(gap), interval(gap.gap_low, gap.gap_high)
    if known is GapVerdict.CANNOT_BE_JUDGED:
        ends = interval(*gap.reach) if gap.reach else None
    if known not in JUDGED or not ends:
        return known.text
    return ends if is_confirmed(gap) else f"{ends}, unconfirmed"


def doubts(gap: GapSegment) -> list[str]:
    """What must be said with a gap, and where it has no verdict why: of a list whose rows are a
    line each."""
    known, told = verdict(gap), []
    if known is GapVerdict.CANNOT_BE_JUDGED and gap.reach:
        told = [f"{known.text}: {interval(*gap.reach)} as unknown models turn out"]
    elif known is GapVerdict.NOT_TESTED_LATELY:
        told = [untested(gap)]
    return [*told, *caveats(gap)]


def _score(both: Row, unit: str, value: float) -> str:
    """A score with the decimals in which both agree with their gap."""
    places = agreeing(both["closed_value"], both["open_value"], both["gap"], Unit(unit).places)
    return score(value, unit, places)
