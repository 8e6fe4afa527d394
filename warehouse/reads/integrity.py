"""Whether the warehouse is sound: the file, its contents, and intervals that hold their value.

An end of an interval that is not there is open, or was not determined: it breaks nothing. Rows
that later derivations replaced are kept as they were and not asked again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3

from warehouse.connection import Row, rows
from warehouse.schema.derived import DERIVED_SOURCE


def faults(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with the file; empty when nothing is."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"broken reference: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    return found


def content_hash(connection: sqlite3.Connection) -> str:
    """Hash of everything that boards said: every vintage with its position and its state.

    Ids and recorded times are left out, so that a rebuild from the same pages by the same code
    gives the same hash.
    """
    digest = hashlib.sha256()
    found = connection.execute(
        "SELECT b.fact_table, b.source, b.board, b.category, v.published_on, v.restated, "
        "v.seen_at, v.page_sha256, v.basis, s.sha256 FROM _vintage v "
        "JOIN _board b ON b.id = v.board_id JOIN _state s ON s.id = v.state_id "
        f"WHERE b.source <> '{DERIVED_SOURCE}' ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    )
    for row in found:
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


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
