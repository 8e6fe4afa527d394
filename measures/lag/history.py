"""The lag of open behind closed models, in days, one segment per change.

Backward, per day and by the models' dates: days since closed first had what open has today, on the
newest page that names both leaders, and where that is not complete down to open, with the order of
an older page (`order_of`). The lag of a day t is sign * (t - counts_from), so it grows
without a new row. Source: https://epoch.ai/data-insights/open-closed-eci-gap; formulae and limits:
docs/lag.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, pairwise
from typing import Any, Literal, NamedTuple

from measures.boards.lists import deciding
from measures.boards.states import Boards, BoardState, Entry
from measures.contenders import Contender
from measures.gap.history import changes
from measures.gap.judgement import columns_of, confirmation, is_tested_lately
from measures.known import DerivedBoard, Known, Row, derived
from measures.lag.intervals import Ends, interval
from measures.lag.releases import ReleaseTable, Sides, order_of
from measures.segments import GapSegment, LagSegment, in_force
from measures.sweep import at_changes, steps
from measures.uncertainty import LEVEL
from terms.days import days_between
from terms.openness import OPENNESS_RULES


class Lag(NamedTuple):
    """The lag from some day until something changes; all None: nothing can be said."""

    sign: int | None = None
    since: str | None = None
    closed: Entry | None = None
    """Who of closed was first there; where open leads, the closed leader."""
    censored: Literal["left"] | None = None
    """left: the class may have been there before `since`, so a lag is at least, and a lead too."""
    ends: Ends | None = None
    order_on: str | None = None
    """Day of the older page whose order of models it takes, where the newest is not complete."""


NO_LAG: dict[str, Any] = {
    **columns_of("closed", None),
    **dict.fromkeys(("counts_from", "sign", "ci_level", "censored")),
    **Ends()._asdict(),
}
"""What a row of the lag says besides who leads the open class, where nothing can be said."""


def lag_history(known: Boards, rule: str, gaps: Sequence[GapSegment] = ()) -> list[LagSegment]:
    """Lag of a series under an openness rule, by day; None on days on which nothing can be said.

    `gaps`: its gaps by day: where they were not tested lately there is no lag, which grows daily,
    as nobody knows what open models have released since.
    """
    is_board = known.series.axis == "board"
    turns = [
        now.entry
        for before, now in pairwise(gaps)
        if is_tested_lately(before) != is_tested_lately(now)
    ]
    pages = known.in_turn()[::-1] if is_board else []
    found: list[LagSegment] = []
    longest = -1
    for span in deciding(known, rule).spans():
        scale = ReleaseTable(known, span.states, rule)
        older = [one for one in pages if one.published_on < span.first]
        for on, _, alive in at_changes(scale.table, turns, (span.first, span.end)):
            sides = scale.on(on, alive)
            lag = Lag() if sides is None else _lag(sides, on, older)
            if lag.since and lag.sign == 1 and is_board:
                days = days_between(lag.since, on)
                if not lag.censored:
                    longest = days
                elif not scale.is_whole and days < longest:
                    lag = Lag()  # More than this bound is known.
            elif lag.sign == -1:
                longest = -1
            segment, gap = _segment(scale, on, sides, lag, span.page_on), in_force(gaps, on)
            is_told = gap is None or is_tested_lately(gap)
            found.append(segment if is_told else replace(segment, **NO_LAG))
    return changes(found)


def _lag(sides: Sides, on: str, older: Sequence[BoardState]) -> Lag:
    is_complete = sides.is_complete
    order = order_of(sides, older) if sides.is_closed_ahead and not is_complete else None
    return _in_order(sides, order, on) if order else _lag_of(sides, is_complete=is_complete)


def _in_order(sides: Sides, order: tuple[ReleaseTable, Contender], on: str) -> Lag:
    """The lag by the closed models at or above the open leader on either page, but for those that
    the newest page names below it."""
    older, theirs = order
    bar = sides.open_leader.score
    scores: dict[str | None, float] = {}
    for one in sides.scale.table:
        scores[one.entry.model] = max(one.score, scores.get(one.entry.model, one.score))
    others = (one for one in older.table if one.entry.model != theirs.entry.model)
    kept = (one for one in others if scores.get(one.entry.model, bar) >= bar)
    ours = steps((one for one in kept if one.start <= on), "closed")
    named = next(step for step in sides.closed if step.score >= bar)
    above = (step for step in ours if step.score >= theirs.score)
    first = min([named, *above], key=lambda step: step.start)
    is_first = older.has_beginning and (not ours or first.start <= ours[0].start)
    is_bound = is_first or bool(first.entry.provisional)
    ends = (
        interval(sides)
        if first is named
        else interval(Sides(older, ours, older.steps("open", on), ours[-1], theirs))
    )
    day = older.pages[-1].published_on
    return Lag(1, first.start, first.entry, "left" if is_bound else None, ends, day)


def lag_on(scale: ReleaseTable, on: str) -> LagSegment:
    """The lag on a day inside whole pages."""
    sides = scale.on(on)
    lag = Lag() if sides is None else _lag_of(sides, is_complete=True)
    return _segment(scale, on, sides, lag)


def _lag_of(sides: Sides, *, is_complete: bool) -> Lag:
    """The lag that both sides make.

    Closed at or above open: the lag counts from the first closed step that had open's level. Open
    above: the mirror image, as a lead (sign -1). Left-censored when the step is the first observed
    one of its class; a lag also when the step may have been there before its date, or when somebody
    below may be missing (`is_complete` False), where a lead and an interval are not told.
    """
    ends = interval(sides) if is_complete else None
    level = sides.open_leader.score
    if not sides.is_closed_ahead:
        return _lead(sides, is_complete=is_complete)._replace(ends=ends)
    found = next(step for step in sides.closed if step.score >= level)  # at the latest the leader
    is_first = sides.scale.has_beginning and found is sides.closed[0]
    is_bound = is_first or bool(found.entry.provisional) or not is_complete
    return Lag(1, found.start, found.entry, "left" if is_bound else None, ends)


def _lead(sides: Sides, *, is_complete: bool) -> Lag:
    best = sides.closed_leader
    found = next(step for step in sides.opened if step.score > best.score)
    if found.entry.provisional or not is_complete:
        # An earlier open entry, or an earlier day, may be missing: the lead would be too short.
        return Lag()
    is_first = sides.scale.has_beginning and found is sides.opened[0]
    return Lag(-1, found.start, best.entry, "left" if is_first else None)


def _segment(
    scale: ReleaseTable, on: str, sides: Sides | None, lag: Lag, page_on: str | None = None
) -> LagSegment:
    told = None if lag.sign is None else sides
    behind = (told.closed_leader.entry, told.open_leader.entry, lag.closed) if told else ()
    ends = lag.ends if told else None
    return LagSegment(
        entry=on,
        **columns_of("closed", lag.closed),
        **columns_of("open", told.open_leader.entry if told else None),
        counts_from=lag.since,
        sign=lag.sign,
        **(ends or Ends())._asdict(),
        ci_level=LEVEL if ends else None,
        censored=lag.censored,
        order_on=lag.order_on,
        **confirmation(*behind),
        basis=scale.pages[-1].basis,
        vintage_on=page_on,
    )


ONLY = {"rule": "tolerance_0", "clock": "released"}
"""Of every row of table lag: there were other rules and dates."""


def lags(known: Known) -> Iterator[DerivedBoard]:
    """Lag of a series under every openness rule up to today, with days on which none is known; made
    after its gaps."""
    for rule in OPENNESS_RULES:
        newest = deciding(known, rule).inputs_on()
        if newest is None:
            continue
        found = lag_history(known, rule, known.gaps(rule))
        rows = [{**segment.values, **ONLY} for segment in found]
        yield derived("lag", known.series.id, newest, rows, rule)


def begun(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows of table lag from the first on that says a lag: days before it have none."""
    return list(dropwhile(lambda row: row["sign"] is None, rows))
