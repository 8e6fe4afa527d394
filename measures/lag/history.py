"""The lag of open behind closed models, in days, one segment per change.

Backward, per day, within one page and by the models' dates: days since closed first had what open
has today. The lag of a day t is sign * (t - counts_from), so it grows without a new row. Source:
https://epoch.ai/data-insights/open-closed-eci-gap; formulae and limits: docs/methods/lag.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from measures.boards.states import BoardState, Entry, board_spans, check_day
from measures.gap.history import changes
from measures.gap.judgement import confirmation
from measures.lag.intervals import Ends, interval
from measures.lag.releases import ReleaseTable, Sides
from measures.names.registry import Registry
from measures.segments import LagSegment
from measures.series import Series
from measures.sweep import at_changes
from measures.uncertainty.intervals import LEVEL


@dataclass(frozen=True, slots=True)
class Lag:
    """The lag from some day until something changes; all None: nothing can be said."""

    sign: int | None = None
    since: str | None = None
    closed: Entry | None = None
    """Who of closed was first there; where open leads, the closed leader."""
    censored: Literal["left"] | None = None
    """left: the class may have been there before `since`, so a lag is at least, and a lead too."""


def lag_history(
    series: Series, states: Sequence[BoardState], registry: Registry, rule: str, through: str
) -> list[LagSegment]:
    """Lag of `series` under an openness rule up to day `through`, by day.

    `states` are the visible states of the boards the series reads, in any order. Days on which
    nothing can be said have no segment before the first lag, and one whose lag is None after it.
    Raises RowInvalid for days not written YYYY-MM-DD and rows in another unit than the series'.
    """
    found = lag_changes(series, states, registry, rule, through)
    first = next((place for place, one in enumerate(found) if one.sign is not None), len(found))
    return found[first:]


def lag_changes(
    series: Series, states: Sequence[BoardState], registry: Registry, rule: str, through: str
) -> list[LagSegment]:
    """The same with the days before the first lag."""
    return changes(_segments(series, states, registry, rule, through))


def _segments(
    series: Series, states: Sequence[BoardState], registry: Registry, rule: str, through: str
) -> Iterator[LagSegment]:
    check_day(through, f"last day of series {series.id}")
    for span in board_spans(series, states, through):
        scale = ReleaseTable.of(series, span.states, registry, rule)
        for on, alive in at_changes(scale.table, span.first, span.end):
            yield _segment(scale, on, scale.on(on, alive))


def lag_of(sides: Sides, *, is_whole: bool) -> Lag:
    """The lag that both sides make.

    Closed at or above open: the lag counts from the first closed step that had open's level. Open
    above: the mirror image, as a lead (sign -1). Left-censored when the step is the first observed
    one of its class; a lag also when the step may have been there before its date, or when only
    leaders are known (`is_whole` False), where a lead is not told.
    """
    level = sides.open_leader.score
    if level > sides.closed_leader.score:
        return _lead(sides, is_whole=is_whole)
    found = next(step for step in sides.closed if step.score >= level)  # at the latest the leader
    is_bound = found is sides.closed[0] or bool(found.entry.provisional) or not is_whole
    return Lag(1, found.from_on, found.entry, "left" if is_bound else None)


def _lead(sides: Sides, *, is_whole: bool) -> Lag:
    best = sides.closed_leader
    found = next(step for step in sides.opened if step.score > best.score)
    if found.entry.provisional or not is_whole:
        # An earlier open entry, or an earlier day, may be missing: the lead would be too short.
        return Lag()
    return Lag(-1, found.from_on, best.entry, "left" if found is sides.opened[0] else None)


def _segment(scale: ReleaseTable, on: str, sides: Sides | None) -> LagSegment:
    newest = scale.pages[-1]
    said = Lag() if sides is None else lag_of(sides, is_whole=scale.is_whole)
    told = None if said.sign is None else sides
    ends = interval(scale, told, LEVEL) if told and scale.is_whole else None
    behind = (told.closed_leader.entry, told.open_leader.entry, said.closed) if told else ()
    return LagSegment(
        entry=on,
        **_side("closed", said.closed),
        **_side("open", told.open_leader.entry if told else None),
        counts_from=said.since,
        sign=said.sign,
        **asdict(ends or Ends()),
        ci_level=LEVEL if ends else None,
        censored=said.censored,
        **confirmation(*behind),
        basis=newest.basis,
        vintage_on=newest.published_on if scale.series.axis == "board" else None,
    )


def _side(side: str, entry: Entry | None) -> dict[str, Any]:
    return {
        f"{side}_entry": entry and entry.entry,
        f"{side}_model": entry and entry.model,
        f"{side}_value": entry and entry.value,
        f"{side}_vintage": entry and entry.state.vintage,
    }
