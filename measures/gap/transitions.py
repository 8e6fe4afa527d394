"""When the history of a gap changed from one state to another, with hysteresis.

A *reading* says for one segment which state it supports, or None when it supports no change: then
the last state stands. That is the hysteresis: a chance between two thresholds moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from measures.gap.judgement import decides, verdict
from measures.segments import GapSegment
from terms.words import GapVerdict

Reading = Callable[[GapSegment], str | None]

DECIDED_BELOW, LEVEL_ABOVE = 0.025, 0.10
"""Chances that the trailing class is truly ahead: decided up to the first (two-sided 95 %), not
distinguishable from the second on; between them nothing changes."""


def states(segments: Iterable[GapSegment], reading: Reading) -> list[tuple[str, GapSegment]]:
    """Every state that the history comes into, oldest first, with the segment that first shows it;
    `segments` by `entry` (first day)."""
    found: list[tuple[str, GapSegment]] = []
    for one in segments:
        state = reading(one)
        if state is not None and (not found or state != found[-1][0]):
            found.append((state, one))
    return found


_AHEAD = {GapVerdict.CLOSED_AHEAD: "closed", GapVerdict.OPEN_AHEAD: "open"}


def class_ahead(one: GapSegment) -> str | None:
    """`closed` or `open` when the gap's interval excludes zero on that side."""
    return _AHEAD.get(verdict(one)) if decides(one) else None


def parity(one: GapSegment) -> str | None:
    """`decided` or `level`, from the chance that the open leader is truly better."""
    chance = one.p_open_ahead
    if chance is None or not decides(one):
        return None
    trailing = min(chance, 1 - chance)
    if trailing <= DECIDED_BELOW:
        return "decided"
    return "level" if trailing >= LEVEL_ABOVE else None


def leading_model(side: str) -> Reading:
    """The model that leads one class (`closed`, `open`)."""
    return lambda one: one.side(side).model
