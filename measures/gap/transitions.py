"""When a piecewise constant history changed from one state to another, with hysteresis.

A *reading* says for one segment which state it supports, or None when it supports no change: then
the last state stands. That is the hysteresis: a value between two thresholds moves nothing.

    level crossing   above when value >= level + h and the interval lies above the level,
                     below when value <= level - h and the interval lies below it
    parity           decided when p <= 0.025 or p >= 0.975, level when 0.10 <= p <= 0.90
                     (p: chance that the open leader is truly better, by sampling error alone)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic

from measures.gap.judgement import decides
from measures.segments import GapSegment, Kind, PriceGapSegment

Reading = Callable[[Kind], str | None]

DECIDED_BELOW, LEVEL_ABOVE = 0.025, 0.10
"""Chances that the trailing class is truly ahead: decided up to the first (two-sided 95 %), not
distinguishable from the second on; between them nothing changes."""


@dataclass(frozen=True, slots=True)
class Transition(Generic[Kind]):
    """One change of state; `on` is the first day of the segment that shows it (ISO)."""

    on: str
    before: str
    after: str
    segment: Kind


def transitions(segments: Iterable[Kind], reading: Reading[Kind]) -> list[Transition[Kind]]:
    """Every change of state, oldest first; `segments` by `entry` (first day). The first state that
    any segment supports is no change."""
    found: list[Transition[Kind]] = []
    state: str | None = None
    for one in segments:
        read = reading(one)
        if read is None or read == state:
            continue
        if state is not None:
            found.append(Transition(one.entry, state, read, one))
        state = read
    return found


def state_at_end(segments: Iterable[Kind], reading: Reading[Kind]) -> str | None:
    """The state in which the history ends; None when no segment supports any."""
    state: str | None = None
    for one in segments:
        state = reading(one) or state
    return state


def side_of_level(level: float, hysteresis: float) -> Reading[GapSegment]:
    """`above` or `below` a gap level, in the series' unit; None: between, or not significant.

    Without an interval nothing is significant, nor while an unknown entry may lead or a leader's
    class is unconfirmed.
    """

    def read(one: GapSegment) -> str | None:
        gap, low, high = one.gap, one.gap_low, one.gap_high
        if gap is None or low is None or high is None or not decides(one):
            return None
        if gap >= level + hysteresis and low > level:
            return "above"
        return "below" if gap <= level - hysteresis and high < level else None

    return read


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


def leading_model(side: str) -> Reading[GapSegment]:
    """The model that leads one class (`closed`, `open`)."""
    return lambda one: one.side(side).model


def side_of_ratio(level: float, factor: float) -> Reading[PriceGapSegment]:
    """`above` or `below` a price ratio; between level / factor and level * factor, and where a
    bound leaves it open: None."""

    def read(one: PriceGapSegment) -> str | None:
        ratio = one.price_ratio
        if ratio is None:
            return None
        if ratio >= level * factor and not one.closed_is_at_most:
            return "above"
        return "below" if ratio <= level / factor and not one.open_is_at_most else None

    return read
