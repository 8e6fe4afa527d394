"""Replacing a folder as a whole: readers see the old content or the new, never a mixture."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path


class FolderOccupied(Exception):
    """The folder holds something that is not ours to replace; nothing was written."""


def listed_files(text: str) -> list[str]:
    """Paths in a list of ours: JSON with `gapwatch`, the version that wrote it, and `files`."""
    _by, files = itemgetter("gapwatch", "files")(json.loads(text))
    return list(files)


@contextmanager
def replacing(
    folder: Path, mark: str, listed: Callable[[str], Iterable[str]] = listed_files
) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` when the block ends well.

    A `folder` that is there already is replaced when it is empty, or when an earlier export wrote
    every file of it: `listed` gives their paths from the text of the file `mark`, and raises
    ValueError, LookupError, TypeError or AttributeError for one that is not ours. Raises
    FolderOccupied otherwise, also for a file that came while the block ran. The change is two
    renames on one file system; what a crash between them leaves beside it as
    `.NAME.gapwatch-old` is in its place again before the next block.
    """
    folder = folder.absolute()
    aside, old = (folder.with_name(f".{folder.name}.gapwatch-{it}") for it in ("new", "old"))
    if old.exists() and not folder.exists():
        old.rename(folder)
    _require_ours(folder, mark, listed)
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left_behind in (aside, old):
        shutil.rmtree(left_behind, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
        _require_ours(folder, mark, listed)
        # Without its mark a folder is nobody's: after a power cut it could not be written again.
        with (aside / mark).open("rb+") as written:
            os.fsync(written.fileno())
        _swap(aside, folder, old)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _require_ours(folder: Path, mark: str, listed: Callable[[str], Iterable[str]]) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        ours = {mark, *listed((folder / mark).read_text("utf-8"))}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise FolderOccupied(
            f"{folder} holds other files (no {mark} of gapwatch): name a new or an empty folder"
        ) from None
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).as_posix()
        if inside not in ours and (path.is_symlink() or not path.is_dir()):
            raise FolderOccupied(
                f"{folder} holds {inside}, which gapwatch did not write: move it away, or name a "
                "new or an empty folder"
            )


def _swap(aside: Path, folder: Path, old: Path) -> None:
    """Put `aside` in the place of `folder`, whose content goes. Raises OSError, nothing changed."""
    if is_replaced := folder.exists():
        folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        if is_replaced:
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
