"""kill -9 at every step that writes, in every kind of work, and the power cut after it.

Steps are what Python's audit hook and SQLite's own trace say of one kind of work: every statement,
every file opened to write, renamed or removed in the home. So a new step is covered unasked. For
each of them a fork of this process does the work on a copy and kills itself just before it; then
the warehouse must be sound, and the same work done again must end with the facts that it has
undisturbed.

The power cut besides drops what was not written through: files without `fsync` are emptied, and of
the write-ahead log only a part is left. `python -m tests.reliability.crash` prints one line a kind.
"""

import hashlib
import os
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outputs.report.publishing import STAGED
from tests.reliability.kinds import KINDS, Kind, ready
from warehouse.reads import integrity
from warehouse.store import DATABASE, Warehouse
from warehouse.views.promised import PROMISED

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
TIMELESS = [name for name in PROMISED if name != "source_health"]
"""Every promised view but the one that counts hours until now."""
SECONDS = 240.0
"""For all kinds together; each gets an equal share of what is left."""


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

        vars(os)["fsync"] = noted
        for module in (sqlite3, sqlite3.dbapi2):  # Dagster's history comes by the second
            vars(module)["connect"] = traced
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


def work(kind: Kind, home: Path, last: int | None) -> list[str]:
    """Do the work in a fork that is killed before the step `last`; the steps when it ends."""
    said, say = os.pipe()
    if (pid := os.fork()) == 0:
        code = 1
        try:
            steps = Steps(home, last)
            steps.begin()
            kind.work(home)
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
        raise AssertionError(f"failed by itself, before step {last}")
    return names


def state(kind: Kind, home: Path, *, is_done: bool = True) -> tuple[dict[str, str], list[str]]:
    """The hashes of all facts, of every promised view and of its files, and what is wrong.

    Answers are asked for where the work is done: only those are compared.
    """
    with Warehouse.read(home) as warehouse:
        connection = warehouse.connection
        found = integrity.examine(connection)
        counted = connection.execute("PRAGMA foreign_key_check").fetchall()
        lost = [sha for (sha,) in connection.execute("SELECT sha256 FROM _page")
                if not warehouse.archive.holds(sha)]  # fmt: skip
        held = {"all facts": found.sha256}
        if kind.is_timeless and is_done:
            held |= {name: _answer(connection, name) for name in TIMELESS}
    held |= {it: files(home / it) for it in (*kind.folders, *kind.pages, *kind.made)}
    return held, [*found.faults, *map(str, counted), *lost]


def _answer(connection: sqlite3.Connection, view: str) -> str:
    """The hash of a view's rows, without the instants of recording: every further record of the
    work that is done again moves them on."""
    names = [one.name for one in PROMISED[view].columns(connection) if one.name != "recorded_at"]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM {view}")
    return _hash("\n".join(sorted(map(repr, rows))))


def files(place: Path) -> str:
    """A folder's files (or one), a line each with its hash; empty where there is none.

    Without the file of the site that counts hours until now.
    """
    paths = [place] if place.is_file() else sorted(place.rglob("*"))
    return "\n".join(
        f"{path.relative_to(place)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in paths
        if path.is_file() and path.suffix != ".part" and path.name not in ("sources.json", STAGED)
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


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
    """One kind of work: its steps by name, how often it was killed, and what went wrong."""

    name: str
    steps: int
    tried: int = 0
    left: int = 0
    """Kinds of step for which no time was left."""
    wrong: list[str] = field(default_factory=list)


def killed(name: str, until: float) -> Killed:
    """Kill that kind of work before the first and last step of every name, as long as the monotonic
    clock has not come to `until`."""
    kind = KINDS[name]
    with tempfile.TemporaryDirectory() as place:
        origin, home = Path(place, "origin", "home"), Path(place, "cut", "home")
        origin.mkdir(parents=True)
        kind.prepare(origin)
        names = work(kind, _copy(origin, home), None)
        wanted, wrong = state(kind, home)
        before = {one: files(origin / one) for one in (*kind.folders, *kind.pages)}
        found = Killed(name, len(names), wrong=[f"undisturbed: {one}" for one in wrong])
        chosen = _chosen(names, f"{datetime.now(UTC):%Y-%m-%d}")
        for done, number in enumerate(chosen):
            if time.monotonic() > until:
                found.left = len(chosen) - done
                break
            for share in (None, SHARES[number % len(SHARES)]):
                work(kind, _copy(origin, home), number)
                found.tried += 1
                cut = f"{number} {names[number]}{' without power' * (share is not None)}"
                after = _after(kind, home, share, before, wanted)
                found.wrong += [f"{cut}: {one}" for one in after]
        return found


def _copy(origin: Path, home: Path) -> Path:
    """The prepared home at the place of every cut: what knows its own path finds the same."""
    shutil.rmtree(home.parent, ignore_errors=True)
    shutil.copytree(origin, home)
    for path in home.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    return home


def _after(
    kind: Kind, home: Path, share: float | None, before: dict[str, str], wanted: dict[str, str]
) -> Iterator[str]:
    """What is wrong after a cut, and after the same work done again."""
    if share is not None:
        _without_power(home, share)
    else:
        for name in kind.folders:  # what a power cut leaves of them is written anew
            if files(home / name) not in ("", before[name], wanted[name]):
                yield f"{name} is neither as before nor as afterwards"
        for name in kind.pages:
            either = {line for some in (before, wanted) for line in some[name].splitlines()}
            for line in {*files(home / name).splitlines()} - either:
                yield f"{name}: {line} is neither as before nor as afterwards"
    if kind.is_readable:
        yield from state(kind, home, is_done=False)[1]
    yield from kind.wrong(home)
    work(kind, home, None)
    again, wrong = state(kind, home)
    yield from wrong
    yield from (f"{name}: another" for name, held in wanted.items() if again[name] != held)


def _chosen(names: list[str], day: str) -> list[int]:
    """The first step of every name, then the last ones; in an order of the day's own, so that a
    part of them is from all over the work, and another part tomorrow."""
    first = {name: number for number, name in reversed(list(enumerate(names)))}
    last = {name: number for number, name in enumerate(names)}
    order = sorted(first, key=lambda name: _hash(day + name))
    return list(dict.fromkeys(each[name] for each in (first, last) for name in order))


def every(seconds: float = SECONDS) -> list[Killed]:
    """Every kind, each printed when it is done."""
    ready()
    done, end = [], time.monotonic() + seconds
    for number, name in enumerate(KINDS):
        now = time.monotonic()
        found = killed(name, now + (end - now) / (len(KINDS) - number))
        said = f"{name}: {found.steps} steps, {found.tried} cuts, {found.left} left out"
        print(said, *found.wrong[:5], sep="\n  ", flush=True)  # noqa: T201
        done.append(found)
    return done


if __name__ == "__main__":
    sys.exit(any(one.wrong for one in every()))
