"""Homes that take long to make: made once per state of the code, and copied by every worker.

Kept in `.pytest_cache`, so that the second half of `make test` and the next run of a single file
find them. Whatever could change one is in its name; a process of its own makes it, without tracing,
so that coverage does not depend on who made it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from filelock import FileLock

Kind = Literal["curated", "shipped"]
PROJECT = Path(__file__).parents[2]
KEPT = PROJECT / ".pytest_cache" / "homes"
DECIDE = ("terms", "sources", "expectations", "warehouse", "measures", "pipelines")
SHIPPED_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONGEST_S = 24 * 60 * 60
"""The day is part of the name: nobody asks for a home that is older."""


def copied(kind: Kind, place: Path) -> Path:
    """A home of one's own at `place`: of what ships, as it was taken (curated) or measured."""
    return Path(shutil.copytree(made(kind), place))


def made(kind: Kind) -> Path:
    """Where that home is kept; nobody writes to it."""
    place = KEPT / f"{kind}-{state_of_code()}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with FileLock(KEPT / f"{kind}.lock"):
        if not place.exists():
            _forget_old()
            with TemporaryDirectory(dir=KEPT) as folder:
                _make_apart(kind, Path(folder) / "home")
                (Path(folder) / "home").rename(place)
    return place


@cache
def state_of_code() -> str:
    """Everything that a home may depend on, as one word."""
    told = sha256(f"{sys.version} {datetime.now(UTC).date()}".encode())
    for path in _deciding():
        told.update(f"{path.relative_to(PROJECT)} {path.stat().st_size} ".encode())
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def _deciding() -> Iterator[Path]:
    yield PROJECT / "requirements.lock"
    yield Path(__file__)
    for folder in DECIDE:
        found = (path for path in (PROJECT / folder).rglob("*") if path.is_file())
        yield from sorted(path for path in found if path.suffix != ".pyc")


def _forget_old() -> None:
    for path in KEPT.iterdir():
        if path.is_dir() and time.time() - path.stat().st_mtime > LONGEST_S:
            shutil.rmtree(path, ignore_errors=True)


def _make_apart(kind: Kind, place: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COV_", "GAPWATCH_"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.homes.stock", kind, str(place)],
        cwd=PROJECT, env=kept, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _make(kind: str, place: Path) -> None:
    from pipelines.ingest.curated import curate  # noqa: PLC0415 - only who makes one needs them
    from pipelines.measure.run import measure  # noqa: PLC0415
    from warehouse.store import Warehouse  # noqa: PLC0415

    if kind == "shipped":
        copied("curated", place)
    with Warehouse.open(place) as warehouse:
        if kind == "curated":
            list(curate(warehouse, lambda: SHIPPED_AT))
        else:
            list(measure(warehouse, SHIPPED_AT))


if __name__ == "__main__":
    _make(sys.argv[1], Path(sys.argv[2]))
