"""Files of a home: made whole, for their owner alone, and one process at a time writes to them.

The warehouse holds other people's pages and what was said to whom; a report may be read by a web
server of another user. What is there already keeps the rights that it has.

The lock beside the warehouse is the kernel's, which takes it back when its holder dies: neither a
crash nor a kill leaves anything to clean up. The text in it (pid, command, since) is for people
only. A thread may take a lock that it holds already.
"""

import errno
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from uuid import uuid4

from filelock import BaseFileLock, FileLock, Timeout

FILE, FOLDER = 0o600, 0o700
HOME = 0o711
"""Others may pass through to `site/`, and see nothing else: neither a list nor any other file."""

LEFT_BEHIND_SECONDS = 86_400
"""A half-written file of a process that died is removed after a day: no write takes as long."""
LOCK = ".lock"
"""Ends the name of the lock beside a warehouse."""
QUIET_SECONDS = 1.0
"""A wait shorter than this is not worth a line."""
POLL_SECONDS = 0.1
WORDS = 3
"""Words of a command that are shown: what follows may be long, or an address with a password."""

log = logging.getLogger(__name__)
"""Gets one line for every wait; who runs a command or a step says where it goes."""


def home(path: Path) -> Path:
    """The folder that holds everything, made with its rights where it is missing."""
    return folder(path, HOME)


def folder(path: Path, mode: int = FOLDER) -> Path:
    """A folder for the owner alone, made where it is missing."""
    if not path.exists():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
    return path


def file(path: Path) -> None:
    """An empty file at `path` where there is none; SQLite's log and index take its rights."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, FILE))


def write(path: Path, content: bytes) -> None:
    """Written aside and moved into place: neither a crash nor a power cut leaves half a file."""
    folder(path.parent)
    for left in path.parent.glob("*.part"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFT_BEHIND_SECONDS:
                left.unlink()
    aside = path.with_name(f"{path.name}.{uuid4().hex}.part")
    try:
        with open(aside, "wb", opener=lambda name, flags: os.open(name, flags, FILE)) as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        aside.replace(path)
    except BaseException as error:
        aside.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a full disk says no file's name
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Write a file or folder through to its disk, where there is one and it can be opened."""
    with suppress(OSError):  # not every file system lets a folder be opened
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def one_writer(database: Path) -> Iterator[None]:
    """Be the only process that writes to `database`; waits for another and says for whom."""
    file = database.resolve()
    with held(file.with_name(file.name + LOCK)):
        yield


@contextmanager
def held(path: Path, *, is_told: bool = True) -> Iterator[None]:
    """Hold the lock at `path` while the block runs; `is_told`: a wait for another gets a line."""
    lock = _lock(path)
    try:
        lock.acquire(timeout=QUIET_SECONDS)
    except Timeout:
        if is_told:
            log.warning("waiting for %s", holder(path) or "another process that writes")
        lock.acquire(timeout=-1)
    except OSError as error:
        if error.errno != errno.EROFS:  # there nobody else writes
            raise
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


def holder(path: Path) -> str:
    """What stands in a lock file of who signed last; empty when nobody did."""
    with suppress(FileNotFoundError):
        signed = path.read_text("utf-8", "replace").strip()
        return "" if signed.startswith("{") else signed  # what versions up to 0.2.0 wrote
    return ""


def owner(database: Path) -> str:
    """Who keeps others from `database`: the writer who signed, or a program that does not sign."""
    path = database.with_name(database.name + LOCK)
    signed = holder(path)
    if not signed or signed.startswith(f"{_process()} "):
        return "another program"
    with try_lock(path) as is_free:  # who signed died
        return "another program" if is_free else signed


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
        mode=FILE,
    )


def _sign(descriptor: int) -> None:
    """Write who holds the lock into its file."""
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    text = f"{_process()} ({_command()}), which has been writing since {since}\n"
    with suppress(OSError):  # a full disk: the lock holds without a name
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)


def _process() -> str:
    return f"process {os.getpid()}"


def _command() -> str:
    """The first words of the command line, for example `gapwatch backfill arena`."""
    program = Path(sys.argv[0] if sys.argv else "")
    name = program.parent.name if program.name == "__main__.py" else program.name
    words = takewhile(lambda word: not word.startswith("-"), sys.argv[1:WORDS])
    return " ".join([name or "python", *words])
