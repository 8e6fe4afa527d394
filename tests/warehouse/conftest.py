from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from tests.outputs import shelf
from warehouse.store import Warehouse


def ticking() -> Callable[[], datetime]:
    """A clock that moves one second with every look at it."""
    return (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=one) for one in count(1)).__next__


@pytest.fixture
def fresh(home: Warehouse) -> Warehouse:
    home._clock = ticking()
    return home


@pytest.fixture
def warehouse(scored: Warehouse) -> Warehouse:
    shelf.put_gaps(scored, [shelf.gap()])
    shelf.put_lags(scored, [shelf.lag()])
    shelf.put_claims(scored, [shelf.claim()])
    return scored


@pytest.fixture
def scored(home: Warehouse) -> Warehouse:
    home._clock = lambda: shelf.NOW
    shelf.put_scores(home)
    return home
