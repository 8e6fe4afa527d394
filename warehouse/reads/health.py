"""Counts that tell what the warehouse holds, per table and per source.

What the list of broken things reads: last looks, refused pages, rules broken on pages in force.

A page counts as refused while the newest look at its address that brought a page was refused.

Which issued rows in force lie outside their own interval, and how many have an interval.

An end that is not there is open, or was not determined: it breaks nothing. Rows that later issues
replaced are kept as they were issued and not asked again.

How much the measures issued so far.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from warehouse.reads.query import Row, rows


def last_looks(connection: sqlite3.Connection) -> list[Row]:
    """Per source: last outcome and cause, last good look, since when it fails, newest own date."""
    return rows(
        connection,
        "WITH last AS (SELECT s.*, row_number() OVER (PARTITION BY source "
        "ORDER BY seen_at DESC, id DESC) AS place FROM snapshot s), "
        "good AS (SELECT source, last_good_at AS at FROM source_health), "
        "newest AS (SELECT b.source, max(v.published_on) AS published_on FROM vintage v "
        "JOIN board b ON b.id = v.board_id GROUP BY b.source) "
        "SELECT l.source, l.outcome AS last_outcome, l.cause, l.seen_at AS last_seen_at, "
        "g.at AS last_good_at, n.published_on AS newest_on, (SELECT min(f.seen_at) "
        "FROM snapshot f WHERE f.source = l.source AND f.outcome = 'unreachable' "
        "AND f.seen_at > coalesce(g.at, '')) "
        "AS failing_since FROM last l LEFT JOIN good g ON g.source = l.source "
        "LEFT JOIN newest n ON n.source = l.source "
        "WHERE l.place = 1 AND l.source <> 'gapwatch' ORDER BY l.source",
    )


def refused_pages(connection: sqlite3.Connection) -> list[Row]:
    """Addresses whose newest answer was refused and no other page of the source came since.

    Sources with one address per day (dated files) are judged by their newest look: an old file
    that was refused is history once a newer one was accepted.
    """
    return rows(
        connection,
        "WITH answer AS (SELECT s.*, row_number() OVER (PARTITION BY source, url "
        "ORDER BY seen_at DESC, id DESC) AS place FROM snapshot s "
        "WHERE outcome IN ('recorded', 'unchanged', 'refused')) "
        "SELECT a.source, a.url, a.cause, a.rules, a.seen_at AS since FROM answer a "
        "WHERE a.place = 1 AND a.outcome = 'refused' AND NOT EXISTS ("
        "SELECT 1 FROM snapshot later WHERE later.source = a.source "
        "AND later.outcome IN ('recorded', 'unchanged') "
        "AND date(later.seen_at) > date(a.seen_at)) ORDER BY a.source, a.url",
    )


def judged_in_force(connection: sqlite3.Connection) -> list[Row]:
    """source, url, seen_at and rules (JSON) of judged looks that brought a newest vintage."""
    return rows(
        connection,
        "SELECT DISTINCT n.source, n.url, n.seen_at, n.rules FROM vintage_now v "
        "JOIN snapshot n ON n.id = v.snapshot_id WHERE n.rules IS NOT NULL "
        "ORDER BY n.source, n.seen_at",
    )


def gaps_now(connection: sqlite3.Connection, rule: str) -> dict[str, Row]:
    """Series to its row of gap_now under one openness rule."""
    found = rows(connection, "SELECT * FROM gap_now WHERE openness_rule = ?", (rule,))
    return {row["series"]: row for row in found}


@dataclass(frozen=True, slots=True)
class TableFigures:
    """How much of one fact table is in force now."""

    rows: int
    boards: int
    vintages: int
    newest_on: str
    """Newest published date of any of its boards (ISO date)."""


def table_figures(connection: sqlite3.Connection) -> dict[str, TableFigures]:
    """Figures of every fact table that has a board; rows count those of the newest vintages."""
    rows = connection.execute(
        "SELECT b.fact_table, sum(s.row_count), count(*), "
        "(SELECT count(*) FROM vintage v JOIN board o ON o.id = v.board_id "
        "WHERE o.fact_table = b.fact_table), max(now.published_on) "
        "FROM vintage_now now JOIN board b ON b.id = now.board_id "
        "JOIN state s ON s.id = now.state_id GROUP BY b.fact_table"
    )
    return {name: TableFigures(*figures) for name, *figures in rows}


def newest_published(connection: sqlite3.Connection, source: str) -> str | None:
    """The newest published date of any board of `source` (ISO date), or None without a board."""
    found = connection.execute(
        "SELECT max(v.published_on) FROM vintage v JOIN board b ON b.id = v.board_id "
        "WHERE b.source = ?",
        (source,),
    ).fetchone()[0]
    return None if found is None else str(found)


def issued_on(connection: sqlite3.Connection, table: str, board: str) -> str | None:
    """The newest day (ISO) for which a board of a derived table was issued, or None."""
    found = connection.execute(
        "SELECT max(v.published_on) FROM vintage v JOIN board b ON b.id = v.board_id "
        "WHERE b.fact_table = ? AND b.board = ?",
        (table, board),
    ).fetchone()[0]
    return None if found is None else str(found)


def changed_since(connection: sqlite3.Connection, since: str) -> list[str]:
    """Sources of which a look brought something new that was recorded at or after `since`.

    `since` is written as the ledger writes times (`warehouse.clock.stamp`); by name.
    """
    rows = connection.execute(
        "SELECT DISTINCT source FROM snapshot WHERE outcome = 'recorded' AND recorded_at >= ? "
        "AND source <> 'gapwatch' ORDER BY source",
        (since,),
    )
    return [str(row[0]) for row in rows]


_IN_FORCE = """
SELECT DISTINCT now.snapshot_id FROM vintage_now now JOIN board b ON b.id = now.board_id
WHERE b.source = ?
"""


def looks_in_force(connection: sqlite3.Connection, source: str) -> list[dict[str, Any]]:
    """url, seen_at and rules (JSON) of every judged look that brought a board's newest vintage."""
    names = ("url", "seen_at", "rules")
    rows = connection.execute(
        f"SELECT {', '.join(names)} FROM snapshot WHERE id IN ({_IN_FORCE}) "
        "AND rules IS NOT NULL ORDER BY id",
        (source,),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def set_aside_in_force(
    connection: sqlite3.Connection, source: str, limit: int
) -> list[dict[str, Any]]:
    """Up to `limit` rows that those looks put into quarantine, in order of arrival."""
    names = ("fact_table", "board", "category", "entry", "reason", "row")
    rows = connection.execute(
        f"SELECT {', '.join(names)} FROM quarantine WHERE snapshot_id IN ({_IN_FORCE}) "
        "ORDER BY id LIMIT ?",
        (source, limit),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


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


def boards_issued(connection: sqlite3.Connection) -> int | None:
    """On how many boards of derived tables anything was issued; None before the first time."""
    found = connection.execute("SELECT count(*) FROM board WHERE source = 'gapwatch'").fetchone()
    return int(found[0]) or None
