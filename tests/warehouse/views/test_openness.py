"""Views over openness by day: from API to weights, and open models' share of tokens."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.measures.sample import alias
from tests.outputs import shelf
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.store import Warehouse

Spans = dict[str, list[tuple[str, str, str | None]]]
SPANS: Spans = {
    "sold-first": [("closed", "2026-01-01", "2026-01-12"), ("permissive", "2026-01-12", None)],
    "later": [("closed", "2026-02-01", "2026-02-04"), ("restricted", "2026-02-04", None)],
    "at-once": [("permissive", "2026-01-01", None)],
    "freed": [("restricted", "2026-01-01", "2026-03-01"), ("permissive", "2026-03-01", None)],
    "shut": [("closed", "2026-01-01", None)],
    "silent": [("closed", "2026-01-01", "2026-01-05"), ("permissive", "2026-02-01", None)],
    "unclear": [("closed", "2026-01-01", "2026-01-05"), ("unknown", "2026-01-05", None)],
    # What opens after today is not known to open.
    "announced": [("closed", "2026-01-01", "2999-01-01"), ("permissive", "2999-01-01", None)],
}


def register(warehouse: Warehouse, spans: Spans, *aliases: dict[str, Any]) -> None:
    grades = [shelf.graded(model, *span) for model, some in spans.items() for span in some]
    found = [
        Arrival(BoardKey(table, "registry", "acme"), shelf.FRESH, rows)
        for table, rows in (("openness", grades), ("alias", aliases))
    ]
    shelf.put(warehouse, "registry", "package:registry/acme.toml", found)


def asked(warehouse: Warehouse, spans: Spans, columns: str) -> list[tuple[Any, ...]]:
    """The view over the openness of some models, by the day of their weights."""
    register(warehouse, spans)
    query = f"SELECT {columns} FROM days_to_weights ORDER BY weights_on"
    return warehouse.connection.execute(query).fetchall()


def test_only_models_that_were_closed_up_to_their_first_open_day_count(fresh: Warehouse) -> None:
    assert asked(fresh, SPANS, "model, days, openness, median_days, n") == [
        ("sold-first", 11, "permissive", 7.0, 2),
        ("later", 3, "restricted", 7.0, 2),
    ]


def test_of_six_models_the_ends_are_the_least_and_the_most(fresh: Warehouse) -> None:
    days = [f"2023-01-0{n}" for n in range(2, 8)]
    some = {free: [("closed", "2023-01-01", free), ("permissive", free, None)] for free in days}
    found = asked(fresh, some, "median_days, median_low, median_high, ci_level")
    assert set(found) == {(3.5, 1, 6, 0.95)}


BOARD = BoardKey("usage", "openrouter_rankings", "rankings-daily")
KNOWN: Spans = {
    "open": [("non_commercial", "2026-01-01", None)],
    "later": [("closed", "2026-01-01", "2026-03-02"), ("permissive", "2026-03-02", None)],
    "doubted": [("unknown", "2026-01-01", None)],
}


@pytest.fixture
def named(fresh: Warehouse) -> Warehouse:
    register(fresh, KNOWN, *(alias(it, it, entry=f"*|{it}|") for it in KNOWN))
    return fresh


def put(
    warehouse: Warehouse, on: str, seen: int, held: tuple[str, ...] = (), **tokens: int
) -> None:
    rows = [
        {"entry": name, "model_name": None if name == "other" else name, "tokens": count}
        for name, count in tokens.items()
    ]
    arrival = Arrival(BOARD, date.fromisoformat(on), rows, held)
    at = shelf.NOW - timedelta(hours=3 - seen)
    shelf.put(warehouse, BOARD.source, "https://router.example/tokens", [arrival], at=at)


def shares(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    columns = "on_date, open_share_low, open_share_high, unknown_share, other_share"
    return sorted(warehouse.connection.execute(f"SELECT {columns} FROM open_token_share"))


def test_a_model_is_as_open_as_on_the_day_and_nobody_guesses_the_rest(named: Warehouse) -> None:
    tokens = {"open": 40, "later": 20, "doubted": 15, "stranger": 5, "other": 20}
    put(named, "2026-03-01", 0, **tokens)
    put(named, "2026-03-02", 0, **tokens)
    assert shares(named) == [
        ("2026-03-01", 40.0, 80.0, 20.0, 20.0),
        ("2026-03-02", 60.0, 100.0, 20.0, 20.0),
    ]


def test_of_a_day_that_came_again_the_newest_page_counts(named: Warehouse) -> None:
    put(named, "2026-03-01", 0, open=1, later=3, other=0)
    put(named, "2026-03-02", 0, open=1, other=1)
    put(named, "2026-03-01", 1, open=2, later=2, other=0)
    assert [row[:2] for row in shares(named)] == [("2026-03-01", 50.0), ("2026-03-02", 50.0)]


def test_unknown_models_say_nothing_and_half_a_day_has_no_share(named: Warehouse) -> None:
    put(named, "2026-03-01", 0, stranger=3, other=1)
    put(named, "2026-03-02", 0, ("later",), open=3, other=1)
    put(named, "2026-03-03", 0, open=0, other=0)
    assert shares(named) == [("2026-03-01", 0.0, 100.0, 75.0, 25.0)]
