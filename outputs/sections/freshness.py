"""How old a number is, in words, and the change points at which what a reader sees changed."""

from __future__ import annotations

from collections.abc import Sequence

from measures.freshness import Freshness, held_since
from measures.segments import GapSegment
from terms.days import day, days, month
from terms.words import GapVerdict


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


def untested(gap: GapSegment) -> str:
    """That no recent open model was tested, with the month of the newest that was."""
    newest = f" (the newest: {month(gap.open_newest_on)})" if gap.open_newest_on else ""
    return f"{GapVerdict.NOT_TESTED_LATELY.text}{newest}"


def turns(gaps: Sequence[GapSegment], *, pages: bool = False) -> list[GapSegment]:
    """The segments at which a leader, its value or the interval changed; with `pages` also the page
    behind it, or how many entries may lead.

    Table gap has further change points: what stands below the leaders moves the board-wide columns.
    """
    kept: list[GapSegment] = []
    for gap in gaps:
        moved = not kept or held_since(gap) != held_since(kept[-1])
        if moved or (pages and _page(gap) != _page(kept[-1])):
            kept.append(gap)
    return kept


def _page(gap: GapSegment) -> tuple[str, int | None]:
    return gap.published_until, gap.unresolved_above
