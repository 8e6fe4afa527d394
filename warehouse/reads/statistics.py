"""Rows of the views over single measures (`warehouse.views.statistics`), by view."""

from __future__ import annotations

import sqlite3
from typing import Any

from warehouse.connection import Row, rows
from warehouse.schema.view import View
from warehouse.views.promised import PROMISED
from warehouse.views.statistics import STATISTICS

VIEWS = {view.name: view for view in STATISTICS}
"""Every one by name."""


def statistics(connection: sqlite3.Connection, view: str, **equal: Any) -> list[Row]:
    """Rows of a promised view in the order of its key.

    `equal`: column to the value that rows must have; None: any. Raises KeyError for another view,
    or a column that it does not promise.
    """
    promised = PROMISED[view]
    asked = {name: value for name, value in equal.items() if value is not None}
    conditions = " AND ".join(f"{promised.column(name).name} = :{name}" for name in asked)
    return rows(
        connection,
        f"SELECT * FROM {view} WHERE {conditions or '1'} ORDER BY {', '.join(promised.key)}",
        asked,
    )


def whole(connection: sqlite3.Connection, view: View) -> list[Row]:
    """Every row of any promised view, in the order of its key."""
    return rows(connection, view.query())
