"""kill -9 at every step that writes, in every kind of work, and the power cut after it.

Steps are what Python's audit hook and SQLite's own trace say of one kind of work: every statement,
every file opened to write, renamed or removed in the home. So a new step is covered unasked. For
each of them a fork of this process does the work on a copy and kills itself just before it; then
the warehouse must be sound, and the same work done again must end with the facts that it has
undisturbed.

The power cut besides drops what was not written through: files without `fsync` are emptied, and of
the write-ahead log only a part is left. `python -m tests.reliability.crash` prints one line a kind.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines import heartbeat
from pipelines.alerting.examine import examine
from pipelines.ingest import page as pages
from pipelines.measure.run import measure
from pipelines.settings import Settings
from sources.contract import Page, Reading, Source
from sources.reading.rows import bearable
from tests.pipelines.fake import FakeSource, look, rows
from tests.warehouse.test_store import _as_before
from warehouse import backup
from warehouse.reads import damage
from warehouse.store import DATABASE, Warehouse

NOW = datetime(2026, 3, 9, tzinfo=UTC)
WAL = f"{DATABASE}-wal"
WRITES = {"os.rename", "os.remove", "os.mkdir", "os.truncate", "os.link", "os.symlink"}
READ_ONLY = re.compile(
    r"\s*(?:--.*\n\s*)*"
    r"(SELECT|PRAGMA \w+$|PRAGMA table|EXPLAIN|WITH(?![\s\S]*\b(INSERT|UPDATE|DELETE)\b))",
    re.IGNORECASE,
)
LONG_AGO = 1_000_000_000
"""The time of files that were there before: they are on the disk."""
SHARES = (0.0, 0.4, 0.9)
"""How much of the write-ahead log is left after a power cut."""


def _parsed(source: Source, page: Page) -> list[Reading]:
    return list(bearable(source.ABOUT.name, list(source.parse(page))))


def _record(warehouse: Warehouse, _home: Path) -> None:
    pages.ingest(warehouse, FakeSource(), look(rows(("a", 1.0), ("b", 3.0), ("c", 4.0)), day=3))


def _backfill(warehouse: Warehouse, _home: Path) -> None:
    for day in (4, 2):
        pages.ingest(warehouse, FakeSource(), look(rows(("a", float(day)), ("d", 2.0)), day=day))


def _derive(warehouse: Warehouse, _home: Path) -> None:
    list(measure(warehouse, NOW))


def _alert(warehouse: Warehouse, home: Path) -> None:
    examine(warehouse, Settings(home, str(home / "archive"), home / "site"), NOW)


def _beat(_warehouse: Warehouse, home: Path) -> None:
    heartbeat.beat(home, "refresh", NOW)


def _back_up(warehouse: Warehouse, home: Path) -> None:
    backup.back_up(warehouse, home / "backup")


def _nothing(_warehouse: Warehouse, _home: Path) -> None:
    """Opening is the work: it migrates."""


KINDS: dict[str, Callable[[Warehouse, Path], None]] = {
    "record": _record, "backfill": _backfill, "derive": _derive, "alert": _alert, "beat": _beat,
    "backup": _back_up, "migrate": _nothing, "first opening": _nothing, "rollback journal": _record,
}  # fmt: skip
"""Every kind of work; the last one begins with a file that is not in WAL mode."""


@dataclass(slots=True)
class Steps:
    """Counts the steps of this process, and kills it before the one that it is told."""

    home: Path
    last: int | None
    names: list[str] = field(default_factory=list)
    synced: set[int] = field(default_factory=set)

    def begin(self) -> None:
        sync, connect = os.fsync, sqlite3.connect

        def noted(descriptor: int) -> None:
            sync(descriptor)
            self.synced.add(os.fstat(descriptor).st_ino)

        def traced(database: Any, *more: Any, **named: Any) -> sqlite3.Connection:
            connection = connect(database, *more, **named)
            if str(database).startswith(str(self.home)):
                connection.set_trace_callback(self._said)
            return connection

        vars(os)["fsync"], vars(sqlite3)["connect"] = noted, traced
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in WRITES or (event == "open" and _writes(arguments)):
            path = str(arguments[0])
            if path.startswith(str(self.home)):
                self._step(f"{event} {re.sub('[0-9a-f]{8,}|[0-9]+', '#', Path(path).name)}")

    def _said(self, statement: str) -> None:
        if not READ_ONLY.match(statement):
            words = re.sub(r"'[^']*'|\d+", "", statement).split()
            self._step(" ".join(words[:4]))

    def _step(self, name: str) -> None:
        if len(self.names) == self.last:
            (self.home.parent / "synced").write_text(" ".join(map(str, self.synced)))
            os.kill(os.getpid(), signal.SIGKILL)
        self.names.append(name)


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def _do(kind: str, home: Path) -> None:
    with Warehouse.open(home) as warehouse:
        warehouse._clock = lambda: NOW
        KINDS[kind](warehouse, home)


def work(kind: str, home: Path, last: int | None) -> list[str]:
    """Do the work in a fork that is killed before the step `last`; the steps when it ends."""
    said, say = os.pipe()
    if (pid := os.fork()) == 0:
        code = 1
        try:
            steps = Steps(home, last)
            steps.begin()
            _do(kind, home)
            with open(say, "w") as told:
                told.write("\n".join(steps.names))
            code = 0
        except BaseException:  # noqa: BLE001 - a fork never returns to its caller
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(say)
    with open(said) as told:
        names = told.read().split("\n")
    status = os.waitpid(pid, 0)[1]
    if os.waitstatus_to_exitcode(status) not in (0, -signal.SIGKILL):
        raise AssertionError(f"{kind} failed by itself, before step {last}")
    return names


def prepared(kind: str, home: Path) -> Path:
    """A home in which that kind of work can be done."""
    if kind == "first opening":
        home.mkdir()
        return home
    with Warehouse.open(home) as warehouse:
        warehouse._clock = lambda: NOW
        pages.ingest(warehouse, FakeSource(), look(rows(("a", 1.0), ("b", 2.0))))
        if kind == "migrate":
            _as_before(warehouse.connection, 6)
            warehouse.connection.execute("DROP TABLE seal")
    if kind == "rollback journal":
        with closing(sqlite3.connect(home / DATABASE)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    return home


def state(home: Path) -> tuple[str, list[str]]:
    """(hash of all facts and derived rows, everything that is wrong)."""
    with Warehouse.read(home) as warehouse:
        found = damage.examine(warehouse.connection)
        counted = warehouse.connection.execute("PRAGMA foreign_key_check").fetchall()
        lost = [sha for (sha,) in warehouse.connection.execute("SELECT sha256 FROM _page")
                if not warehouse.archive.holds(sha)]  # fmt: skip
        return found.sha256, [*found.faults, *map(str, counted), *lost]


def _without_power(home: Path, share: float) -> None:
    """Drop what the killed process had not written through."""
    synced = set(map(int, (home.parent / "synced").read_text().split()))
    for path in home.rglob("*"):
        written = path.is_file() and path.stat().st_mtime > LONG_AGO
        if written and path.stat().st_ino not in synced and not path.name.startswith(DATABASE):
            path.write_bytes(b"")
    log = home / WAL
    if log.exists():
        os.truncate(log, int(log.stat().st_size * share))
    (home / f"{DATABASE}-shm").unlink(missing_ok=True)


@dataclass(slots=True)
class Killed:
    """One kind of work: its steps, how often it was killed, and what went wrong."""

    kind: str
    steps: int
    tried: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        return f"{self.kind}: {self.steps} steps, {self.tried} cuts, {len(self.wrong)} wrong"


def killed(kind: str, most: int | None = None) -> Killed:
    """Kill that kind of work at the first and last step of every name, at most `most`."""
    with tempfile.TemporaryDirectory() as folder:
        origin = prepared(kind, Path(folder, "origin"))
        whole = _copy(origin, Path(folder, "whole", "home"))
        names = work(kind, whole, None)
        wanted = state(whole)
        found = Killed(kind, len(names), wrong=[f"undisturbed: {one}" for one in wanted[1]])
        for number in _chosen(names, most):
            for share in (None, SHARES[number % len(SHARES)]):
                home = _copy(origin, Path(folder, "cut", "home"))
                work(kind, home, number)
                found.tried += 1
                found.wrong += [
                    f"{number} {names[number]}{' without power' * (share is not None)}: {one}"
                    for one in _after(kind, home, share, wanted[0])
                ]
        return found


def _copy(origin: Path, home: Path) -> Path:
    shutil.rmtree(home.parent, ignore_errors=True)
    shutil.copytree(origin, home)
    for path in home.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    return home


def _after(kind: str, home: Path, share: float | None, wanted: str) -> Iterator[str]:
    """What is wrong after a cut, and after the same work done again."""
    if share is not None:
        _without_power(home, share)
    if kind not in ("first opening", "migrate"):  # no reader opens those before a writer did
        yield from state(home)[1]
    work(kind, home, None)
    again, faults = state(home)
    yield from faults
    if again != wanted:
        yield "other facts than undisturbed"


def _chosen(names: list[str], most: int | None) -> list[int]:
    """The first step of every name, then the last one; `most` of them."""
    first = {name: number for number, name in reversed(list(enumerate(names)))}
    last = {name: number for number, name in enumerate(names)}
    return list(dict.fromkeys([*sorted(first.values()), *sorted(last.values())]))[:most]


def ready() -> None:
    """What this process must hold before it forks: libraries, and a parser that needs no child."""
    vars(pages)["parsed"] = _parsed
    vars(pages)["limited"] = lambda _source, function, *arguments: function(*arguments)
    with tempfile.TemporaryDirectory() as folder, Warehouse.open(Path(folder)) as warehouse:
        _record(warehouse, Path(folder))


def main(most: int | None, *kinds: str) -> int:
    """Every kind; 1 when anything went wrong."""
    ready()
    wrong = 0
    for kind in kinds or KINDS:
        found = killed(kind, most)
        print(found.line, flush=True)  # noqa: T201
        for one in found.wrong[:5]:
            print(f"  {one}", flush=True)  # noqa: T201
        wrong += len(found.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else None, *sys.argv[2:]))
