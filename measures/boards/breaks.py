"""How two states of one board differ: a scale that moved, or another word about the same day.

A board whose entries all move together did not see better models; its scale changed (other
anchor, other adjustment, other method). A candidate is for a person to look at: a real break
is then declared in series.toml, with its evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, stdev
from typing import Any, NamedTuple

from measures.boards.states import BoardState

SHIFT_ELO = 20.0
"""Mean shift in Elo points beyond which a board is a candidate. Between the 105 recorded states of
Arena's text board from 2023-05 to 2025-03 the largest shift beside the one declared break (55) is
17 points, on 2023-12-06; on 2024-01-09, when the method changed, it is 4."""
FEWEST = 10
"""Common entries below which a mean shift says nothing."""

Row = Mapping[str, Any]


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
    """Mean change of the common entries (value after - value before), in the board's unit."""
    spread: float
    """Standard deviation of their changes: small beside `shift` for a mere change of anchor."""
    entries: int
    """Common entries."""


def break_candidates(
    states: Iterable[BoardState], threshold: float = SHIFT_ELO, fewest: int = FEWEST
) -> list[BreakCandidate]:
    """Every step between consecutive states of one board that moved it by more than `threshold`, in
    the board's own unit, oldest first.

    Only entries listed under the same name before and after count, so newcomers and leavers move
    nothing. States that list only leaders are left out.
    """
    whole = sorted((one for one in states if one.is_whole), key=lambda one: one.published_on)
    found = []
    for older, newer in pairwise(whole):
        before, after = _values(older.rows), _values(newer.rows)
        changes = [after[entry] - before[entry] for entry in sorted(before.keys() & after.keys())]
        if len(changes) >= max(fewest, 2) and abs(fmean(changes)) > threshold:
            place = newer.source, newer.board, newer.category, older.published_on
            shift, spread = fmean(changes), stdev(changes)
            step = BreakCandidate(*place, newer.published_on, shift, spread, len(changes))
            found.append(step)
    return found


class Revision(NamedTuple):
    """What a later state of the same published day says otherwise."""

    entries: int
    """Entries with another value, and entries that only one of both has."""
    largest: float
    """Largest change of a value of a common entry, in the board's unit; 0 when none changed."""
    example: str
    """The entry with the largest change, else one that came or went."""


def revision(older: Iterable[Row], newer: Iterable[Row]) -> Revision | None:
    """How the values (`value` by `entry`) differ; None when they do not."""
    before, after = _values(older), _values(newer)
    both = sorted(before.keys() & after.keys())
    moved = {one: abs(after[one] - before[one]) for one in both if after[one] != before[one]}
    other = sorted(before.keys() ^ after.keys())
    if not moved and not other:
        return None
    example = max(moved, key=moved.__getitem__) if moved else other[0]
    return Revision(len(moved) + len(other), max(moved.values(), default=0.0), example)


def _values(rows: Iterable[Row]) -> Mapping[str, float]:
    """Value by entry; a held row is an older statement and would hide what changed."""
    return {row["entry"]: row["value"] for row in rows if not row.get("held")}
