from __future__ import annotations

import sqlite3
from datetime import timedelta

from tests.outputs.shelf import FRESH
from warehouse.history.vintages import Bounds
from warehouse.reads import alerts as reads_alerts
from warehouse.reads import boards as reads_boards
from warehouse.store import Warehouse


def test_score_boards_and_no_events(connection: sqlite3.Connection) -> None:
    (board,) = reads_boards.score_boards(connection)
    assert (board["source"], board["rows"]) == ("epoch_eci", 2)
    assert reads_alerts.events(connection, 9) == []


def test_first_listed_is_the_first_page_that_spells_so(scored: Warehouse) -> None:
    found = reads_boards.first_listed(scored.connection)
    assert {row["on_date"] for row in found} == {FRESH.isoformat()}
    assert {row["source"] for row in found} == {"epoch_eci"}
    before = Bounds(published=FRESH - timedelta(days=1))
    assert reads_boards.first_listed(scored.connection, before) == []
    assert reads_boards.first_listed(scored.connection, table="price") == []
