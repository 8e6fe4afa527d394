"""Counts that tell what the warehouse holds, per table and per source."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any


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
