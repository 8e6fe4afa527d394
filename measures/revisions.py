"""How two states of one board differ that speak of the same published day, or of two pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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
    before, after = _values(older), _values(newer)
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


def _values(rows: Iterable[Row]) -> dict[str, float]:
    return {row["entry"]: row["value"] for row in rows if not row.get("held")}
