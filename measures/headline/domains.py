"""How single domains are counted, from what view domain says of each.

The series of a domain measure different things: they are laid side by side and never averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from measures.series import COMPOSITE
from terms.words import JUDGED

UNCOUNTED = ("not tested lately", "no live series")
"""Directions of domains that no headline counts."""
Row = Mapping[str, Any]
"""Of view domain."""


def standings(rows: Iterable[Row]) -> dict[str, str]:
    """What each single domain counts as: here alone domains are counted. `rows`: of one openness
    rule. An index over all domains is none."""
    said = {row["domain"]: row["direction"] for row in _single(rows)}
    return {
        domain: it.removesuffix(" in part")
        for domain, it in sorted(said.items())
        if it not in UNCOUNTED
    }


def left_out(rows: Iterable[Row]) -> str:
    """'; safety not tested lately': the single domains that `standings` leaves out for that."""
    untested, _ = UNCOUNTED
    some = {row["domain"] for row in _single(rows) if row["direction"] == untested}
    return f"; {' and '.join(sorted(some))} {untested}" if some else ""


def on_old_data(rows: Iterable[Row]) -> frozenset[str]:
    """The single domains of which no series that speaks has a current page."""
    own = speaking(rows)
    fresh = {row["domain"] for row in own if not row["is_stale"]}
    return frozenset(row["domain"] for row in own) - fresh


def in_part(rows: Iterable[Row], side: str) -> str:
    """' (in coding on some tests only)': the single domains in which a class leads so, if any."""
    led = f"{side} ahead in part"
    partial = {row["domain"] for row in _single(rows) if row["direction"] == led}
    return f" (in {' and '.join(sorted(partial))} on some tests only)" if partial else ""


def unconfirmed(rows: Iterable[Row]) -> frozenset[str]:
    """The single domains of which a series that speaks has an unconfirmed leader."""
    return frozenset(
        row["domain"] for row in speaking(rows) if row["evidence"] and row["verdict"] in JUDGED
    )


def speaking(rows: Iterable[Row]) -> list[Row]:
    """The rows of single domains that count for them."""
    return [row for row in _single(rows) if row["speaks"]]


def _single(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if row["domain"] != COMPOSITE)
