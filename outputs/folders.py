"""Replacing a folder as a whole: readers see the old content or the new, never a mixture.

What a process that was killed left beside a folder it was about to replace goes here too.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LEFT_BEHIND_SECONDS = 86_400
"""Nobody builds a folder for as long: what is older has no living owner."""


class FolderOccupied(Exception):
    """The folder holds something that is not ours to replace; nothing was written."""


@contextmanager
def replacing(folder: Path, mark: str) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` when the block ends well.

    A `folder` that is there already is replaced when it is empty or holds the file `mark`, the
    sign that an earlier export made it. Raises FolderOccupied otherwise. The change is two renames
    on one file system; a crash between them leaves the old content beside it as `.NAME.PID.old`.
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
        swap(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _is_ours(folder: Path, mark: str) -> bool:
    return folder.is_dir() and ((folder / mark).is_file() or not any(folder.iterdir()))


def swap(aside: Path, folder: Path) -> None:
    """Put `aside` in the place of `folder`, whose content goes. Raises OSError, nothing changed."""
    old = aside.with_name(f"{aside.name}.old")
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


def remove_leftovers(folder: Path) -> None:
    """Remove `.NAME.PID` beside `folder`, and `.NAME.PID.old` while `folder` itself is there.

    Nothing younger than a day goes, and nothing by any other name. Without `folder`, what was
    moved away from it may be all there is.
    """
    ours = re.compile(rf"\.{re.escape(folder.name)}\.\d+(?P<old>\.old)?")
    oldest = time.time() - LEFT_BEHIND_SECONDS
    with suppress(OSError):
        for path in folder.parent.iterdir():
            found = ours.fullmatch(path.name)
            if found is None or (found["old"] and not folder.exists()):
                continue
            if path.lstat().st_mtime < oldest and path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
