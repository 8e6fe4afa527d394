from __future__ import annotations

from tests.outputs.shelf import put_registry
from warehouse.reads import models as reads_models
from warehouse.store import Warehouse


def test_names_and_openness_come_from_the_registry(scored: Warehouse) -> None:
    put_registry(scored)
    names = reads_models.model_names(scored.connection)
    assert names["open-one"] == {
        "name": "Open One", "maker_name": "Acme", "released_on": "2026-01-01",
        "days_to_weights": None,
    }  # fmt: skip
    grade = reads_models.opennesses_on(scored.connection, "2026-03-01")["open-one"]
    assert (grade["openness"], grade["licence"]) == ("permissive", "MIT")
    assert reads_models.openness_on(scored.connection, "open-one", "2026-03-01") == grade


def test_openness_before_its_first_day_is_unknown(scored: Warehouse) -> None:
    put_registry(scored)
    assert reads_models.opennesses_on(scored.connection, "2025-12-31") == {}
    assert reads_models.openness_on(scored.connection, "open-one", "2025-12-31") is None
