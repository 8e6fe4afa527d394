"""Turns at a host: one request at a time from this machine, with a pause before the next.

What belongs here: the turns alone. Steps of several sources may ask the same host at the same time
in several processes. A file lock holds for all of them and is given up by the system when its
holder dies; a slot in Dagster's own storage would hold over machines, but one left behind by a run
that was killed blocks every later run until a daemon frees it, and `gapwatch refresh` has none.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from warehouse.files import held

PAUSE_SECONDS = 0.5
"""Between the end of an answer and the next request to the same host."""
FOLDER = "hosts"
"""In GAPWATCH_HOME: a lock per host, and a file whose time says when it answered last."""


@contextmanager
def turn(home: Path, host: str) -> Iterator[None]:
    """Be the only one on this machine who asks `host`, and not at once after somebody else."""
    lock = home / FOLDER / f"{quote(host, safe='')}.lock"
    asked = lock.with_suffix(".asked")
    with held(lock, is_told=False):
        time.sleep(_left(asked))
        try:
            yield
        finally:
            with suppress(OSError):  # a full disk costs the pause, not the page
                asked.touch()


def _left(asked: Path) -> float:
    """Seconds of the pause that are left, none where nobody asked or the clock went back."""
    try:
        since = time.time() - asked.stat().st_mtime
    except OSError:
        return 0.0
    return PAUSE_SECONDS - since if 0 <= since < PAUSE_SECONDS else 0.0
