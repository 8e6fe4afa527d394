from datetime import date
from pathlib import Path

import pytest

from pipelines.measure.run import measured_on
from tests.outputs import shelf
from warehouse.alerts import NewEvent, record, record_attempt
from warehouse.errors import PageLost
from warehouse.history.vintages import Bounds
from warehouse.past import copy_within
from warehouse.reads import derived as reads_derived, pages as reads_pages
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import CLAIM, GAP, LAG
from warehouse.store import Warehouse


def test_a_copy_of_a_past_day_holds_nothing_that_was_derived_or_told(warehouse: Warehouse) -> None:
    event = NewEvent("gap_level", "eci", "2026-03-10", "key", "ECI is level")
    record(warehouse.connection, [event], shelf.NOW)
    record_attempt(warehouse.connection, "json-1", [1], shelf.NOW, None)
    relations = ["_event_log", "_alert_log", "_attempt", *(it.relation for it in (GAP, LAG, CLAIM))]
    with copy_within(warehouse, Bounds(shelf.TODAY), shelf.TODAY) as copy:
        for relation in relations:
            asked = f"SELECT count(*) > 0 FROM {relation}"
            there, here = (one.connection.execute(asked).fetchone() for one in (warehouse, copy))
            assert (relation, there, here) == (relation, (1,), (0,))


def test_a_copy_of_a_past_day_lists_no_model_that_came_later(shipped: Warehouse) -> None:
    day = date(2024, 7, 31)
    with copy_within(shipped, Bounds(day), day) as copy:
        for view, since in (("model", "released_on"), ("openness_history", "from_on")):
            found = [row[since] for row in statistics(copy.connection, view)]
            assert len(found) > 50
            assert max(it for it in found if it) <= "2024-07-31"
        names = (
            {row["model"] for row in statistics(copy.connection, view)}
            for view in ("model", "model_search")
        )
        assert next(names) == next(names)


def test_a_page_captured_after_the_day_keeps_its_address_alone(warehouse: Warehouse) -> None:
    # The board is of 8 March; its page was captured on 10 March.
    with copy_within(warehouse, Bounds(shelf.FRESH), shelf.FRESH) as copy:
        assert reads_pages.pages_of(copy.connection, [1])[1]["url"] == "https://eci.example/x"
        health = copy.connection.execute("SELECT source FROM source_health").fetchall()
        assert ("epoch_eci",) not in health


def test_a_copy_of_a_past_day_gives_pages_and_keeps_its_own(warehouse: Warehouse) -> None:
    """Claims are tested by what pages say; the archive gets nothing of a day that was asked for."""
    page = warehouse.keep(b"kept")
    with copy_within(warehouse, Bounds(shelf.TODAY), shelf.TODAY) as copy:
        own = copy.keep(b"derived")
        assert [copy.archive.get(it) for it in (page, own)] == [b"kept", b"derived"]
        assert not warehouse.archive.holds(own)
        with pytest.raises(PageLost):
            copy.archive.get("0" * 64)


@pytest.mark.parametrize("series", ["arena_text", "mmlu_vendor_5shot"])
def test_a_series_measured_alone_is_as_with_all_others(shipped_home: Path, series: str) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        day = date.fromisoformat(str(reads_derived.derived_on(warehouse.connection, GAP)))
        with measured_on(warehouse, day, Bounds(), series=series) as copy:
            for view in ("gap_changes", "lag_changes", "series"):
                alone, beside = (
                    statistics(one.connection, view, series=series) for one in (copy, warehouse)
                )
                for row in (*alone, *beside):
                    row.pop("recorded_at", None)  # the copy was derived later
                assert alone == beside != []
