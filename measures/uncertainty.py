"""How sure a score and a gap are: standard errors, intervals and what could be detected.

Every standard error is in the unit of its score. A missing one is None, never 0: a score whose
uncertainty nobody published cannot take part in a statement about chance. Formulae with worked
numbers: docs/methods.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import Any

from measures.errors import RowInvalid
from terms.units import Unit
from terms.words import ERROR_IN_DOUBT

LEVEL = 0.95
POWER = 0.80
_NORMAL = NormalDist()


def level_in_words(level: float = LEVEL) -> str:
    """A level of confidence as it is printed: 0.95 is '95 %'."""
    return f"{100 * level:g} %"


@lru_cache
def z_of(level: float) -> float:
    """Two-sided standard normal quantile: 0.95 gives 1.96."""
    return _NORMAL.inv_cdf(0.5 + level / 2)


DETECTABLE_Z = z_of(LEVEL) + _NORMAL.inv_cdf(POWER)


def wilson(percent: float, n: int) -> tuple[float, float]:
    """Wilson interval of a proportion at 95 %, in percent (0 to 100).

    `n` is the number of items. Raises RowInvalid for a percentage outside 0 to 100 or n < 1.
    Source: Wilson 1927; recommended for few hundred items by arXiv 2503.01747.
    """
    if not 0 <= percent <= 100 or n < 1:
        raise RowInvalid(f"Wilson interval of {percent} percent from n = {n} does not exist")
    z = z_of(LEVEL)
    p, spread = percent / 100, z * z / n
    centre = (p + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(p * (1 - p) / n + spread / (4 * n))
    return 100 * (centre - half), 100 * (centre + half)


def stderr_of(row: Mapping[str, Any], items: int | None) -> float | None:
    """Standard error of a score row in its own unit, or None when nothing supports one.

    In this order: the published standard error; the published interval at its stated level;
    for percentages the Wilson half-width from the row's n, else from the series' `items`.
    A published 0 is a rounding artefact and counts as missing; so does an interval without a
    level. Where the published error is in doubt, n or what it counts may be too: nothing stands in.
    """
    if row.get("ci_method") == ERROR_IN_DOUBT:
        return None
    if row.get("stderr"):
        return float(row["stderr"])
    low, high, level = row.get("ci_low"), row.get("ci_high"), row.get("ci_level")
    if low is not None and high is not None and level is not None and high > low:
        return float(high - low) / (2 * z_of(level))
    n = row.get("n") or items
    if row["unit"] != Unit.PERCENT or not n:
        return None
    low, high = wilson(row["value"], n)
    return (high - low) / (2 * z_of(LEVEL))


@dataclass(frozen=True, slots=True)
class GapUncertainty:
    """The interval of a gap, the chance that open is ahead, and the smallest gap to be found."""

    low: float
    high: float
    p_open_ahead: float
    detectable: float


def independent(closed_stderr: float | None, open_stderr: float | None) -> float | None:
    """Standard error of a difference of independent scores; None when either has no error.

    sqrt(closed² + open²), in the unit of both.
    """
    if closed_stderr is None or open_stderr is None:
        return None
    return sqrt(closed_stderr**2 + open_stderr**2)


def gap_uncertainty(gap: float, stderr: float | None) -> GapUncertainty | None:
    """Uncertainty of a gap with the standard error `stderr` of its own; None without one.

    Interval at 95 %; p_open_ahead = Phi(-gap / stderr); detectable = (z(.975) + z(.80)) · stderr,
    the gap that 80 % power would find.
    """
    if stderr is None:
        return None
    half = z_of(LEVEL) * stderr
    return GapUncertainty(
        low=gap - half,
        high=gap + half,
        p_open_ahead=_NORMAL.cdf(-gap / stderr),
        detectable=DETECTABLE_Z * stderr,
    )


def win_probability(gap: float) -> float:
    """Chance that the closed leader wins against the open one, from a gap in Elo.

    1 / (1 + 10^(-gap/400)): 0 gives 0.5, 31 gives 0.544.
    """
    return float(1 / (1 + 10 ** (-gap / 400)))
