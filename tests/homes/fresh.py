"""Fresh homes: copies of a warehouse that was migrated and of a Dagster home that was made, which
take 0.1 and 0.2 s of CPU each time.

Only the files begin otherwise; whoever opens them finds them current, as on any later day.
Tests of opening itself, and everything that runs in a process of its own, migrate as users do.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from warehouse import files, migrations
from warehouse.store import DATABASE, Warehouse

if TYPE_CHECKING:
    from pipelines.settings import Settings

OPENING = (
    "tests/homes",
    "tests/pipelines/test_instance.py",
    "tests/reliability/test_damage.py",
    "tests/reliability/test_disk.py",
    "tests/warehouse/test_files.py",
    "tests/warehouse/test_opening.py",
    "tests/warehouse/test_written.py",
)
"""Folders and files of tests that are about opening a home for the first time."""
_truly_begin = migrations._begin


@contextmanager
def copied() -> Iterator[None]:
    """Inside, every warehouse and Dagster home that is not there yet begins as a copy."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrations, "_begin", _begin)
        if (instance := sys.modules.get("pipelines.instance")) is not None:  # it brings Dagster
            truly = instance.prepare

            def prepare(settings: Settings) -> Path:
                home = instance.dagster_home(settings)
                if not home.exists():
                    shutil.copytree(_stored(), home)
                return truly(settings)

            patched.setattr(instance, "prepare", prepare)
        yield


@cache
def _stored() -> Path:
    """A Dagster home that was opened once; it goes with the process."""
    from pipelines.instance import open_instance  # noqa: PLC0415 - as above
    from pipelines.settings import Settings  # noqa: PLC0415

    _FOLDERS.append(TemporaryDirectory())
    home = Path(_FOLDERS[0].name) / "home"
    (home / "dagster").mkdir(parents=True)  # so it begins truly
    with open_instance(Settings(home, "", home / "site")):
        pass
    return home / "dagster"


_FOLDERS: list[TemporaryDirectory[str]] = []


def _begin(path: Path) -> None:
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    files.file(part)
    part.write_bytes(_migrated())
    part.replace(path)


@cache
def _migrated() -> bytes:
    """A warehouse that was opened once, as its one file."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrations, "_begin", _truly_begin)
        Warehouse.open(Path(folder)).close()
        assert not (Path(folder) / f"{DATABASE}-wal").exists()
        return (Path(folder) / DATABASE).read_bytes()
