"""Replacing a folder as a whole: readers see the old content or the new, never a mixture."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outputs.leftovers import remove_leftovers


class FolderOccupied(Exception):
    """The folder holds something that is not ours to replace; nothing was written."""


@contextmanager
def replacing(folder: Path, mark: str) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` when the block ends well.

    A `folder` that is there already is replaced when it is empty or holds the file `mark`, the
    sign that an earlier export made it. Raises FolderTaken otherwise. The change is two renames on
    one file system; a crash between them leaves the old content beside it as `.NAME.old`.
    """
    folder = folder.absolute()
    if folder.exists() and not _is_ours(folder, mark):
        raise FolderOccupied(
            f"{folder} holds other files (no {mark}): name a new or an empty folder"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    remove_leftovers(folder)
    aside.mkdir()
    try:
        yield aside
        _swap(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _is_ours(folder: Path, mark: str) -> bool:
    return folder.is_dir() and ((folder / mark).is_file() or not any(folder.iterdir()))


def _swap(aside: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    is_replaced = folder.exists()
    if is_replaced:
        folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        if is_replaced:
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
