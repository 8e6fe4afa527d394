"""Claims: the query of a reading, and the verdicts in force."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime

from warehouse.connection import Row, rows
from warehouse.reads.derived import derived_rows
from warehouse.schema.derived import CLAIM


class QueryWrong(Exception):
    """A query that should give at most one row gave more, or SQLite refused it."""


def one_row(
    connection: sqlite3.Connection, sql: str, parameters: Mapping[str, str | float]
) -> Row | None:
    """The one row of a query with named parameters; None when there is none.

    Nothing can be written by it. Raises QueryWrong with the query's own text.
    """
    was = connection.execute("PRAGMA query_only").fetchone()[0]
    connection.execute("PRAGMA query_only = ON")
    try:
        found = connection.execute(sql, dict(parameters))
        some = found.fetchmany(2)
        names = [column[0] for column in found.description or ()]
    except sqlite3.Error as error:
        raise QueryWrong(f"{error}, in: {' '.join(sql.split())}") from error
    finally:
        connection.execute(f"PRAGMA query_only = {was}")
    if len(some) > 1:
        raise QueryWrong(f"more than one row, in: {' '.join(sql.split())}")
    return dict(zip(names, some[0], strict=True)) if some else None


def claims(connection: sqlite3.Connection) -> list[Row]:
    """Rows of view claim_now, by claim; the row that joins the readings comes first.

    `evidence` is decoded from JSON.
    """
    found = rows(
        connection,
        "SELECT * FROM claim_now ORDER BY substr(id, 1, 1) DESC, id, reading <> 'overall', reading",
    )
    return [{**row, "evidence": json.loads(row["evidence"])} for row in found]


def verdicts(connection: sqlite3.Connection, by: date | datetime | None = None) -> dict[str, str]:
    """Key of each claim's reading to its verdict; `by`: as known at the end of that day."""
    return {row["entry"]: row["verdict"] for row in derived_rows(connection, CLAIM, by=by)}
