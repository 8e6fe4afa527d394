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

NO_LAG = LagSegment(entry="")
"""Nothing can be said."""


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
            lag = _lag(sides, on, older) if sides else NO_LAG
            if lag.counts_from and lag.sign == 1 and is_board:
                days = days_between(lag.counts_from, on)
                if not lag.censored:
                    longest = days
                elif not scale.is_whole and days < longest:
                    lag = NO_LAG  # More than this bound is known.
            elif lag.sign == -1:
                longest = -1
            gap = in_force(gaps, on)
            if gap and not is_tested_lately(gap):
                lag = _of_open_alone(lag)
            basis = scale.pages[-1].basis
            found.append(replace(lag, entry=on, basis=basis, vintage_on=span.page_on))
    return changes(found)


def _of_open_alone(lag: LagSegment) -> LagSegment:
    """Who leads the open class, and no lag."""
    kept = ("open_entry", "open_model", "open_value", "open_vintage", "confirmed", "evidence")
    return replace(NO_LAG, **{name: getattr(lag, name) for name in kept})


def _lag(sides: Sides, on: str, older: Sequence[BoardState]) -> LagSegment:
    is_complete = sides.is_complete
    order = order_of(sides, older) if sides.is_closed_ahead and not is_complete else None
    return _in_order(sides, order, on) if order else lag_of(sides, is_complete=is_complete)


def _in_order(sides: Sides, order: tuple[ReleaseTable, Contender], on: str) -> LagSegment:
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
    ends = (
        interval(sides)
        if first is named
        else interval(Sides(older, ours, older.steps("open", on), ours[-1], theirs))
    )
    lag = _behind(sides, first, ends, is_bound=is_first)
    return replace(lag, order_on=older.pages[-1].published_on)


def lag_of(sides: Sides, *, is_complete: bool) -> LagSegment:
    """The lag that both sides make, of no day yet.

    Closed at or above open: the lag counts from the first closed step that had open's level. Open
    above: the mirror image, as a lead (sign -1). Left-censored when the step is the first observed
    one of its class; a lag also when the step may have been there before its date, or when somebody
    below may be missing (`is_complete` False), where a lead and an interval are not told.
    """
    ends = interval(sides) if is_complete else None
    level, has_beginning = sides.open_leader.score, sides.scale.has_beginning
    if sides.is_closed_ahead:
        found = next(step for step in sides.closed if step.score >= level)  # or the leader
        is_first = has_beginning and found is sides.closed[0]
        return _behind(sides, found, ends, is_bound=is_first or not is_complete)
    best = sides.closed_leader
    found = next(step for step in sides.opened if step.score > best.score)
    if found.entry.provisional or not is_complete:
        # An earlier open entry, or an earlier day, may be missing: the lead would be too short.
        return NO_LAG
    is_first = has_beginning and found is sides.opened[0]
    return _segment(sides, -1, found.start, best.entry, ends, is_bound=is_first)


def _behind(sides: Sides, first: Contender, ends: Ends | None, *, is_bound: bool) -> LagSegment:
    """The lag since the first closed contender that was there: a bound also where its own day is
    provisional."""
    is_bound = is_bound or bool(first.entry.provisional)
    return _segment(sides, 1, first.start, first.entry, ends, is_bound=is_bound)


def _segment(
    sides: Sides, sign: int, since: str, closed: Entry, ends: Ends | None, *, is_bound: bool
) -> LagSegment:
    """`closed`: who of closed was first there; where open leads, the closed leader. `is_bound`: the
    class may have been there before `since`, so a lag is at least, and a lead too."""
    opened = sides.open_leader.entry
    return LagSegment(
        entry="",
        **columns_of("closed", closed),
        **columns_of("open", opened),
        counts_from=since,
        sign=sign,
        **(ends or Ends())._asdict(),
        ci_level=LEVEL if ends else None,
        censored="left" if is_bound else None,
        **confirmation(sides.closed_leader.entry, opened, closed),
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
