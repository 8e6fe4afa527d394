import shutil
from pathlib import Path

import pytest

from tests.reliability.samples import fill


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("filled")
    fill(place)
    return place


@pytest.fixture
def home(_filled: Path, tmp_path: Path) -> Path:
    """A home with rows in every table."""
    return shutil.copytree(_filled, tmp_path / "home")
