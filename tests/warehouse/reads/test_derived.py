from __future__ import annotations

import sqlite3
from datetime import date

from tests.outputs import shelf
from warehouse.reads import derived as reads_derived
from warehouse.schema.derived import GAP, LAG


def test_change_points_come_with_their_board(connection: sqlite3.Connection) -> None:
    (row,) = reads_derived.derived_rows(connection, LAG)
    assert (row["board"], row["category"]) == ("eci", "any_weights|tolerance_0|released")
    assert (row["inputs_on"], row["through"]) == ("2026-03-08", "2026-03-10")


def test_what_had_been_known_by_a_time(connection: sqlite3.Connection) -> None:
    now = shelf.TODAY
    (row,) = reads_derived.derived_rows(connection, GAP, by=now)
    assert row["gap"] == 2.0
    before = date(2026, 3, 9)
    assert reads_derived.derived_rows(connection, GAP, by=before) == []
