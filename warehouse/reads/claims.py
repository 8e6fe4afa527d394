"""Reads of the claim ledger: the query of a reading, and the verdicts in force."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from warehouse.reads.query import Row, rows


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


def claims_now(connection: sqlite3.Connection) -> list[Row]:
    """Rows of view claim_now, by claim; the row that joins the readings comes first."""
    return rows(
        connection,
        "SELECT * FROM claim_now ORDER BY substr(id, 1, 1) DESC, id, reading <> 'overall', reading",
    )
