"""Formulae in SQL that SQLite lacks or may lack: a median with its interval, a hypotenuse."""

from __future__ import annotations

from statistics import NormalDist

LEVEL = 0.95
"""Of the intervals that views find."""
Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
"""Standard errors on either side of a value that such an interval takes."""


def medians(numbers: str, *keys: str) -> str:
    """CTEs for WITH RECURSIVE. `median`: by `keys` the median (`value`) of column `x` of a relation
    with its interval at 95 % (`low`, `high`; NULL: too few numbers), `n`, `smallest`, `largest`,
    and how many are above 0 (`higher`) and below (`lower`).

    The interval is the one that the sign test does not reject: between the j-th smallest and the
    j-th largest number, j as large as 2 · P(B < j) ≤ 5 % allows for B ~ binomial(n, ½), whatever
    the distribution (Conover, Practical Nonparametric Statistics, 3.2). `binomial` holds P(B = k)
    (`p`) and P(B ≤ k) (`below`) for k up to the middle.
    """
    key = ", ".join(keys)
    return f"""
placed AS MATERIALIZED (
  SELECT {key}, x, row_number() OVER (PARTITION BY {key} ORDER BY x) AS place,
         count(*) OVER (PARTITION BY {key}) AS n
  FROM {numbers}
),
half AS (
  SELECT 0 AS n, 1.0 AS p UNION ALL
  SELECT n + 1, p / 2 FROM half WHERE n < (SELECT max(n) FROM placed)
),
binomial AS (
  SELECT n, 0 AS k, p, p AS below FROM half UNION ALL
  SELECT n, k + 1, p * (n - k) / (k + 1), below + p * (n - k) / (k + 1)
  FROM binomial WHERE k < n / 2
),
reach AS MATERIALIZED (
  SELECT n, count(*) AS j FROM binomial WHERE k < n / 2 AND 2 * below <= 0.05 GROUP BY n
),
median AS (
  SELECT {key}, avg(iif(place IN ((n + 1) / 2, n / 2 + 1), x, NULL)) AS value,
         max(iif(place = j, x, NULL)) AS low, max(iif(place = n + 1 - j, x, NULL)) AS high, n,
         min(x) AS smallest, max(x) AS largest, sum(x > 0) AS higher, sum(x < 0) AS lower
  FROM placed LEFT JOIN reach USING (n) GROUP BY {key}
)"""


SIGN_TEST = """(
  SELECT min(1, 2 * b.below) FROM binomial b
  WHERE b.n = higher + lower AND b.n > 0 AND b.k = min(higher, lower)
)"""
"""Of a row of `median`: the two-sided p-value that above and below 0 are as likely; NULL: every
number is 0."""


def hypotenuse(a: str, b: str) -> str:
    """sqrt(a² + b²) of two positive expressions; NULL where either is.

    Builds of SQLite without mathematical functions have no root. From the greater of both, at most
    29 % off, five steps of Newton's leave no digit wrong that a float has but the last.
    """
    found = f"SELECT {a} * {a} + {b} * {b} AS square, max({a}, {b}) AS root"
    for _ in range(5):
        found = f"SELECT square, (root + square / root) / 2 AS root FROM ({found})"
    return f"(SELECT root FROM ({found}))"
