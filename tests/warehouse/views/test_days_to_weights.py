"""Days from API to weights, from openness intervals."""

from __future__ import annotations

from typing import Any

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


def asked(warehouse: Warehouse, spans: Spans, columns: str) -> list[tuple[Any, ...]]:
    """The view over the openness of some models, by the day of their weights."""
    rows = [shelf.graded(model, *span) for model, some in spans.items() for span in some]
    found = Arrival(BoardKey("openness", "registry", "acme"), shelf.FRESH, rows)
    shelf.put(warehouse, "registry", "package:registry/acme.toml", [found])
    query = f"SELECT {columns} FROM days_to_weights ORDER BY weights_on"
    return warehouse.connection.execute(query).fetchall()


def test_only_models_that_were_closed_up_to_their_first_open_day_count(fresh: Warehouse) -> None:
    assert asked(fresh, SPANS, "model, days, openness, median_days, n") == [
        ("sold-first", 11, "permissive", 7.0, 2),
        ("later", 3, "restricted", 7.0, 2),
    ]


def test_of_six_models_the_ends_are_the_least_and_the_most(fresh: Warehouse) -> None:
    days = {f"m{n}": f"2023-01-0{n + 1}" for n in range(1, 7)}
    some: Spans = {
        name: [("closed", "2023-01-01", free), ("permissive", free, None)]
        for name, free in days.items()
    }
    found = asked(fresh, some, "median_days, median_low, median_high, ci_level")
    assert set(found) == {(3.5, 1, 6, 0.95)}
