"""How old a number is and what else must be said with it, in words."""

from __future__ import annotations

from measures.freshness import Freshness
from measures.gap.judgement import is_confirmed
from measures.segments import GapSegment
from outputs.wording import name
from terms.days import day, month
from terms.numbers import plural, signed
from terms.words import GapVerdict


def phrase(fresh: Freshness) -> str:
    """'as of 12 Aug 2026' past the series' limit, 'now (data from 12 Aug 2026)' within it."""
    if fresh.is_last_change:
        return f"as of {day(fresh.shown_on)}, when it last changed"
    if not fresh.is_stale:
        return f"now (data from {day(fresh.vintage_on)})"
    page = f", data from {day(fresh.vintage_on)}" if fresh.shown_on > fresh.vintage_on else ""
    return f"as of {day(fresh.shown_on)}{page}"


def untested(gap: GapSegment) -> str:
    """That it was not tested lately, with the month of the newest open model that was."""
    told, on = GapVerdict.NOT_TESTED_LATELY.text, gap.open_newest_on
    return f"{told} (newest open model tested: {month(on)})" if on else told


def caveats(gap: GapSegment) -> list[str]:
    """What every place says with a gap: that a class behind it is unconfirmed, on which evidence;
    and that newer pages give no gap, and why."""
    told = []
    if not is_confirmed(gap):
        other = gap.gap_if_unresolved_closed
        told.append(f"unconfirmed: {name(gap.evidence or 'no evidence', 200).text}")
        if other is not None and not gap.unresolved_above:
            told[0] += f"; gap {signed(other)} if it is closed"
    if gap.held_pages:
        why = name(gap.held_reason or "", 200).text
        told.append(f"{plural(gap.held_pages, 'newer page')} not used: {why}")
    return told
