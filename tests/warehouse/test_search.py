"""Models are found by any of their names."""

from __future__ import annotations

import pytest

from warehouse.reads.models import models_matching
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


@pytest.mark.parametrize("words", ["", "  ", "no-such-model", 'kimi"k3 OR', "-", "*"])
def test_words_that_nobody_is_called_by_find_none(shipped: Warehouse, words: str) -> None:
    assert models_matching(shipped.connection, words) == []
