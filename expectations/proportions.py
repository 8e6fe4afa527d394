"""What a published error of a proportion is: a standard error, or half of an interval.

    error share = published standard error / sqrt(p (1 - p) / n)

The median over a board is near 1 where the column holds standard errors (less where items were
tried several times or differ in difficulty), and near 1.96 where it holds half-widths of 95 %
intervals under the name of errors. Ends of an interval count as the standard error that their
level makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, sqrt
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
    stderr = _number(row.get("stderr"))
    if stderr is not None:
        return stderr
    low, high, level = (_number(row.get(key)) for key in ("ci_low", "ci_high", "ci_level"))
    if low is None or high is None or level is None or not 0 < level < 1:
        return None
    return (high - low) / (2 * NormalDist().inv_cdf(0.5 + level / 2))


def _share(row: Row) -> float | None:
    value, n, error = _number(row.get("value")), _number(row.get("n")), published_error(row)
    if row.get("unit") != Unit.PERCENT or value is None or n is None or not error:
        return None
    if not 0 < value < 100 or n < 1:
        return None
    share = value / 100
    return error / (100 * sqrt(share * (1 - share) / n))


def _number(value: object) -> float | None:
    """The value where it is a number; a value of another type is set aside by another rule."""
    if not isinstance(value, int | float) or isinstance(value, bool) or isnan(value):
        return None
    return float(value)
