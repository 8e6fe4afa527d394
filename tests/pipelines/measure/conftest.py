from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from warehouse.store import Warehouse


@pytest.fixture
def named(named_home: Path, tmp_path: Path) -> Iterator[Warehouse]:
    """A copy of `named_home` to write to."""
    with Warehouse.open(copytree(named_home, tmp_path / "home")) as warehouse:
        yield warehouse
