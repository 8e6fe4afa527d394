"""What tests of several folders share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.replayed import Replayed


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """Everything recorded, taken in and measured once; nobody writes to it."""
    from tests.replayed import Replayed  # noqa: PLC0415 - most tests need none of it

    found = Replayed(tmp_path_factory.mktemp("replayed"))
    yield found
    found.warehouse.close()
