"""The best entry of each openness class over time, at the days on which something can change.

On the *board* axis a state replaces the one before it and the openness in force on the day decides
the class, so a frontier may fall. On the *entry* axis the newest states are the whole history: an
entry joins a class on the first day from its own date on which its model's openness qualifies and
stays there, so a frontier never falls. Equal scores: the smaller entry name leads on the board
axis; on the entry axis the one that joined first, then the smaller name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from measures.boards.states import (
    BoardState,
    Contender,
    check_day,
    contenders,
    newest_of_each_board,
    ranked,
)
from measures.errors import RowInvalid
from measures.names.registry import NEVER, UNKNOWN, Registry
from measures.series import Series
from terms.openness import CLOSED_GRADES, OPEN_GRADES

_UNKNOWN = frozenset({UNKNOWN})


@dataclass(frozen=True)
class Moment:
    """Who competes and who leads from one day until the next moment."""

    on: str
    closed: Sequence[Contender]
    opened: Sequence[Contender]
    unresolved: Sequence[Contender]
    """Unmatched or of unknown openness, at or above the lower frontier; all when one is missing."""
    closed_leader: Contender | None
    open_leader: Contender | None
    newest: BoardState
    """The newest state that is compared."""


@dataclass(frozen=True)
class FrontierSegment:
    """One row of table frontier: the leader of a class from day `entry` until the next row."""

    entry: str
    leader: str
    model: str
    value: float
    stderr: float | None
    vintage: int
    vintage_on: str | None
    """Published date of the vintage; None on the entry axis."""

    def row(self, code_version: str) -> dict[str, Any]:
        """The segment in the columns of table frontier."""
        return {**asdict(self), "code_version": code_version}


def frontier_history(
    series: Series,
    states: Sequence[BoardState],
    registry: Registry,
    rule: str,
    through: str,
) -> dict[str, list[FrontierSegment]]:
    """Frontier of the classes "closed" and "open" under `rule`, one segment per change.

    Days before the first leader have no segment. On the board axis a class that a later state
    leaves empty keeps no leader, which a frontier row cannot say: `gap_history` says it.
    Raises RowInvalid for rows, days or rules outside their definition.
    """
    found: dict[str, list[FrontierSegment]] = {"closed": [], "open": []}
    for moment in moments(series, states, registry, rule, through):
        for name, leader in (("closed", moment.closed_leader), ("open", moment.open_leader)):
            if leader is None:
                continue
            segment = _segment(series, moment.on, leader)
            if not found[name] or replace(found[name][-1], entry=moment.on) != segment:
                found[name].append(segment)
    return found


def _segment(series: Series, on: str, leader: Contender) -> FrontierSegment:
    return FrontierSegment(
        entry=on,
        leader=leader.entry,
        model=str(leader.model),
        value=leader.value,
        stderr=leader.stderr,
        vintage=leader.state.vintage,
        vintage_on=leader.state.published_on if series.axis == "board" else None,
    )


def moments(
    series: Series,
    states: Sequence[BoardState],
    registry: Registry,
    rule: str,
    through: str,
) -> Iterator[Moment]:
    """Every day up to `through` on which who competes may have changed, in order.

    Raises RowInvalid for an unknown rule, for days not written YYYY-MM-DD, and for rows in
    another unit than the series'.
    """
    check_day(through, f"last day of series {series.id}")
    if rule not in OPEN_GRADES:
        raise RowInvalid(f"openness rule {rule!r} is none of {', '.join(OPEN_GRADES)}")
    axis = _on_board_axis if series.axis == "board" else _on_entry_axis
    return axis(series, states, registry, OPEN_GRADES[rule], through)


def _on_board_axis(
    series: Series,
    states: Sequence[BoardState],
    registry: Registry,
    grades: frozenset[str],
    through: str,
) -> Iterator[Moment]:
    newest = {state.published_on: state for state in ranked(series, states, through)}
    ends = [*newest, NEVER][1:]
    for state, end in zip(newest.values(), ends, strict=True):
        found = sorted(contenders(series, state, registry), key=_strength)
        for on in _regrading_days(found, state.published_on, min(end, _after(through))):
            closed = [item for item in found if item.openness(on) in CLOSED_GRADES]
            opened = [item for item in found if item.openness(on) in grades]
            unknown = [item for item in found if item.openness(on) == UNKNOWN]
            yield _moment(on, closed, opened, unknown, state)


def _strength(item: Contender) -> tuple[float, str]:
    return -item.score, item.entry


def _after(day: str) -> str:
    # Sorts after `day` and before every later day.
    return day + "~"


def _regrading_days(found: Iterable[Contender], first: str, end: str) -> list[str]:
    """`first` and every later day before `end` on which some contender's openness changes."""
    edges = {
        edge
        for item in found
        for grade in item.grades
        for edge in (grade.valid_from, grade.valid_until)
        if first < edge < end
    }
    return [first, *sorted(edges)]


@dataclass(frozen=True)
class _Change:
    """One entry joins a class, or begins or ceases to be unresolved, on a day."""

    on: str
    what: str
    item: Contender


def _on_entry_axis(
    series: Series,
    states: Sequence[BoardState],
    registry: Registry,
    grades: frozenset[str],
    through: str,
) -> Iterator[Moment]:
    newest = newest_of_each_board(series, states, through)
    entries = {item.entry: item for state in newest for item in contenders(series, state, registry)}
    changes: dict[str, list[_Change]] = {}
    for item in entries.values():
        for change in _changes(item, grades):
            if change.on <= through:
                changes.setdefault(change.on, []).append(change)
    closed: list[Contender] = []
    opened: list[Contender] = []
    unknown: dict[str, Contender] = {}
    for on in sorted(changes):
        today = sorted(changes[on], key=lambda change: change.item.entry)
        closed = [*closed, *(change.item for change in today if change.what == "closed")]
        opened = [*opened, *(change.item for change in today if change.what == "open")]
        for change in today:
            if change.what == "unresolved":
                unknown[change.item.entry] = change.item
            elif change.what == "resolved":
                del unknown[change.item.entry]
        yield _moment(on, closed, opened, list(unknown.values()), newest[-1])


def _changes(item: Contender, grades: frozenset[str]) -> Iterator[_Change]:
    if item.dated_on is None:
        return
    for what, wanted in (("closed", CLOSED_GRADES), ("open", grades)):
        days = (
            max(start, item.dated_on) for start, end in item.spans(wanted) if end > item.dated_on
        )
        joined = next(days, None)
        if joined is not None:
            yield _Change(joined, what, item)
    for start, end in item.spans(_UNKNOWN):
        if end > item.dated_on:
            yield _Change(max(start, item.dated_on), "unresolved", item)
            yield _Change(end, "resolved", item)


def _moment(
    on: str,
    closed: Sequence[Contender],
    opened: Sequence[Contender],
    unknown: Iterable[Contender],
    newest: BoardState,
) -> Moment:
    """`closed` and `opened` run so that the first of several equal scores leads."""
    leaders = [max(side, key=lambda item: item.score, default=None) for side in (closed, opened)]
    known = [leader.score for leader in leaders if leader is not None]
    bar = min(known) if len(known) == 2 else float("-inf")
    return Moment(
        on=on,
        closed=closed,
        opened=opened,
        unresolved=[item for item in unknown if item.score >= bar],
        closed_leader=leaders[0],
        open_leader=leaders[1],
        newest=newest,
    )
