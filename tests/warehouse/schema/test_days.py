"""Every column that holds a day holds days of the calendar, in every file."""

import sqlite3

import pytest

from tests.reliability import samples
from warehouse.schema.columns import DATE, columns
from warehouse.schema.facts import FACTS
from warehouse.schema.view import TABLES
from warehouse.store import Warehouse

OF_NONE = ("2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-1-2", "0000-01-01", "now",
           "20260102", "2026-01-02T00:00", "")  # fmt: skip
COLUMNS = [
    (table, column) for table in TABLES.values() for column in table.columns if column.is_day
]


def test_every_column_of_a_fact_that_is_named_for_a_day_is_declared_as_one() -> None:
    named = {(t.name, c.name) for t in FACTS.values() for c in t.columns if c.name.endswith("_on")}
    assert named
    assert named <= {(table.name, column.name) for table, column in COLUMNS}


@pytest.mark.parametrize(
    "line",
    ["on (date): When.", "on (day, > 1): When.", "on day: When.", "(day): When.", "on (day):"],
)
def test_a_line_that_declares_no_column_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"no (column|kind|bounds)"):
        columns(f"one (text): Fine.\n{line}")


def test_no_file_takes_a_day_of_no_calendar(home: Warehouse) -> None:
    home.connection.execute("PRAGMA foreign_keys = OFF")
    for table, column in COLUMNS:
        names = ("board_id", "row_sha", "recorded_at") if table.fact else ()
        row = {**dict.fromkeys(names, 1), **samples.row(table, 1)}
        for bad in (*OF_NONE, "2026" if column.matches == DATE else "2026-13"):
            with pytest.raises(sqlite3.IntegrityError, match="must be days of the calendar") as no:
                samples.insert(home, table, {**row, column.name: bad})
            assert column.name in str(no.value)
        home.connection.execute("BEGIN")
        samples.insert(home, table, {**row, column.name: "2024-02-29"})
        home.connection.execute("ROLLBACK")
