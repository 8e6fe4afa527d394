"""To which day an issued gap can be told: that of its page, or a later one that changed it.

A page may list a model before it can be had, or before its weights can. Such an entry counts from
that later day on, and so do the numbers: a gap told for the page's own day would be of others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
TOLD = ("closed_entry", "closed_value", "open_entry", "open_value", "gap", "gap_low", "gap_high")
"""What is told of a gap; table gap changes too when what stands below the leaders moves."""


def held_since(rows: Sequence[Row]) -> str:
    """First day from which on the newest of `rows` (oldest first) tells what it does."""
    first = newest = rows[-1]
    for row in reversed(rows):
        if any(row[key] != newest[key] for key in TOLD):
            break
        first = row
    return str(first["entry"])


def told_on(rows: Sequence[Row], published_until: str) -> str:
    """The day for which the newest of `rows` is told once its page is no longer current.

    `published_until`: published date of the newest page behind it.
    """
    return max(published_until, held_since(rows))
