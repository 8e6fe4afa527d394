"""One writer: a file lock beside the warehouse that the system takes back when its holder dies.

What belongs here: taking such locks, saying who holds them, and saying for whom somebody waits.
The lock is the kernel's, so neither a crash nor a kill leaves anything to clean up; the text in
the file (pid, command, since) is for people only. A thread may take a lock that it holds already.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

SUFFIX = ".lock"
QUIET_SECONDS = 1.0
"""A wait shorter than this is not worth a line."""
POLL_SECONDS = 0.1
WORDS = 3
"""Words of a command that are shown: what follows may be long, or an address with a password."""

log = logging.getLogger(__name__)
"""Gets one line for every wait; who runs a command or a step says where it goes."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock; `since` is a time in UTC."""

    pid: int
    command: str
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.command}), which has been writing since {self.since}"


@contextmanager
def one_writer(database: Path) -> Iterator[None]:
    """Be the only process that writes to `database`; waits for another and says for whom."""
    file = database.resolve()
    with held(file.with_name(file.name + SUFFIX)):
        yield


@contextmanager
def held(path: Path, *, is_told: bool = True) -> Iterator[None]:
    """Hold the lock at `path` while the block runs; `is_told`: a wait for another gets a line."""
    lock = _lock(path)
    _acquire(lock, path, is_told=is_told)
    try:
        yield
    finally:
        if lock.lock_counter == 1:  # who leaves takes his name along
            with suppress(OSError):
                os.truncate(path, 0)
        lock.release()


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold the lock at `path` while the block runs, where nobody else does (True)."""
    lock = _lock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def holder(path: Path) -> Holder | None:
    """Who wrote his name into the lock file last; None when nobody did."""
    try:
        return Holder(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def owner(database: Path) -> str:
    """Who keeps others from `database`: the writer who signed, or a program that does not sign."""
    path = database.with_name(database.name + SUFFIX)
    signed = holder(path)
    if signed is None or signed.pid == os.getpid():
        return "another program"
    with try_lock(path) as is_free:  # who signed died
        return "another program" if is_free else str(signed)


def _lock(path: Path) -> BaseFileLock:
    """The lock of this path: one object per process, so that it is reentrant.

    Where the file system has no locks this fails: a file that merely exists outlives its maker.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(
        path.resolve(),
        is_singleton=True,
        poll_interval=POLL_SECONDS,
        fallback_to_soft=False,
        preserve_lock_file=True,
        on_acquired=_sign,
        mode=0o600,
    )


def _acquire(lock: BaseFileLock, path: Path, *, is_told: bool = True) -> None:
    try:
        lock.acquire(timeout=QUIET_SECONDS)
    except Timeout:
        if is_told:
            log.warning("waiting for %s", holder(path) or "another process that writes")
        lock.acquire(timeout=-1)


def _sign(descriptor: int) -> None:
    """Write who holds the lock into its file."""
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    text = json.dumps(asdict(Holder(os.getpid(), _command(), since))) + "\n"
    with suppress(OSError):  # a full disk: the lock holds without a name
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)


def _command() -> str:
    """The first words of the command line, for example `gapwatch backfill arena`."""
    program = Path(sys.argv[0] if sys.argv else "")
    name = program.parent.name if program.name == "__main__.py" else program.name
    words = [name or "python"]
    for word in sys.argv[1:WORDS]:
        if word.startswith("-"):
            break
        words.append(word)
    return " ".join(words)
