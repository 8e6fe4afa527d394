"""The gap on three days: the newest, and what had been published a month and nine months before it.

Three dated numbers instead of a trend: which way a slope points turns on where it begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from measures.freshness import held_since
from measures.segments import GapSegment, in_force
from measures.series import Series
from terms.days import after, month
from terms.numbers import number

BEFORE = (30, 270)
"""Days before the newest page, at least, of the other two."""


class DatedGap(NamedTuple):
    """A gap in its series' unit, on the day `on` (ISO) of its page."""

    on: str
    gap: float


def dated_gaps(series: Series, gaps: Sequence[GapSegment]) -> tuple[DatedGap, ...]:
    """The newest first; without those of another scale, and those that nobody can judge.

    `gaps`: of one board, by day; empty where the newest one is no gap.
    """
    if not gaps or gaps[-1].gap is None:
        return ()
    found = []
    newest = max(held_since(gaps[-1]), gaps[-1].published_until)
    for on in (newest, *(after(newest, -days) for days in BEFORE)):
        one = in_force(gaps, on)
        if one is None or one.gap is None or (on != newest and one.unresolved_above):
            continue
        page = min(on, max(held_since(one), one.published_by(on)))
        if not any(page < it.on <= newest for it in series.scale_breaks):
            found.append(DatedGap(page, one.gap))
    return tuple(found)


def earlier(found: Sequence[DatedGap]) -> str:
    """'4.6 in August and 8.7 in December 2025': those before the newest; empty without any."""
    year = found[0].on[:4] if found else ""
    return " and ".join(
        f"{number(one.gap)} in {month(one.on).removesuffix(f' {year}')}" for one in found[1:]
    )
