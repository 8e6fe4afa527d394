from __future__ import annotations

from tests.outputs import shelf
from warehouse.alerts import AlertFindings, NewAlert, NewEvent, record_findings
from warehouse.history.vintages import Bounds
from warehouse.past import copy_within
from warehouse.reads import derived as reads_derived
from warehouse.reads import pages as reads_pages
from warehouse.schema.derived import CLAIM, ESTIMATE, GAP, LAG
from warehouse.store import Warehouse


def test_a_copy_of_a_past_day_holds_nothing_that_was_derived(warehouse: Warehouse) -> None:
    with copy_within(warehouse, Bounds(shelf.TODAY), shelf.TODAY) as copy:
        for table in (GAP, LAG, CLAIM, ESTIMATE):
            assert reads_derived.derived_rows(copy.connection, table) == []
            held = copy.connection.execute(f"SELECT count(*) FROM {table.relation}").fetchone()
            assert held == (0,)


def test_a_copy_of_a_past_day_tells_nothing_that_was_told_since(warehouse: Warehouse) -> None:
    event = NewEvent("gap_level", "eci", "2026-03-10", "key", "ECI is level")
    alert = NewAlert("key", "gap_level", "eci", "info", "ECI is level", "why")
    record_findings(warehouse.connection, AlertFindings([event], [alert]), ["json-1"], shelf.NOW)
    views = ("_event_log", "_alert_now", "_outbox_due")

    def counts(one: Warehouse) -> list[int]:
        return [one.connection.execute(f"SELECT count(*) FROM {v}").fetchone()[0] for v in views]

    assert counts(warehouse) == [1, 1, 1]
    with copy_within(warehouse, Bounds(shelf.TODAY), shelf.TODAY) as copy:
        assert counts(copy) == [0, 0, 0]


def test_a_page_captured_after_the_day_keeps_its_address_but_not_its_health(
    warehouse: Warehouse,
) -> None:
    # The board is of 8 March; its page was captured on 10 March.
    with copy_within(warehouse, Bounds(shelf.FRESH), shelf.FRESH) as copy:
        assert reads_pages.pages_of(copy.connection, [1])[1]["url"] == "https://eci.example/x"
        health = copy.connection.execute("SELECT source FROM source_health").fetchall()
        assert ("epoch_eci",) not in health
