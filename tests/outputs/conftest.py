from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outputs.shelf import NOW, gap, put_gaps, put_registry, put_scores
from warehouse.store import Warehouse


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "home") as warehouse:
        warehouse._clock = lambda: NOW
        yield warehouse


@pytest.fixture
def filled(empty: Warehouse) -> Warehouse:
    """ECI under all three rules, fresh, with names, openness and the page behind the numbers."""
    put_scores(empty)
    put_registry(empty)
    for rule in ("any_weights", "permissive"):
        put_gaps(empty, [gap(entry="2026-01-05", gap=5.0), gap()], rule=rule)
    return empty
