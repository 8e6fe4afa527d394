"""Whether a gap or a lag moves: slope with interval, and where its slope changed.

A history is sampled at equal steps back from its last day, because it is a step function whose
changes are few: daily values would only repeat themselves. Steps on which the board's page was
stale are passed over. The slope is least squares; its interval
a moving-block bootstrap of the residuals (Künsch 1989), which keeps neighbouring values together.
Change points are those of the continuous piecewise line with the lowest Bayesian information
criterion. Limits: docs/methods/trend.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import combinations
from math import ceil

import numpy as np
from numpy.typing import NDArray

from measures.trend.settings import LEVEL, settings
from terms.days import DAYS_A_YEAR

Floats = NDArray[np.float64]
MOST_BREAKS = 2
EDGE = 4
"""Points that every piece must have, at least."""
STRONG = 10.0
"""Gain in BIC above which a change of slope counts (Raftery 1995: very strong)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Values at equal steps, some of which may be passed over, oldest first; `days` are ISO."""

    days: tuple[str, ...]
    values: tuple[float, ...]
    broken_off_on: str | None = field(default=None, repr=False)
    """The day before its first on which the history has a hole; None: it begins by itself."""

    @property
    def is_long(self) -> bool:
        """Whether it has points enough."""
        return len(self.values) >= settings().least_points

    @property
    def is_enough(self) -> bool:
        """Whether it has points enough, and values enough that differ: a step function that hardly
        moved says nothing of a trend, however many days it lasted."""
        apart = len({round(value, 9) for value in self.values})
        return self.is_long and apart >= settings().least_values


Level = Callable[[date], float]
"""The value on a day that a segment of a history gives: constant for a gap, growing for a lag."""

Segments = Sequence[tuple[str, Level | None]]
"""(first day, level) by day, each until the next; None: nothing more than a bound is known."""


def always(_: str) -> bool:
    """Every day is known: of a history that lies inside one vintage."""
    return True


def sampled(
    segments: Segments,
    first: str,
    last: str,
    step_days: int,
    is_known: Callable[[str], bool] = always,
) -> Sample:
    """Values on `last`, and every `step_days` before it down to `first`, of a history.

    A day that is not known (ISO; its vintage was stale) is passed over: what stands on it is what
    was last heard of, and a lag that grows on it would be the clock's. A level of None on a known
    day breaks the sample off: what lies before such a hole is left out.
    """
    starts = [start for start, _ in segments]
    days: list[str] = []
    values: list[float] = []
    hole = None
    on = date.fromisoformat(last) + timedelta(days=step_days)
    while (on := on - timedelta(days=step_days)).isoformat() >= first:
        if not is_known(on.isoformat()):
            continue
        place = bisect_right(starts, on.isoformat())
        level = segments[place - 1][1] if place else None
        if level is None:
            hole = on.isoformat() if place else None
            break
        days.append(on.isoformat())
        values.append(level(on))
    return Sample(tuple(reversed(days)), tuple(reversed(values)), hole)


@dataclass(frozen=True, slots=True)
class Slope:
    """Change per year in the sample's unit, its 95 % interval, and the block it was drawn in."""

    per_year: float
    low: float
    high: float
    block: int


@dataclass(frozen=True, slots=True)
class Breaks:
    """The best piecewise line. `gain`: BIC of the straight line minus its own; above 10 is strong
    evidence by Raftery's scale, if residuals were independent, which here they are not."""

    on: tuple[str, ...]
    slopes: tuple[float, ...]
    """Per year, one for each piece."""
    gain: float


def block_length(count: int) -> int:
    """Length of the blocks for `count` points: its cube root times 1.5, at least 2."""
    return max(2, ceil(1.5 * float(np.cbrt(count))))


def generator(*told: object) -> np.random.Generator:
    """Random numbers seeded by content: equal content gives equal draws."""
    digest = sha256(repr(told).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def blocks(rng: np.random.Generator, size: int, count: int, draws: int, block: int) -> Floats:
    """Indices (draws, count) into `size` values: runs of `block` neighbours, wrapping around."""
    runs = ceil(count / block)
    starts = rng.integers(0, size, size=(draws, runs))
    found = (starts[:, :, None] + np.arange(block)) % size
    return np.asarray(found.reshape(draws, -1)[:, :count])


def slope(sample: Sample, draws: int) -> Slope:
    """Least-squares slope of a sample of at least three points."""
    years = _years(sample)
    values = np.array(sample.values)
    design = np.column_stack([np.ones_like(years), years])
    inverse = np.linalg.pinv(design)
    found = inverse @ values
    residuals = values - design @ found
    block = block_length(len(values))
    rng = generator("slope", sample)
    at = blocks(rng, len(values), len(values), draws, block)
    again = found[1] + residuals[at] @ inverse[1]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(again, [tail, 1 - tail])
    return Slope(float(found[1]), float(low), float(high), block)


@lru_cache(maxsize=1024)
def change_points(sample: Sample) -> Breaks:
    """Up to two days on which the slope changed, by BIC = n ln(RSS / n) + k ln n.

    k counts two parameters for the line and two for each break (its day and its slope).
    """
    years, values = _years(sample), np.array(sample.values)
    count = len(values)
    inner = range(EDGE, count - EDGE)
    straight = _bic(years, values, ())
    best = straight
    found: tuple[int, ...] = ()
    for amount in range(1, MOST_BREAKS + 1):
        for places in combinations(inner, amount):
            if amount > 1 and min(np.diff(places)) < EDGE:
                continue
            score = _bic(years, values, places)
            if score < best:
                best, found = score, places
    _, coefficients = _line(years, values, found)
    slopes = np.cumsum(coefficients[1:])
    return Breaks(
        tuple(sample.days[place] for place in found),
        tuple(float(one) for one in slopes),
        float(straight - best),
    )


def has_strong_bend(sample: Sample) -> bool:
    """Whether its slope changed on some day with strong evidence."""
    found = change_points(sample)
    return bool(found.on) and found.gain > STRONG


def since_last_bend(sample: Sample) -> Sample:
    """The sample from the day its slope last changed; all of it where that is not sure.

    A bend counts when it is strong (`STRONG`) and leaves points enough: the day was chosen because
    the line fits well from it, so that a weak one would only look like a trend.
    """
    if not has_strong_bend(sample):
        return sample
    place = sample.days.index(change_points(sample).on[-1])
    later = Sample(sample.days[place:], sample.values[place:])
    return later if later.is_enough else sample


def _years(sample: Sample) -> Floats:
    days: Floats = np.array(
        [date.fromisoformat(day).toordinal() for day in sample.days], dtype=float
    )
    return np.asarray((days - days[0]) / DAYS_A_YEAR)


def _line(years: Floats, values: Floats, places: tuple[int, ...]) -> tuple[float, Floats]:
    """Residual sum of squares and coefficients: level, slope, then each change of the slope."""
    bends = [np.maximum(0, years - years[place]) for place in places]
    design = np.column_stack([np.ones_like(years), years, *bends])
    coefficients, *_ = np.linalg.lstsq(design, values)
    return float(np.sum((values - design @ coefficients) ** 2)), coefficients


def _bic(years: Floats, values: Floats, places: tuple[int, ...]) -> float:
    rss, _ = _line(years, values, places)
    count = len(values)
    # Values are never exact; without a floor a perfect fit would weigh infinitely.
    floor = 1e-12 * max(1.0, float(np.var(values)))
    return float(count * np.log(max(rss / count, floor)) + (2 + 2 * len(places)) * np.log(count))
