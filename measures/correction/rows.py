"""Corrections of past gaps, of two kinds. Formulae and limits: docs/methods/correction.md.

`reestimated`: boards that are estimated anew as a whole say something else of a past day with every
page. Then: the gap of the page of that day. Now: the gap of that day inside the newest whole page,
by release dates, as the lag reads it.

`rederived`: gapwatch itself said something else. Then: the gap that was derived for a day on that
very day. Now: the gap that this run derives for it. Late pages, corrected registry rows and new
code make the difference; only days that changed count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from measures.boards.states import inputs, whole
from measures.correction.records import CorrectedDay, CorrectionEstimate, CorrectionKind, GapKnown
from measures.gap.history import inputs_on
from measures.gap.judgement import decides
from measures.known import DerivedBoard, Known, derived
from measures.lag.releases import ReleaseTable
from measures.segments import GapSegment, in_force, vintages_of
from measures.series import Series
from measures.uncertainty.intervals import gap_uncertainty, independent
from terms.openness import OPENNESS_RULES
from terms.units import Unit


@dataclass(frozen=True, slots=True)
class GapDerivation:
    """The change points of a gap as they were derived for day `on`, oldest first."""

    on: str
    gaps: Sequence[GapSegment]


@dataclass(frozen=True, slots=True)
class _Compared:
    """A day and the vintages that say it, then and now."""

    day: CorrectedDay
    vintages: Sequence[int]


Derivations = Mapping[tuple[str, str], Sequence[GapDerivation]]
"""(Series id, openness rule) to what was derived for each past day, by day."""


def corrections(known: Known, derivations: Derivations, series: Series) -> Iterator[DerivedBoard]:
    """One board where a past day of the series has a gap then and now."""
    newest = inputs_on(series, known.states[series.id], known.through)
    if newest is None:
        return
    page = inputs_on(series, whole(known.states[series.id]), known.through)
    rows = [
        made.row(known.code_version)
        for rule in OPENNESS_RULES
        for made in _of_rule(known, series, rule, page, derivations)
    ]
    if rows:
        yield derived("estimate", CorrectionEstimate.MEASURE, series.id, newest, rows)


def _of_rule(
    known: Known, series: Series, rule: str, page: str | None, derivations: Derivations
) -> Iterator[CorrectionEstimate]:
    gaps = known.segments(GapSegment, series.id, rule)
    days = list(_reestimated(known, series, rule, page, gaps)) if page else []
    if days:
        yield _estimate(series, rule, CorrectionKind.REESTIMATED, days)
    past = [one for one in derivations.get((series.id, rule), ()) if one.on < known.through]
    # Days that did not change say nothing: with them a day without news would add a row.
    found = (_rederived(one, gaps) for one in past)
    days = [one for one in found if one is not None and one.day.then != one.day.now]
    if days:
        yield _estimate(series, rule, CorrectionKind.REDERIVED, days)


def _reestimated(
    known: Known, series: Series, rule: str, newest: str, gaps: Sequence[GapSegment]
) -> Iterator[_Compared]:
    """The days of pages of the board before its newest whole one, of day `newest`."""
    if series.axis != "board":
        return
    states = whole(known.states[series.id])
    scale = ReleaseTable.of(series, inputs(series, states, newest), known.names, rule)
    for gap in gaps:
        on, then = gap.entry, _then(gap)
        now = _within(scale, on)
        if not decides(gap):
            continue  # who led then is not known, or provisional, as the newest page is not read
        if gap.vintage_on == on < newest and then and now:
            is_apart = series.break_between(on, newest) is not None
            day = CorrectedDay(on, then, now, is_apart and series.unit != Unit.ELO)
            yield _Compared(day, [*vintages_of(gap), *scale.vintages])


def _within(scale: ReleaseTable, on: str) -> GapKnown | None:
    """The gap of a day by what had come by it, inside one page."""
    sides = scale.joined_by(on)
    if sides is None:
        return None
    closed, opened = sides.closed_leader, sides.open_leader
    gap = round(closed.score - opened.score, 9)
    sure = gap_uncertainty(gap, independent(scale.error(closed), scale.error(opened)))
    return GapKnown(
        gap=gap,
        low=sure.low if sure else None,
        high=sure.high if sure else None,
        closed_model=str(closed.entry.model),
        open_model=str(opened.entry.model),
    )


def _rederived(past: GapDerivation, gaps: Sequence[GapSegment]) -> _Compared | None:
    """None where either derivation has no gap for the day."""
    both = [in_force(some, past.on) for some in (past.gaps, gaps)]
    then, now = map(_then, both)
    if then is None or now is None:
        return None
    return _Compared(CorrectedDay(past.on, then, now, crosses_break=False), vintages_of(*both))


def _then(one: GapSegment | None) -> GapKnown | None:
    """What a segment says; None without a gap."""
    if one is None or one.gap is None:
        return None
    return GapKnown(
        gap=one.gap,
        low=one.gap_low,
        high=one.gap_high,
        closed_model=str(one.closed_model),
        open_model=str(one.open_model),
    )


def _estimate(
    series: Series,
    rule: str,
    kind: CorrectionKind,
    compared: Sequence[_Compared],
) -> CorrectionEstimate:
    days = [one.day for one in compared]
    return CorrectionEstimate(
        unit=series.unit,
        series=series.id,
        openness_rule=rule,
        n=len(days),
        from_on=days[0].on,
        through_on=days[-1].on,
        kind=kind,
        days=tuple(days),
        vintages=tuple(sorted({vintage for one in compared for vintage in one.vintages})),
    )
