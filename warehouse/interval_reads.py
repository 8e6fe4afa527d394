"""Which issued rows in force lie outside their own interval, and how many have an interval.

An end that is not there is open, or was not determined: it breaks nothing. Rows that later issues
replaced are kept as they were issued and not asked again.
"""

from __future__ import annotations

import sqlite3

from warehouse.query import Row, rows

INTERVALS = {
    "estimate": """
SELECT measure || ' ' || variant AS what, series, openness_rule, NULL AS on_date, value, low, high
FROM estimate_now""",
    "gap": """
SELECT 'gap' AS what, series, openness_rule, on_date, gap AS value, gap_low AS low, gap_high AS high
FROM gap_daily""",
    "lag": """
SELECT rule || ' ' || clock AS what, series, openness_rule, on_date, lag_days AS value,
       lag_low AS low, lag_high AS high
FROM lag_daily""",
}
"""Derived tables whose rows have intervals, each as one row a day; `price_gap` has none."""

_OUTSIDE = """
SELECT what, series, openness_rule, min(on_date) AS first_on, count(*) AS rows, value, low, high
FROM ({intervals}) WHERE low > value OR value > high OR low > high
GROUP BY what, series, openness_rule ORDER BY what, series, openness_rule
"""
_COUNTED = "SELECT count(*) FROM ({intervals}) WHERE low IS NOT NULL OR high IS NOT NULL"


def outside_interval(connection: sqlite3.Connection, table: str) -> list[Row]:
    """Rows in force of a derived table that do not hold low <= value <= high.

    Days of one series under one rule are one row: the first of them and their count (`rows`).
    """
    return rows(connection, _OUTSIDE.format(intervals=INTERVALS[table]))


def with_interval(connection: sqlite3.Connection, table: str) -> int:
    """How many rows in force of a derived table have at least one end of an interval."""
    ((count,),) = connection.execute(_COUNTED.format(intervals=INTERVALS[table])).fetchall()
    return int(count)
