"""How old a number is, in words, and the change points at which what a reader sees changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from measures.freshness import GAP_SHOWN, Freshness
from terms.days import day, days

Row = Mapping[str, Any]


def phrase(fresh: Freshness) -> str:
    """'as of 12 Aug 2026' past the series' limit, 'now (data from 12 Aug 2026)' within it."""
    if fresh.is_last_change:
        return f"as of {day(fresh.shown_on)}, when it last changed"
    if not fresh.is_stale:
        return f"now (data from {day(fresh.vintage_on)})"
    page = f", data from {day(fresh.vintage_on)}" if fresh.shown_on > fresh.vintage_on else ""
    return f"as of {day(fresh.shown_on)}{page}"


def age(fresh: Freshness) -> str:
    """'today', '104 days old': of the day shown, within the series' limit of the page."""
    ago = fresh.shown_days_ago if fresh.is_stale else fresh.age_days
    return "today" if ago == 0 else f"{days(ago)} old"


def turns(rows: Sequence[Row], *also: str) -> list[Row]:
    """The rows at which a leader, its value or the interval changed, or a column of `also`.

    Table gap has further change points: what stands below the leaders moves the board-wide columns.
    """
    kept: list[Row] = []
    for row in rows:
        if not kept or any(row[key] != kept[-1][key] for key in (*GAP_SHOWN, *also)):
            kept.append(row)
    return kept
