"""Open models' share of a router's tokens: classes of the day, and days that nobody knows whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.measures.sample import alias
from tests.outputs import shelf
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.store import Warehouse

BOARD = BoardKey("usage", "openrouter_rankings", "rankings-daily")
OPENED = "2026-03-02"
"""The day on which weights of the model `later` came."""


@pytest.fixture
def named(fresh: Warehouse) -> Warehouse:
    grades = [
        shelf.graded("open", "non_commercial", "2026-01-01"),
        shelf.graded("later", "closed", "2026-01-01", OPENED),
        shelf.graded("later", "permissive", OPENED),
        shelf.graded("doubted", "unknown", "2026-01-01"),
    ]
    spelled = [alias(it, it, entry=f"*|{it}|") for it in ("open", "later", "doubted")]
    found = [
        Arrival(BoardKey("openness", "registry", "acme"), shelf.FRESH, grades),
        Arrival(BoardKey("alias", "registry", "acme"), shelf.FRESH, spelled),
    ]
    shelf.put(fresh, "registry", "package:registry/acme.toml", found)
    return fresh


def put(
    warehouse: Warehouse, on: str, seen: int, held: tuple[str, ...] = (), **tokens: int
) -> None:
    rows = [
        {"entry": name, "model_name": None if name == "other" else name, "tokens": count}
        for name, count in tokens.items()
    ]
    arrival = Arrival(BOARD, date.fromisoformat(on), rows, held)
    page = warehouse.keep(f"{arrival} {seen}".encode())
    at = shelf.NOW - timedelta(hours=3 - seen)
    url = "https://router.example/tokens"
    warehouse.accept(Seen(BOARD.source, url, at, "0.1.0+read", page, 200), [arrival])


def shares(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    query = (
        "SELECT on_date, open_share_low, open_share_high, unknown_share, other_share "
        "FROM open_token_share ORDER BY on_date"
    )
    return warehouse.connection.execute(query).fetchall()


def test_a_model_is_as_open_as_on_the_day_and_nobody_guesses_the_rest(named: Warehouse) -> None:
    tokens = {"open": 40, "later": 20, "doubted": 15, "stranger": 5, "other": 20}
    put(named, "2026-03-01", 0, **tokens)
    put(named, "2026-03-02", 0, **tokens)
    assert shares(named) == [
        ("2026-03-01", 40.0, 66.6667, 20.0, 20.0),
        ("2026-03-02", 60.0, 100.0, 20.0, 20.0),
    ]


def test_of_a_day_that_came_again_the_newest_page_counts(named: Warehouse) -> None:
    put(named, "2026-03-01", 0, open=1, later=3, other=0)
    put(named, "2026-03-02", 0, open=1, other=1)
    put(named, "2026-03-01", 1, open=2, later=2, other=0)
    assert [row[:2] for row in shares(named)] == [("2026-03-01", 50.0), ("2026-03-02", 50.0)]


def test_a_day_of_unknown_models_has_no_high_and_one_that_is_not_whole_no_share(
    named: Warehouse,
) -> None:
    put(named, "2026-03-01", 0, stranger=3, other=1)
    put(named, "2026-03-02", 0, ("later",), open=3, other=1)
    put(named, "2026-03-03", 0, open=0, other=0)
    assert shares(named) == [("2026-03-01", 0.0, None, 75.0, 25.0)]
