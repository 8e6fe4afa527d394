from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse.store import Warehouse


class Clock:
    """A clock that moves one second with every look at it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as warehouse:
        warehouse._clock = Clock()
        yield warehouse


@pytest.fixture
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Warehouse]:
    def build() -> Warehouse:
        warehouse = Warehouse.open(tmp_path_factory.mktemp("home"))
        warehouse._clock = Clock()
        return warehouse

    return build
