"""When the history of a gap changed from one state to another, with hysteresis.

A *reading* says for one segment which state it supports, or None when it supports no change: then
the last state stands. That is the hysteresis: a chance between two thresholds moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from measures.gap.judgement import decides
from measures.segments import GapSegment

Reading = Callable[[GapSegment], str | None]

DECIDED_BELOW, LEVEL_ABOVE = 0.025, 0.10
"""Chances that the trailing class is truly ahead: decided up to the first (two-sided 95 %), not
distinguishable from the second on; between them nothing changes."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of state; `on` is the first day of the segment that shows it (ISO)."""

    on: str
    before: str
    after: str
    segment: GapSegment


def transitions(segments: Iterable[GapSegment], reading: Reading) -> list[Transition]:
    """Every change of state, oldest first; `segments` by `entry` (first day). The first state that
    any segment supports is no change."""
    found: list[Transition] = []
    state: str | None = None
    for one in segments:
        read = reading(one)
        if read is None or read == state:
            continue
        if state is not None:
            found.append(Transition(one.entry, state, read, one))
        state = read
    return found


def state_at_end(segments: Iterable[GapSegment], reading: Reading) -> str | None:
    """The state in which the history ends; None when no segment supports any."""
    state: str | None = None
    for one in segments:
        state = reading(one) or state
    return state


def class_ahead(one: GapSegment) -> str | None:
    """`closed` or `open` when the gap's interval excludes zero on that side."""
    low, high = one.gap_low, one.gap_high
    if low is None or high is None or not decides(one):
        return None
    if low > 0:
        return "closed"
    return "open" if high < 0 else None


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
