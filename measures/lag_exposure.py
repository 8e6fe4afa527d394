"""Mean lag over the series with public, or with held-out, items.

Each live series counts once. The interval resamples series, so it says how far another choice of
benchmarks would move the mean; with fewer than three series there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

DRAWS = 2000
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Lagged:
    """The mean backward lag of one series under one openness rule, in days."""

    series: str
    exposure: str
    rule: str
    days: float
    is_bound: bool
    """Some of its days are lower bounds."""
    is_lead_bound: bool
    """On some of its days open may have led for longer: these are upper bounds."""
    vintages: tuple[int, ...]


def mean_over_series(lags: Sequence[Lagged], level: float) -> tuple[float, float] | None:
    """Percentile interval of the mean over series, seeded by their lags; None below three."""
    if len(lags) < FEWEST:
        return None
    days = np.array(sorted(one.days for one in lags))
    seed = int.from_bytes(sha256(repr(days.tolist()).encode()).digest()[:8], "big")
    rng = np.random.default_rng(seed)
    means = rng.choice(days, size=(DRAWS, len(days))).mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
