"""A disk that can only be read, a full one, a file that somebody holds, and rights."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.shell.faults import error_line
from pipelines import heartbeat, instance
from pipelines.settings import Settings
from tests.reliability.samples import NOW, fill
from warehouse.connection import explained, writing
from warehouse.errors import WarehouseBusy, WarehouseFull, WarehouseUnreadable, WarehouseUnwritable
from warehouse.files import one_writer
from warehouse.store import DATABASE, Warehouse

COUNT = "SELECT count(*) FROM _page"


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes small file systems of their own, where this machine lets us."""
    made: list[Path] = []

    def mounted(name: str, options: str) -> Path:
        place = tmp_path / name
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "none", str(place)],
            check=False, capture_output=True,
        )  # fmt: skip
        if done.returncode:
            pytest.skip("no file system can be mounted here")
        made.append(place)
        return place

    yield mounted
    for place in made:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_read_only_disk_is_read_and_never_written(home: Path, mount: Callable[..., Path]) -> None:
    place = mount("read_only", "size=64m")
    with Warehouse.open(home) as first:
        first.keep(b"only in the log")
        assert (home / f"{DATABASE}-wal").stat().st_size > 0
        shutil.copytree(home, place / "home", ignore=shutil.ignore_patterns("*-shm"))
        wanted = list(first.connection.iterdump())
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    with one_writer(place / "home" / DATABASE), Warehouse.read(place / "home") as warehouse:
        assert list(warehouse.connection.iterdump()) == wanted
    with pytest.raises((WarehouseUnwritable, OSError)) as caught:
        Warehouse.open(place / "home").keep(b"a page")
    line, code = error_line(caught.value, ["refresh"])
    assert (code, "full" in line) == (5, False)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (Path.mkdir, "cannot be read"),
        (lambda file: file.write_bytes(b"no database" * 100), "is damaged .*operate.md"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    make(tmp_path / DATABASE)
    with pytest.raises(WarehouseUnreadable, match=f"{DATABASE} {said}"):
        Warehouse.read(tmp_path)


def test_a_full_disk_is_called_so(mount: Callable[..., Path]) -> None:
    home = mount("small", "size=4m") / "home"
    with Warehouse.open(home) as warehouse:
        before = warehouse.connection.execute(COUNT).fetchone()
        (home / "filler").write_bytes(b"\0" * (shutil.disk_usage(home).free // 4096 * 4096))
        with pytest.raises(WarehouseFull, match="is full: nothing"), writing(warehouse.connection):
            warehouse.connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999) "
                "INSERT INTO _page SELECT printf('%064d', i), 1, '' FROM n"
            )
        with pytest.raises(OSError, match="No space left") as caught:
            warehouse.keep(os.urandom(100_000))
        assert error_line(caught.value, ["refresh"])[0].endswith("free some space on that disk")
        (home / "filler").unlink()
        assert warehouse.connection.execute(COUNT).fetchone() == before
        warehouse.keep(b"there is room again")
    (home / "filler").write_bytes(b"\0" * (shutil.disk_usage(home).free // 4096 * 4096))
    with Warehouse.read(home) as reader:
        assert reader.connection.execute(COUNT).fetchone() == (before[0] + 1,)


@pytest.mark.parametrize(
    ("code", "free", "named"),
    [
        (sqlite3.SQLITE_FULL, 1 << 40, WarehouseFull),
        (sqlite3.SQLITE_IOERR | 4 << 8, 0, WarehouseFull),
        (sqlite3.SQLITE_IOERR | 4 << 8, 1 << 40, WarehouseUnreadable),
    ],
)
def test_full_is_said_of_a_full_disk_only(
    code: int, free: int, named: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    with pytest.raises(named), explained(tmp_path / DATABASE):
        raise error


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_of_another_program_is_told_and_given_back(home: Path) -> None:
    with (
        Warehouse.open(home) as warehouse,
        subprocess.Popen(
            [sys.executable, "-c", HOLD, str(home / DATABASE)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as other,
    ):  # fmt: skip
        assert other.stdout.readline() == b"held\n"
        warehouse.connection.execute("PRAGMA busy_timeout = 10")
        with (
            pytest.raises(WarehouseBusy, match="is held by another program"),
            writing(warehouse.connection),
        ):
            pass
        other.kill()
    with Warehouse.open(home) as warehouse, writing(warehouse.connection):
        pass


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_made_is_for_its_owner_and_the_site_for_serving(tmp_path: Path) -> None:
    home, there = tmp_path / "a" / "home", tmp_path / "there"
    there.mkdir()
    there.chmod(0o755)
    Warehouse.open(there).close()
    assert rights(there) == 0o755, "as it was"
    given = os.umask(0o022)
    try:
        instance.prepare(Settings.from_environment({"GAPWATCH_HOME": str(home)}))
        fill(home)
        heartbeat.beat(home, "refresh", NOW)
    finally:
        os.umask(given)
    assert rights(home) == 0o711
    assert rights(home / "dagster") == 0o700
    files = [path for path in home.rglob("*") if path.is_file() and path.parent.name != "dagster"]
    assert len(files) > 5
    assert {path.name: oct(rights(path)) for path in files if rights(path) != 0o600} == {}
