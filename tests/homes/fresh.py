"""Fresh homes: copies of a warehouse that was migrated, which takes 0.1 s of CPU each time.

Only the files begin otherwise; whoever opens them finds them current, as on any later day.
Tests of opening itself, and everything that runs in a process of its own, migrate as users do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from warehouse import files, migrations
from warehouse.store import DATABASE, Warehouse

OPENING = (
    "tests/homes",
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
    """Inside, every warehouse that is not there yet begins as a copy."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrations, "_begin", _begin)
        yield


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
