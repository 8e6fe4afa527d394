"""Days on which a whole board moved at once: candidates for a break of its scale.

A board whose entries all move together did not see better models; its scale changed (other
anchor, other adjustment, other method). Only entries listed under the same name before and after
count, so newcomers and leavers move nothing. A candidate is for a person to look at: a real break
is then declared in series.toml, with its evidence.

    shift = mean over common entries of (value after - value before)

How two states of one board differ that speak of the same published day, or of two pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, stdev
from typing import Any

from measures.boards.states import BoardState

SHIFT_ELO = 20.0
"""Mean shift in Elo points beyond which a board is a candidate. Between the 105 recorded states of
Arena's text board from 2023-05 to 2025-03 the largest shift beside the one declared break (55) is
17 points, on 2023-12-06; on 2024-01-09, when the method changed, it is 4."""
FEWEST = 10
"""Common entries below which a mean shift says nothing."""


@dataclass(frozen=True, slots=True)
class BreakCandidate:
    """One board that moved as a whole between two consecutive published days."""

    source: str
    board: str
    category: str
    before: str
    """Published day of the older state (ISO)."""
    on: str
    """Published day of the newer state (ISO): the first day of the new scale."""
    shift: float
    """Mean change of the common entries, in the board's unit."""
    spread: float
    """Standard deviation of their changes: small beside `shift` for a mere change of anchor."""
    entries: int
    """Common entries."""


def break_candidates(
    states: Iterable[BoardState], threshold: float = SHIFT_ELO, fewest: int = FEWEST
) -> list[BreakCandidate]:
    """Every step between consecutive states of one board that moved it by more than `threshold`.

    `states` come in any order and of any boards; each board is compared with itself only, and a
    board that lists only leaders is not compared. `threshold` is in the boards' own unit. Oldest
    first.
    """
    boards: dict[tuple[str, str, str], list[BoardState]] = defaultdict(list)
    for state in states:
        if state.basis == "board":
            boards[state.source, state.board, state.category].append(state)
    steps = (
        _step(older, newer)
        for found in boards.values()
        for older, newer in pairwise(sorted(found, key=lambda state: state.published_on))
    )
    found = [
        step for step in steps if step and step.entries >= fewest and abs(step.shift) > threshold
    ]
    return sorted(found, key=lambda step: (step.on, step.source, step.board, step.category))


def _step(older: BoardState, newer: BoardState) -> BreakCandidate | None:
    before, after = _values(older), _values(newer)
    changes = [after[entry] - before[entry] for entry in sorted(before.keys() & after.keys())]
    if len(changes) < 2:
        return None
    return BreakCandidate(
        source=newer.source,
        board=newer.board,
        category=newer.category,
        before=older.published_on,
        on=newer.published_on,
        shift=fmean(changes),
        spread=stdev(changes),
        entries=len(changes),
    )


def _values(state: BoardState) -> Mapping[str, float]:
    """Value by entry; a held row is an older statement and would hide the step."""
    return {row["entry"]: row["value"] for row in state.rows if not row.get("held")}


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Revision:
    """What a later state of the same published day says otherwise."""

    entries: int
    """Entries with another value, and entries that only one of both has."""
    largest: float
    """Largest change of a value of a common entry, in the board's unit; 0 when none changed."""
    example: str
    """The entry with the largest change, else one that came or went."""


def revision(older: Iterable[Row], newer: Iterable[Row]) -> Revision | None:
    """How the values (`value` by `entry`) differ; None when they do not.

    Held rows are older statements and are left out.
    """
    before, after = _values_by_entry(older), _values_by_entry(newer)
    moved = {
        entry: abs(after[entry] - before[entry])
        for entry in before.keys() & after.keys()
        if after[entry] != before[entry]
    }
    other = sorted(before.keys() ^ after.keys())
    if not moved and not other:
        return None
    example = max(sorted(moved), key=moved.__getitem__) if moved else other[0]
    return Revision(len(moved) + len(other), max(moved.values(), default=0.0), example)


def _values_by_entry(rows: Iterable[Row]) -> dict[str, float]:
    return {row["entry"]: row["value"] for row in rows if not row.get("held")}
