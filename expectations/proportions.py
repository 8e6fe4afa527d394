"""What a published error of a proportion is: a standard error, or half of an interval.

    error share = published standard error / sqrt(p (1 - p) / n)

The median over a board is near 1 where the column holds standard errors (less where items were
tried several times or differ in difficulty), and near 1.96 where it holds half-widths of 95 %
intervals under the name of errors. Ends of an interval count as the standard error that their
level makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, median

from expectations.verdict import Row
from terms.units import Unit

FEWEST = 10
"""Shares of fewer rows say nothing of a column."""


def error_share(rows: Sequence[Row]) -> float | None:
    """The median share of a board's percentages that have n; None from fewer than `FEWEST`."""
    shares = [share for share in map(_share, rows) if share is not None]
    return median(shares) if len(shares) >= FEWEST else None


def published_error(row: Row) -> float | None:
    """The standard error that a row claims, by itself or by its interval."""
    if _is_number(row.get("stderr")):
        return float(row["stderr"])
    low, high, level = row.get("ci_low"), row.get("ci_high"), row.get("ci_level")
    if not (_is_number(low) and _is_number(high) and _is_number(level)):
        return None
    return float((high - low) / (2 * NormalDist().inv_cdf(0.5 + level / 2)))


def _share(row: Row) -> float | None:
    value, n, error = row.get("value"), row.get("n"), published_error(row)
    if row.get("unit") != Unit.PERCENT or not error or not (_is_number(value) and _is_number(n)):
        return None
    if not 0 < value < 100 or n < 1:
        return None
    share = value / 100
    return error / (100 * sqrt(share * (1 - share) / n))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value  # noqa: PLR0124 - NaN
