"""How two states of one board differ that are of the same published day."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Row = Mapping[str, Any]


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
