"""How two states of one board differ: a scale that moved, or another word about the same day.

A board whose entries all move together did not see better models; its scale changed (other
anchor, other adjustment, other method). A candidate is for a person to look at: a real break
is then declared in series.toml, with its evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from statistics import fmean, stdev
from typing import Any, NamedTuple

from measures.boards.states import BoardState

Row = Mapping[str, Any]


class BreakCandidate(NamedTuple):
    """A board that moved as a whole between two consecutive published days."""

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
    states: Iterable[BoardState], threshold: float, fewest: int
) -> list[BreakCandidate]:
    """Every step between consecutive states, all of one board, that moved it by more than
    `threshold` in its own unit, oldest first.

    Only entries listed under the same name before and after count, so newcomers and leavers move
    nothing. States that list only leaders are left out.
    """
    whole = sorted((one for one in states if one.is_whole), key=lambda one: one.published_on)
    found = []
    for older, newer in pairwise(whole):
        then, now = _values(older.rows), _values(newer.rows)
        changes = [now[entry] - then[entry] for entry in sorted(then.keys() & now.keys())]
        if len(changes) >= max(fewest, 2) and abs(fmean(changes)) > threshold:
            before, on = older.published_on, newer.published_on
            found.append(BreakCandidate(before, on, fmean(changes), stdev(changes), len(changes)))
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
