from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from tests.outputs import shelf
from tests.outputs.shelf import FRESH, put
from warehouse.history.vintages import Arrival, BoardKey, QuarantinedRow
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse


def test_an_origin_names_row_page_and_reader(scored: Warehouse) -> None:
    (row,) = reads_pages.origins(scored.connection, 1, ["open-entry"])
    assert (row["value"], row["url"], row["read_by"]) == (
        10.0,
        "https://eci.example/x",
        "0.1.0+read",
    )
    assert (row["source"], row["board"], row["held"]) == ("epoch_eci", "eci_scores", 0)


def test_a_held_entry_gives_the_row_it_keeps(scored: Warehouse) -> None:
    key = BoardKey("score", "epoch_eci", "eci_scores", "")
    aside = QuarantinedRow(key, "open-entry", "moved", {"entry": "open-entry"})
    later = Arrival(key, FRESH + timedelta(days=1), [], held=["open-entry"])
    put(scored, "epoch_eci", "https://eci.example/x", [later], [aside])
    (row,) = reads_pages.origins(scored.connection, 2, ["open-entry"])
    assert (row["value"], row["held"]) == (10.0, 1)


def test_an_unknown_vintage_is_an_error(scored: Warehouse) -> None:
    with pytest.raises(KeyError, match="99"):
        reads_pages.origins(scored.connection, 99, ["x"])


def test_a_vintage_leads_to_its_page(connection: sqlite3.Connection) -> None:
    pages = reads_pages.pages_of(connection, [1, 1, 999])
    assert set(pages) == {1}
    assert (pages[1]["source"], pages[1]["url"]) == ("epoch_eci", "https://eci.example/x")


def test_curated_rows_lead_to_what_they_cite(warehouse: Warehouse) -> None:
    row = {
        **{"entry": "x", "value": 1.0, "unit": "percent", "provenance": "vendor"},
        **{"protocol": "5-shot", "source_url": "https://paper.example"},
    }
    key = BoardKey("score", "published", "mmlu", "")
    shelf.put(warehouse, "published", "package:x.csv", [Arrival(key, shelf.FRESH, [row])])
    cited = reads_pages.citations(warehouse.connection)
    assert list(cited.values()) == ["https://paper.example"]
