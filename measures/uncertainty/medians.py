"""The median of some numbers, with the interval and the test that ask nothing of their spread.

The interval is the one that the sign test does not reject: between the j-th smallest and the j-th
largest number, j as large as 2 · P(B < j) ≤ 1 − level allows for B ~ binomial(n, ½). Its coverage
is at least the level for any distribution (Conover, Practical Nonparametric Statistics, 3.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import scipy  # its `stats` takes a second and is loaded when it is used

from measures.uncertainty.intervals import LEVEL


@dataclass(frozen=True, slots=True)
class Median:
    """A median; `low` and `high` None: too few numbers for an interval at the level."""

    value: float
    low: float | None
    high: float | None
    n: int
    above: int
    """Numbers above 0."""
    below: int
    """Numbers below 0."""
    p_value: float | None
    """Two-sided sign test that above and below 0 are as likely; None: every number is 0."""


def median_of(numbers: Iterable[float], level: float = LEVEL) -> Median | None:
    """Median, interval and sign test; None without a number."""
    known = sorted(numbers)
    if not known:
        return None
    above, below = sum(one > 0 for one in known), sum(one < 0 for one in known)
    moved = above + below
    place = _place(len(known), level)
    return Median(
        value=float(median(known)),
        low=known[place - 1] if place else None,
        high=known[-place] if place else None,
        n=len(known),
        above=above,
        below=below,
        p_value=float(scipy.stats.binomtest(above, moved).pvalue) if moved else None,
    )


def _place(n: int, level: float) -> int:
    """How far from either end the ends of the interval are; 0: none is wide enough."""
    place = 0
    while place < n // 2 and 2 * scipy.stats.binom.cdf(place, n, 0.5) <= 1 - level:
        place += 1
    return place
