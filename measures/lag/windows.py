"""The stretches of a window of days in which the lag does not change, inside one vintage.

A window is a pair of inclusive ISO days; it should not end after the vintage, which knows nothing
of later models.
"""

from __future__ import annotations

from collections.abc import Iterator

from measures.lag.frontiers import Frontiers, ordinal
from measures.lag.rules import UNSAID, LagResult, verdict

Window = tuple[str, str]


def spells(found: Frontiers, window: Window) -> Iterator[tuple[int, int, LagResult]]:
    """(first day number, day number after the last, lag) of each stretch without a change.

    From the first day of `window` on which both classes have an entry, to its last. Within a
    stretch the lag of day t is sign * (t - since).
    """
    for first, end, so_far in _stretches(found, window):
        sides = so_far.sides()
        yield ordinal(first), end, verdict(sides) if sides else UNSAID


def _stretches(found: Frontiers, window: Window) -> Iterator[tuple[str, int, Frontiers]]:
    known = found.until(window[1])
    if not known.closed or not known.opened:
        return
    start = max(window[0], known.closed[0].on, known.opened[0].on)
    days = [start, *(on for on in known.days() if on > start)]
    ends = [*(ordinal(on) for on in days[1:]), ordinal(window[1]) + 1]
    for on, end in zip(days, ends, strict=True):
        if on <= window[1]:
            yield on, end, known.until(on)
