from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.outputs import shelf
from warehouse.alerts import NewAlert, NewEvent, Told, record_told
from warehouse.clock import end_of
from warehouse.history.vintages import Arrival, BoardKey, Bounds
from warehouse.past import copy_within
from warehouse.reads import alerts as reads_alerts
from warehouse.reads import boards as reads_boards
from warehouse.reads import claims as reads_claims
from warehouse.reads import derived as reads_derived
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import pages as reads_pages
from warehouse.reads import prices as reads_prices
from warehouse.store import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as opened:
        opened._clock = lambda: shelf.NOW
        shelf.put_scores(opened)
        shelf.put_gaps(opened, [shelf.gap()])
        shelf.put_lags(opened, [shelf.lag()])
        shelf.put_claims(opened, [shelf.claim()])
        shelf.put_estimates(opened, "lag_window", [shelf.estimate("year", detail={"a": 1})])
        yield opened


@pytest.fixture
def connection(warehouse: Warehouse) -> sqlite3.Connection:
    return warehouse.connection


def test_change_points_come_with_their_board(connection: sqlite3.Connection) -> None:
    (row,) = reads_derived.derived_rows(connection, "lag")
    assert (row["board"], row["category"]) == ("eci", "any_weights|tolerance_0|released")
    assert (row["inputs_on"], row["through"]) == ("2026-03-08", "2026-03-10")
    with pytest.raises(KeyError):
        reads_derived.derived_rows(connection, "score")


def test_what_had_been_issued_by_a_time(connection: sqlite3.Connection) -> None:
    now = end_of(shelf.TODAY)
    (row,) = reads_gaps.gaps_known(connection, now)
    assert row["gap"] == 2.0
    assert reads_claims.verdicts(connection, now) == {"S2|literal": "reproduced"}
    before = end_of(date(2026, 3, 9))
    assert reads_gaps.gaps_known(connection, before) == []
    assert reads_claims.verdicts(connection, before) == {}


def test_json_columns_are_decoded(connection: sqlite3.Connection) -> None:
    assert reads_estimates.estimates(connection)[0]["detail"] == {"a": 1}
    assert reads_claims.claims(connection)[0]["evidence"]["reason"] == "within the tolerance"


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


def test_price_moves_give_the_price_before(warehouse: Warehouse) -> None:
    def price(on: str, paid: float, offering: str = "one") -> dict[str, object]:
        return {
            **{"entry": f"{offering}|{on}", "provider": "acme", "offering": offering},
            **{"model_name": offering, "mode": "standard", "currency": "USD"},
            **{"input_per_mtok": paid, "output_per_mtok": 4.0, "effective_on": on},
            "effective_basis": "documented",
        }

    rows = [price("2026-01-01", 2.0), price("2026-03-01", 1.0), price("2026-03-02", 9.0, "new")]
    key = BoardKey("price", "acme_page", "acme")
    shelf.put(warehouse, "acme_page", "https://acme.example", [Arrival(key, shelf.FRESH, rows)])
    (move,) = reads_prices.price_moves(warehouse.connection, "2026-02-01")
    assert (move["offering"], move["input_before"], move["input_per_mtok"]) == ("one", 2.0, 1.0)
    assert reads_prices.price_moves(warehouse.connection, "2026-03-01") == []


def test_boards_and_events(connection: sqlite3.Connection) -> None:
    (board,) = reads_boards.score_boards(connection)
    assert (board["source"], board["rows"]) == ("epoch_eci", 2)
    assert reads_alerts.events(connection) == []


def test_a_copy_of_a_past_day_holds_nothing_that_was_issued(warehouse: Warehouse) -> None:
    with copy_within(warehouse, Bounds(shelf.TODAY), shelf.TODAY) as copy:
        for table in ("gap", "lag", "claim", "estimate"):
            assert reads_derived.derived_rows(copy.connection, table) == []
            held = copy.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert held == (0,)


def test_a_copy_of_a_past_day_tells_nothing_that_was_told_since(warehouse: Warehouse) -> None:
    event = NewEvent("gap_level", "eci", "2026-03-10", "key", "ECI is level")
    alert = NewAlert("key", "gap_level", "eci", "info", "ECI is level", "why")
    record_told(warehouse.connection, Told([event], [alert]), ["json-1"], shelf.NOW)
    views = ("event_log", "alert_now", "outbox_due")

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
