"""Rows of promised views: one query for all of them (`warehouse.views.promised`)."""

import sqlite3
from typing import Any

from warehouse.connection import Row, rows
from warehouse.views.promised import PROMISED


def statistics(connection: sqlite3.Connection, view: str, **equal: Any) -> list[Row]:
    """Rows of a promised view in the order of its key.

    `equal`: column to the value that rows must have; None: any. Raises KeyError for another view,
    or a column that it does not promise.
    """
    promised = PROMISED[view]
    asked = {name: value for name, value in equal.items() if value is not None}
    conditions = [f"{promised.column(name).name} = :{name}" for name in asked]
    return rows(connection, promised.query(where=conditions), asked)


def host_prices(connection: sqlite3.Connection) -> dict[str, list[Row]]:
    """Model to its hosts in force, the cheapest first: rows of view host_price."""
    found: dict[str, list[Row]] = {}
    for row in rows(connection, "SELECT * FROM host_price ORDER BY model, blended_price, host"):
        found.setdefault(row["model"], []).append(row)
    return found
