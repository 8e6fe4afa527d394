"""What spellings mean stands in the warehouse, so that its views match as the measures do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.measure.registry import derive_spellings, registry
from tests.measures.sample import row
from tests.outputs import shelf
from warehouse.connection import recording
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = BoardKey("score", "livebench", "2026_06_25", "average")
SPELLED = {
    "kimi-k3": ("kimi-k3", None),
    "Claude_Opus_4.5-20251101-minimal-effort": ("claude-opus-4-5", "minimal"),
    "gpt-99-cyber": (None, None),
}


@pytest.fixture
def warehouse(named: Warehouse) -> Warehouse:
    accept(named, NOW, *SPELLED)
    return named


def accept(warehouse: Warehouse, at: datetime, *names: str) -> None:
    rows = [row(name, 70.0, provenance="maintainer") for name in names]
    found = [Arrival(KEY, date(2026, 7, 23), rows)]
    shelf.put(warehouse, KEY.source, "https://livebench.ai/x", found, at=at)


def derive(warehouse: Warehouse, at: datetime = NOW) -> list[Arrival]:
    with recording(warehouse.connection):
        return list(derive_spellings(warehouse, registry(warehouse), at))


def models(warehouse: Warehouse) -> dict[str, tuple[str | None, str | None]]:
    sql = "SELECT entry, model, effort FROM score_now WHERE source = 'livebench'"
    return {name: (model, effort) for name, model, effort in warehouse.connection.execute(sql)}


def test_views_match_what_is_no_alias_as_it_stands(warehouse: Warehouse) -> None:
    assert models(warehouse)["kimi-k3"] == ("kimi-k3", None)
    assert models(warehouse)["Claude_Opus_4.5-20251101-minimal-effort"] == (None, None)
    (arrival,) = derive(warehouse)
    assert [row["alias"] for row in arrival.rows if row["source"] == "livebench"] == [
        "Claude_Opus_4.5-20251101-minimal-effort"
    ]
    assert models(warehouse) == SPELLED


def test_it_is_derived_again_only_for_a_new_spelling(warehouse: Warehouse) -> None:
    derive(warehouse)
    later = NOW + timedelta(hours=1)
    assert derive(warehouse, later) == []
    accept(warehouse, later, *SPELLED, "KIMI_K3_high")
    (arrival,) = derive(warehouse, later)
    assert "KIMI_K3_high" in {row["alias"] for row in arrival.rows}
    assert models(warehouse)["KIMI_K3_high"] == ("kimi-k3", "high")


def test_the_registry_is_read_without_what_was_derived_from_it(warehouse: Warehouse) -> None:
    before = registry(warehouse).respelling_days()
    derive(warehouse)
    names = registry(warehouse)
    assert names.respelling_days() == before
    assert names.respelled("livebench", "Claude_Opus_4.5-20251101-minimal-effort")
    assert names.match("epoch", "Claude_Opus_4.5-20251101-minimal-effort", "2026-07-23") is None
