"""What a process that was killed left beside a folder it was about to replace."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

LEFT_BEHIND_SECONDS = 86_400
"""Nobody builds a folder for as long: what is older has no living owner."""


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
