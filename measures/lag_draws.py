"""Window statistics of lag over many drawn pairs of frontiers at once, as arrays.

A draw gives every entry that led a new score from N(score, stderr²); a frontier is then the
running maximum over its dates. Shapes: K closed steps, J open steps, n draws, m stretches of days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from measures.lag_frontier import Step, ordinal

DRAWS = 400
Floats = NDArray[np.float64]
Days = NDArray[np.int64]
Flags = NDArray[np.bool_]
Ends = tuple[float | None, float | None]
"""Of an interval; None: open, nobody knows how far it reaches."""


class TwoFrontiers(Protocol):
    """Both frontiers by date."""

    @property
    def closed(self) -> Sequence[Step]:
        """Closed steps, by day."""

    @property
    def opened(self) -> Sequence[Step]:
        """Open steps, by day."""


@dataclass(frozen=True)
class Drawn:
    """Running maxima of drawn scores: `closed` (n, K) on `closed_days` (K,), open likewise (J)."""

    closed: Floats
    closed_days: Days
    opened: Floats
    open_days: Days


@dataclass(frozen=True)
class Grid:
    """m stretches of days without a change: their lengths, middle days and frontier places."""

    lengths: Days
    middles: Floats
    """Mean day number of each stretch."""
    closed_at: Days
    open_at: Days

    @property
    def days(self) -> int:
        """Days in all stretches."""
        return int(self.lengths.sum())


def grid(stretches: Sequence[tuple[int, int, int, int]]) -> Grid:
    """From (first day number, day after the last, place of the closed step, of the open step)."""
    first, end, closed_at, open_at = np.array(stretches, dtype=np.int64).T
    return Grid(end - first, (first + end - 1) / 2, closed_at, open_at)


def point(found: TwoFrontiers) -> Drawn:
    """The frontiers as they are: one draw without noise."""
    return _drawn(found, np.zeros((1, len(found.closed) + len(found.opened))))


def draw(found: TwoFrontiers, draws: int = DRAWS) -> Drawn | None:
    """`draws` pairs of frontiers, seeded by the scores; None when a standard error is missing."""
    steps = (*found.closed, *found.opened)
    errors = [step.stderr for step in steps if step.stderr is not None]
    if not steps or len(errors) < len(steps):
        return None
    content = repr([(step.on, step.score, step.stderr) for step in steps])
    seed = int.from_bytes(sha256(content.encode()).digest()[:8], "big")
    noise = np.random.default_rng(seed).standard_normal((draws, len(steps)))
    return _drawn(found, noise * np.array(errors))


def _drawn(found: TwoFrontiers, noise: Floats) -> Drawn:
    steps = (*found.closed, *found.opened)
    scores = np.array([step.score for step in steps]) + noise
    days = np.array([ordinal(step.on) for step in steps], dtype=np.int64)
    split = len(found.closed)
    return Drawn(
        closed=np.maximum.accumulate(scores[:, :split], axis=1),
        closed_days=days[:split],
        opened=np.maximum.accumulate(scores[:, split:], axis=1),
        open_days=days[split:],
    )


def backward(drawn: Drawn, over: Grid) -> Floats:
    """Mean backward lag at tolerance 0 of each draw, in days, shape (n,)."""
    ours, theirs = drawn.closed[:, over.closed_at], drawn.opened[:, over.open_at]
    there = _first(drawn.closed[:, None, :] >= theirs[:, :, None], drawn.closed_days)
    above = _first(drawn.opened[:, None, :] > ours[:, :, None], drawn.open_days)
    is_ahead = theirs > ours
    since = np.where(is_ahead, above, there)
    lags = np.where(is_ahead, -1, 1) * (over.middles - since)
    means: Floats = (lags * over.lengths).sum(axis=1) / over.days
    return means


def bounded(drawn: Drawn, over: Grid) -> tuple[Flags, Flags]:
    """Draws in which some day's lag, and some day's lead, counts from the first step observed.

    Shape (n,) each. The mean of the former may be higher, that of the latter lower, by any amount.
    """
    ours, theirs = drawn.closed[:, over.closed_at], drawn.opened[:, over.open_at]
    is_ahead = theirs > ours
    lags: Flags = np.any(~is_ahead & (drawn.closed[:, :1] >= theirs), axis=1)
    leads: Flags = np.any(is_ahead & (drawn.opened[:, :1] > ours), axis=1)
    return lags, leads


def _first(reached: NDArray[np.bool_], days: Days) -> Days:
    """Day of the first step that is there, shape (n, m); meaningless where none is."""
    found: Days = days[reached.argmax(axis=2)]
    return found


def vertical(drawn: Drawn, over: Grid) -> Floats:
    """Mean of closed minus open frontier of each draw, in the series' unit, shape (n,)."""
    gaps = drawn.closed[:, over.closed_at] - drawn.opened[:, over.open_at]
    means: Floats = (gaps * over.lengths).sum(axis=1) / over.days
    return means


def horizontal(drawn: Drawn, until: int | None) -> Floats:
    """Mean of open's minus closed's first day over the levels both had, in days, shape (n,).

    `until` (day number): levels that only closed has had count as if reached then. NaN where no
    level was observed on both sides.
    """
    low = np.maximum(drawn.closed[:, :1], drawn.opened[:, :1])
    last_closed, last_open = drawn.closed[:, -1:], drawn.opened[:, -1:]
    high = last_closed if until is not None else np.minimum(last_closed, last_open)
    width = (high - low)[:, 0]
    # Dates are counted from the first one, or the sums would lose the tail of the fraction.
    base = min(drawn.closed_days[0], drawn.open_days[0])
    late = _integral(drawn.opened, drawn.open_days - base, low, high)
    early = _integral(drawn.closed, drawn.closed_days - base, low, high)
    if until is not None:
        missing = np.clip(high - np.maximum(low, last_open), 0, None)[:, 0]
        late = late + missing * (until - base)
    with np.errstate(divide="ignore", invalid="ignore"):
        means: Floats = np.where(width > 0, (late - early) / width, np.nan)
    return means


def uncaught(drawn: Drawn) -> Flags:
    """Draws in which open has not reached some level that closed has had, shape (n,)."""
    missing: Flags = drawn.closed[:, -1] > drawn.opened[:, -1]
    return missing


def _integral(frontier: Floats, days: Days, low: Floats, high: Floats) -> Floats:
    """Integral of the day a level was first had, over the levels from low to high, shape (n,)."""
    reached = np.clip(frontier, low, np.maximum(low, high))
    before = np.concatenate([low, reached[:, :-1]], axis=1)
    found: Floats = ((reached - before) * days).sum(axis=1)
    return found


def percentiles(
    values: Floats, level: float, at_least: Flags | None = None, at_most: Flags | None = None
) -> Ends | None:
    """Central interval of the draws that gave a value; None when fewer than half did.

    A draw `at_least` its value may be anything above, one `at_most` anything below: an end that
    rests on such a draw is open.
    """
    given = ~np.isnan(values)
    if 2 * given.sum() < len(values):
        return None
    low = values if at_most is None else np.where(at_most, -np.inf, values)
    high = values if at_least is None else np.where(at_least, np.inf, values)
    return _end(low[given], (1 - level) / 2), _end(high[given], (1 + level) / 2)


def _end(values: Floats, share: float) -> float | None:
    with np.errstate(invalid="ignore"):
        end = float(np.quantile(values, share))
    return end if isfinite(end) else None
