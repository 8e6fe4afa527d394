"""Files that gapwatch makes: whole, and for its owner alone, save the report, which is for serving.

The warehouse holds other people's pages and what was said to whom; a report may be read by a web
server of another user. What is there already keeps the rights that it has.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

FILE, FOLDER = 0o600, 0o700
HOME = 0o711
"""Others may pass through to `site/`, and see nothing else: neither a list nor any other file."""

LEFT_BEHIND_SECONDS = 86_400
"""A half-written file of a process that died is removed after a day: no write takes as long."""


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


def opener(path: str, flags: int) -> int:
    """For `open`: whoever makes the file is the only one who may read it."""
    return os.open(path, flags, FILE)


def write(path: Path, content: bytes) -> None:
    """Written aside and moved into place: neither a crash nor a power cut leaves half a file."""
    folder(path.parent)
    for left in path.parent.glob("*.part"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFT_BEHIND_SECONDS:
                left.unlink()
    aside = path.with_name(f"{path.name}.{uuid4().hex}.part")
    try:
        with open(aside, "wb", opener=opener) as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        aside.replace(path)
    except BaseException as error:
        aside.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a full disk says no file's name
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every file system lets a folder be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
