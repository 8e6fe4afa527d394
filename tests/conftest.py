"""What tests of several folders share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.replayed import Replayed

# One commit passes or fails whenever it is run, however loaded the machine.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
SHIPPED_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """Everything recorded, taken in and measured once; nobody writes to it."""
    from tests.replayed import Replayed  # noqa: PLC0415 - most tests need none of it

    found = Replayed(tmp_path_factory.mktemp("replayed"))
    yield found
    found.warehouse.close()


@pytest.fixture(scope="session")
def curated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows what ships and has measured nothing; copied by whoever writes to it."""
    from pipelines.curated import curate  # noqa: PLC0415 - as above
    from warehouse.store import Warehouse  # noqa: PLC0415

    place = tmp_path_factory.mktemp("curated")
    with Warehouse.open(place) as warehouse:
        list(curate(warehouse))
    return place


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows only what ships, measured as of SHIPPED_AT; nobody writes to it."""
    from pipelines.curated import curate  # noqa: PLC0415 - as above
    from pipelines.measure import measure  # noqa: PLC0415
    from warehouse.store import Warehouse  # noqa: PLC0415

    place = tmp_path_factory.mktemp("shipped")
    with Warehouse.open(place) as warehouse:
        list(curate(warehouse, lambda: SHIPPED_AT))
        list(measure(warehouse, SHIPPED_AT))
    return place
