"""Rights of what gapwatch makes: for its owner alone, save the report, which is for serving.

The warehouse holds other people's pages and what was said to whom; a report may be read by a web
server of another user. What is there already keeps the rights that it has.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700
HOME = 0o711
"""Others may pass through to `site/`, and see nothing else: neither a list nor any other file."""


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
