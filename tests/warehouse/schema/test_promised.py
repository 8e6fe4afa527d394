from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.schema.promised import PROMISED
from warehouse.schema.view import View
from warehouse.store import Warehouse

TYPES = {"TEXT": {"text"}, "INTEGER": {"integer"}, "REAL": {"real", "integer"}}
DESIGNED = {
    "score_now": {"source", "entry", "openness", "value", "stderr", "released_on", "held"},
    "price_now": {"provider", "offering", "currency", "input_per_mtok", "effective_on"},
    "model": {"maker", "country", "openness", "licence_spdx", "commercial_use", "opened_on"},
    "frontier_now": {"series", "openness_rule", "class", "entry", "model", "value", "since"},
    "gap_daily": {"on_date", "gap", "gap_low", "p_open_ahead", "unresolved_above", "age_days"},
    "lag_daily": {"rule", "lag_days", "lag_low", "lag_high", "censored"},
    "price_gap_daily": {"threshold", "closed_price", "open_price", "price_ratio"},
    "claim_now": {"id", "reading", "verdict", "stated", "found", "evidence"},
    "quarantine": {"source", "board", "entry", "reason", "row"},
    "source_health": {"last_seen_at", "last_outcome", "age_hours", "cause"},
}


@pytest.fixture(scope="module")
def shipped(shipped_home: Path) -> Iterator[Warehouse]:
    with Warehouse.read(shipped_home) as warehouse:
        yield warehouse


@pytest.mark.parametrize("view", PROMISED.values(), ids=list(PROMISED))
def test_every_column_of_a_promised_view_is_described(shipped: Warehouse, view: View) -> None:
    columns = view.columns(shipped.connection)
    assert {column.name for column in columns} >= DESIGNED.get(view.name, set()) | set(view.key)
    assert all(len(column.about) > 3 for column in columns)


@pytest.mark.parametrize("view", PROMISED.values(), ids=list(PROMISED))
def test_a_key_names_one_row_and_values_have_the_declared_type(
    shipped: Warehouse, view: View
) -> None:
    key = ", ".join(view.key)
    twice = f"SELECT {key} FROM {view.name} GROUP BY {key} HAVING count(*) > 1"
    assert shipped.connection.execute(twice).fetchall() == []
    for column in view.columns(shipped.connection):
        found = shipped.connection.execute(
            f"SELECT DISTINCT typeof({column.name}) FROM (SELECT * FROM {view.name} LIMIT 2000)"
        )
        allowed = TYPES[column.type] | ({"null"} if column.optional else set())
        assert {kind for (kind,) in found} <= allowed, f"{view.name}.{column.name}"


def test_a_model_says_what_its_licence_permits(shipped: Warehouse) -> None:
    asked = (
        "SELECT openness, licence, licence_spdx, commercial_use, opened_on, country FROM model "
        "WHERE model = ?"
    )
    assert shipped.connection.execute(asked, ("kimi-k3",)).fetchall() == [
        ("restricted", "Kimi K3 License", "LicenseRef-Kimi-K3", "below_threshold", "2026-07-27",
         "CN")
    ]  # fmt: skip
    assert shipped.connection.execute(asked, ("gpt-6-astra",)).fetchall() == [
        ("closed", None, None, None, None, "US")
    ]
