"""Spearman's rank correlation of two scores of the same models, its interval, and who stands out.

Ranks of equal scores are averaged. Interval: Fisher's z with the standard error of Bonett and
Wright (Psychometrika 65, 2000), sqrt((1 + r²/2) / (n - 3)), which holds for ranks better than
1 / sqrt(n - 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import scipy  # its `stats` takes a second and is loaded when it is used

from measures.uncertainty.intervals import LEVEL, z_of

ROUNDING = 1e-12
"""By which a correlation of 1 may come out of a division smaller."""
FEWEST = 6
"""Common models below which nothing is said: the interval would span almost everything."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rank correlation over n models; no interval at 1 and -1, where the formula has none.

    `outlier`: whose two ranks differ most; None: nobody's.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    outlier: str | None
    outlier_rank: float | None
    """Its rank on the first board among the common models; 1: the best."""
    outlier_other_rank: float | None


def agreement(scores: Mapping[str, float], others: Mapping[str, float]) -> Agreement | None:
    """How two boards agree on the models of both; higher is better on either.

    None with fewer than `FEWEST` common models, or where one board gives all of them one score.
    """
    common = sorted(scores.keys() & others.keys())
    if len(common) < FEWEST:
        return None
    ours, theirs = ([side[model] for model in common] for side in (scores, others))
    if len(set(ours)) == 1 or len(set(theirs)) == 1:
        return None
    value = float(scipy.stats.spearmanr(ours, theirs).statistic)
    ranks = [scipy.stats.rankdata([-one for one in side]) for side in (ours, theirs)]
    apart = [abs(float(one) - float(other)) for one, other in zip(*ranks, strict=True)]
    place = max(range(len(common)), key=lambda number: apart[number])
    low, high = _interval(value, len(common))
    is_apart = apart[place] > 0
    return Agreement(
        value=value,
        low=low,
        high=high,
        n=len(common),
        outlier=common[place] if is_apart else None,
        outlier_rank=float(ranks[0][place]) if is_apart else None,
        outlier_other_rank=float(ranks[1][place]) if is_apart else None,
    )


def _interval(value: float, n: int) -> tuple[float | None, float | None]:
    if abs(value) > 1 - ROUNDING:
        return None, None
    half = z_of(LEVEL) * sqrt((1 + value**2 / 2) / (n - 3))
    return tanh(atanh(value) - half), tanh(atanh(value) + half)
