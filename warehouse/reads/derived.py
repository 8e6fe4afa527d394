"""Rows that gapwatch derived, of any table: one query for all measures.

Rows come as change points, never laid on days. What one measure adds to its rows stands in its own
module.
"""

import sqlite3

from terms import boards
from warehouse.connection import Row, rows
from warehouse.schema.columns import Table
from warehouse.schema.derived import DERIVED_SOURCE, GAP, LAG


def derived_rows(
    connection: sqlite3.Connection,
    table: Table,
    *,
    board: str | None = None,
    rule: str = "*",
) -> list[Row]:
    """Rows in force of a derived table, by board, category and entry.

    `board` None: of every board that the newest derivation gave; a name, of gaps and lags: of that
    board, even if it is derived no more, under one openness `rule` or each (*). Each row has its
    board's `board`, `category`, `inputs_on` and `through`, the last day derived; of gaps and lags
    `seen_on` too, the last day on which the page of a row was seen.
    """
    relation, where, category = f"_{table.name}_in_force", "1", "*"
    if table in (GAP, LAG):
        of = f"(board, category) IN (SELECT board, category FROM {relation})"
        where = f"{of if board is None else 'board = :board'} AND category GLOB :category"
        relation, category = f"_{table.name}_segment", boards.category(table.name, rule)
    return rows(
        connection,
        f"SELECT * FROM {relation} WHERE {where} ORDER BY board, category, entry",
        {"board": board, "category": category},
    )


def rows_before(connection: sqlite3.Connection, table: str, board: str, category: str) -> list[Row]:
    """Rows in force of a board of a table that versions before derived; none in a file without."""
    asked = "SELECT 1 FROM sqlite_master WHERE name = ?"
    if connection.execute(asked, (f"_{table}",)).fetchone() is None:
        return []
    return rows(
        connection,
        "SELECT f.* FROM _board b JOIN _vintage_now v ON v.board_id = b.id "
        "JOIN _state s ON s.id = v.state_id, json_each(s.runs) run "
        f"JOIN _{table} f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1 "
        "WHERE b.fact_table = ? AND b.source = ? AND b.board = ? AND b.category = ?",
        (table, DERIVED_SOURCE, board, category),
    )


def failures(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """What the last run of the measures could not compute (series, claim, measure), and why."""
    # All looks of a run have one time. Of series that are declared no more none tells any more.
    found = connection.execute(
        "SELECT DISTINCT w.value FROM _snapshot s, json_each(s.warnings) w WHERE s.source = ?1 "
        "AND s.seen_at = (SELECT max(seen_at) FROM _snapshot WHERE source = ?1)",
        (DERIVED_SOURCE,),
    )
    told: dict[str, list[str]] = {}
    for (warning,) in found:
        unit, _, cause = warning.partition(": ")
        told.setdefault(unit, []).append(cause)
    return told


def derived_boards(connection: sqlite3.Connection, table: Table) -> list[str]:
    """Boards of a derived table that were ever derived, even without a row, by name."""
    found = connection.execute(
        "SELECT DISTINCT board FROM _board WHERE fact_table = ? AND source = ? ORDER BY board",
        (table.name, DERIVED_SOURCE),
    )
    return [str(name) for (name,) in found]


def count_derived(connection: sqlite3.Connection) -> int | None:
    """On how many boards anything was derived; None before the first time."""
    found = connection.execute("SELECT count(*) FROM _board WHERE source = ?", (DERIVED_SOURCE,))
    return int(found.fetchone()[0]) or None


def derived_on(connection: sqlite3.Connection, table: Table) -> str | None:
    """The newest day (ISO) for which anything of a derived table was derived, even no row; None:
    never."""
    asked = "SELECT on_date FROM _derived_on WHERE fact_table = ?"
    found = connection.execute(asked, (table.name,)).fetchone()
    return None if found is None else str(found[0])
