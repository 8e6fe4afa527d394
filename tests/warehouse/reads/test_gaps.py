from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.outputs.shelf import FRESH, NOW, TODAY, gap, put, put_gaps, put_registry, put_scores
from warehouse.history.vintages import Arrival, BoardKey, QuarantinedRow
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import models as reads_models
from warehouse.reads import pages as reads_pages
from warehouse.reads import sources as reads_sources
from warehouse.store import Warehouse


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as warehouse:
        warehouse._clock = lambda: NOW
        put_scores(warehouse)
        yield warehouse


def test_change_points_are_those_of_the_newest_issue(stocked: Warehouse) -> None:
    put_gaps(stocked, [gap(entry="2026-01-01"), gap(entry="2026-02-01", gap=1.0)])
    put_gaps(stocked, [gap(entry="2026-01-01"), gap(entry="2026-02-01", gap=3.0)])
    rows = reads_gaps.gap_segments(stocked.connection)
    assert [(row["entry"], row["gap"]) for row in rows] == [
        ("2026-01-01", 2.0),
        ("2026-02-01", 3.0),
    ]
    assert {row["series"] for row in rows} == {"eci"}


def test_a_row_without_a_vintage_day_rests_on_the_newest_input(stocked: Warehouse) -> None:
    put_gaps(stocked, [gap(), gap(entry="2026-03-02", vintage_on="2026-03-02")])
    rows = reads_gaps.gap_segments(stocked.connection)
    assert [row["published_until"] for row in rows] == [FRESH.isoformat(), "2026-03-02"]
    assert {row["through"] for row in rows} == {TODAY.isoformat()}


def test_an_origin_names_row_page_and_reader(stocked: Warehouse) -> None:
    (row,) = reads_pages.origins(stocked.connection, 1, ["open-entry"])
    assert (row["value"], row["url"], row["read_by"]) == (
        10.0,
        "https://eci.example/x",
        "0.1.0+read",
    )
    assert (row["source"], row["board"], row["held"]) == ("epoch_eci", "eci_scores", 0)


def test_a_held_entry_gives_the_row_it_keeps(stocked: Warehouse) -> None:
    key = BoardKey("score", "epoch_eci", "eci_scores", "")
    aside = QuarantinedRow(key, "open-entry", "moved", {"entry": "open-entry"})
    later = Arrival(key, FRESH + timedelta(days=1), [], held=["open-entry"])
    put(stocked, "epoch_eci", "https://eci.example/x", [later], [aside])
    (row,) = reads_pages.origins(stocked.connection, 2, ["open-entry"])
    assert (row["value"], row["held"]) == (10.0, 1)


def test_an_unknown_vintage_is_an_error(stocked: Warehouse) -> None:
    with pytest.raises(KeyError, match="99"):
        reads_pages.origins(stocked.connection, 99, ["x"])


def test_names_and_openness_come_from_the_registry(stocked: Warehouse) -> None:
    put_registry(stocked)
    names = reads_models.model_names(stocked.connection)
    assert names["open-one"] == {
        "name": "Open One", "maker_name": "Acme", "released_on": "2026-01-01"
    }  # fmt: skip
    grade = reads_models.opennesses_on(stocked.connection, "2026-03-01")["open-one"]
    assert (grade["openness"], grade["licence"]) == ("permissive", "MIT")
    assert reads_models.openness_on(stocked.connection, "open-one", "2026-03-01") == grade


def test_openness_before_its_first_day_is_unknown(stocked: Warehouse) -> None:
    put_registry(stocked)
    assert reads_models.opennesses_on(stocked.connection, "2025-12-31") == {}
    assert reads_models.openness_on(stocked.connection, "open-one", "2025-12-31") is None


def test_reasons_count_rows_and_entries(stocked: Warehouse) -> None:
    key = BoardKey("score", "arena", "text", "")
    aside = [QuarantinedRow(key, entry, "twice", {"entry": entry}) for entry in "ab"]
    put(stocked, "arena", "https://a.example/1", [], aside)
    put(stocked, "arena", "https://a.example/2", [], aside[:1])
    (row,) = reads_sources.quarantine_reasons(stocked.connection)
    assert (row["source"], row["reason"]) == ("arena", "twice")
    assert (row["rows"], row["entries_of_source"]) == (3, 2)


def test_health_of_every_source_that_was_looked_at(stocked: Warehouse) -> None:
    found = reads_sources.health(stocked.connection)
    assert [(row["source"], row["last_outcome"]) for row in found] == [("epoch_eci", "recorded")]


def test_an_empty_warehouse_answers_with_nothing(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        assert reads_gaps.gap_segments(warehouse.connection) == []
        assert reads_gaps.leading_since(warehouse.connection) == {}
        assert reads_sources.quarantine_reasons(warehouse.connection) == []
