import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from tests.outputs import shelf
from warehouse.store import Warehouse


class Clock:
    """A clock that moves one second with every look at it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def fresh(home: Warehouse) -> Warehouse:
    home._clock = Clock()
    return home


@pytest.fixture
def warehouse(scored: Warehouse) -> Warehouse:
    shelf.put_gaps(scored, [shelf.gap()])
    shelf.put_lags(scored, [shelf.lag()])
    shelf.put_claims(scored, [shelf.claim()])
    return scored


@pytest.fixture
def connection(warehouse: Warehouse) -> sqlite3.Connection:
    return warehouse.connection


@pytest.fixture
def scored(home: Warehouse) -> Warehouse:
    home._clock = lambda: shelf.NOW
    shelf.put_scores(home)
    return home
