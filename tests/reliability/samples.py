"""A warehouse with rows in every declared table, whatever tables there are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from warehouse.connection import writing
from warehouse.history.vintages import Arrival, BoardKey, QuarantinedRow, Seen
from warehouse.schema.columns import Column, Table
from warehouse.schema.derived import DERIVED
from warehouse.schema.facts import FACTS
from warehouse.schema.ledgers import ALERTING, SERIES
from warehouse.store import Warehouse

TEXTS = ("word", "2026-01-02", "USD", "DE", "https://x.example/", "live", "0" * 64)
NOW = datetime(2026, 1, 3, tzinfo=UTC)
ROWS = 3
DERIVED_NAMES = {table.name for table in DERIVED}


def value(column: Column, number: int) -> Any:
    """A value that the column takes, with `number` in it where that can be."""
    if column.refers_to and column.type == "INTEGER":
        return number
    if column.one_of:
        return column.one_of[0]
    if column.type != "TEXT":
        top = column.at_most if column.at_most is not None else 1e6
        kind = int if column.type == "INTEGER" else float
        return kind(min(top, (column.at_least or 0) + number))
    if column.matches:
        return next(text for text in TEXTS if re.search(column.matches, text))
    return f"{column.name} {number}"


def row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: value(column, number) for column in table.columns if column.name != "id"}


def fill(home: Path) -> None:
    """Make a warehouse in `home` whose every table has rows, by the ways that every row goes."""
    with Warehouse.open(home) as warehouse:
        warehouse._clock = lambda: NOW
        for table in FACTS.values():
            source = "gapwatch" if table.name in DERIVED_NAMES else f"source_{table.name}"
            accept(warehouse, table, source)
        warehouse.declare([row(SERIES, number) for number in range(1, ROWS + 1)])
        with writing(warehouse.connection):
            for table in ALERTING:
                for number in range(1, ROWS + 1):
                    insert(warehouse, table, row(table, number))


def accept(warehouse: Warehouse, table: Table, source: str) -> None:
    sha = warehouse.keep(f"a page with {table.name}".encode() * 50)
    key = BoardKey(table.name, source, "board", "category")
    rows = [row(table, number) for number in range(1, ROWS + 1)]
    held = QuarantinedRow(key, "held entry", "a reason", {"entry": "held entry"})
    arrival = Arrival(key, date(2026, 1, 2), rows, held=["held entry"])
    warehouse.accept(Seen(source, "https://x.example/", NOW, "1", sha), [arrival], [held])


def insert(warehouse: Warehouse, table: Table, values: dict[str, Any]) -> None:
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    warehouse.connection.execute(f"INSERT INTO {table.relation} ({names}) VALUES ({marks})", values)


@contextmanager
def behind_its_back(warehouse: Warehouse) -> Iterator[Any]:
    """The connection without triggers and keys, as damage has it."""
    connection = warehouse.connection
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = found.fetchall()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    for _, sql in triggers:
        connection.execute(sql)


def accept_again(warehouse: Warehouse, number: int) -> None:
    sha = warehouse.keep(f"page {number} of many".encode() * 50)
    rows = [row(FACTS["score"], at) for at in range(1, number % 50 + 2)]
    key = BoardKey("score", "source_score", "board", "category")
    seen = Seen("source_score", "https://x.example/", NOW, f"{number}", sha)
    warehouse.accept(seen, [Arrival(key, date(2026, 1, 2), rows)])
