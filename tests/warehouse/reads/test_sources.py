from __future__ import annotations

from datetime import timedelta

from tests.outputs.shelf import FRESH, put
from warehouse.history.vintages import Arrival, BoardKey, QuarantinedRow
from warehouse.reads import sources as reads_sources
from warehouse.store import Warehouse


def test_reasons_count_rows_and_entries(scored: Warehouse) -> None:
    key = BoardKey("score", "arena", "text", "")
    aside = [QuarantinedRow(key, entry, "twice", {"entry": entry}) for entry in "ab"]
    put(scored, "arena", "https://a.example/1", [], aside)
    put(scored, "arena", "https://a.example/2", [], [QuarantinedRow(key, "a", "twice", {"n": 2})])
    (row,) = reads_sources.quarantine_reasons(scored.connection)
    assert (row["source"], row["reason"]) == ("arena", "twice")
    assert (row["rows"], row["entries_of_source"]) == (3, 2)


def test_health_of_every_source_that_was_asked(scored: Warehouse) -> None:
    found = reads_sources.health(scored.connection)
    assert [(row["source"], row["last_outcome"]) for row in found] == [("epoch_eci", "recorded")]


def test_rows_in_quarantine_are_those_of_the_snapshot_in_force(scored: Warehouse) -> None:
    key = BoardKey("score", "epoch_eci", "eci_scores", "")
    twice = QuarantinedRow(key, "twin", "twice", {"entry": "twin"})
    now = Arrival(key, FRESH + timedelta(days=1), [])
    put(scored, "epoch_eci", "https://eci.example/x", [now], [twice])
    (row,) = reads_sources.quarantined_in_force(scored.connection, "epoch_eci", 5)
    assert (row["entry"], row["reason"]) == ("twin", "twice")
    assert reads_sources.quarantined_in_force(scored.connection, "arena", 5) == []
