"""Models are found by any of their names, and the index follows the registry."""

from __future__ import annotations

import pytest

from warehouse.reads.models import models_matching
from warehouse.search import INDEX, index_models
from warehouse.store import Warehouse


@pytest.mark.parametrize(
    ("words", "model"),
    [
        ("kimi k3", "kimi-k3"),
        ("KIMI-K3", "kimi-k3"),
        ("moonshot k3", "kimi-k3"),
        ("gpt-4o-mini", "gpt-4o-mini"),
        ("astra gpt", "gpt-6-astra"),
    ],
)
def test_a_model_is_found_by_any_of_its_words(shipped: Warehouse, words: str, model: str) -> None:
    assert model in [row["model"] for row in models_matching(shipped.connection, words)]


@pytest.mark.parametrize("words", ["", "  ", "no-such-model-anywhere", 'kimi"k3 OR', "-", "*"])
def test_no_words_break_the_search(shipped: Warehouse, words: str) -> None:
    assert isinstance(models_matching(shipped.connection, words), list)


def test_the_index_holds_every_model_once(shipped: Warehouse) -> None:
    told = shipped.connection.execute("SELECT model, name FROM model_search ORDER BY 1").fetchall()
    assert told == shipped.connection.execute("SELECT model, name FROM model ORDER BY 1").fetchall()


def test_an_index_that_is_behind_is_laid_anew(fresh: Warehouse) -> None:
    fresh.connection.execute(f"INSERT INTO {INDEX} VALUES ('gone', 'Gone', 'Nobody', '')")
    index_models(fresh.connection)
    assert fresh.connection.execute(f"SELECT count(*) FROM {INDEX}").fetchone() == (0,)
    before = fresh.connection.total_changes
    index_models(fresh.connection)
    assert fresh.connection.total_changes == before
