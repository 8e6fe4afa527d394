"""Compare what the code of a revision and the code of now make of the same pages, row by row.

Run: python -m benchmarks.same REVISION [FOLDER...], by default folders of $GAPWATCH_RECORDED.

Nothing of the code that is compared is imported here: both run as commands, in homes of their own.
Every view that people may rely on is compared, today and as of past days; leaves with 1 when any
row differs. A difference that is wanted is read and counted in the commit that makes it.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
COMMAND = "from cli.main import run; run()"
DAYS = ("2023-12-31", "2024-07-31", "2025-05-15", "2026-01-31", "2026-10-31")
"""The past days that are asked for: from the first open leaders to the last month."""
LEFT_OUT = ("recorded_at", "code_version", "age_hours", "id", "snapshot_id")
"""Columns of the run itself: when it was, by which code, in which order."""
UNASKED = ("readme", "source_health")
"""Views that say what views there are, and what became of the run."""
OWN_PAGE = "package:gapwatch/spellings"
"""A page that every version of the code writes for itself, with its name in it."""
SHOWN = 3
TODAY = f"{datetime.now(UTC):%Y-%m-%dT}"

Rows = tuple[list[str], Counter[str]]
"""Columns of a view and its rows as text, each with how often it is there."""


def code_of(revision: str, folder: Path) -> Path:
    """The code of a tag or commit, taken out of git."""
    folder.mkdir()
    packed = subprocess.run(
        ["git", "-C", str(PROJECT), "archive", revision],  # noqa: S607 - the caller's own git
        capture_output=True,
        check=True,
    )
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)  # noqa: S607
    return folder


def run(code: Path, home: Path, *words: str) -> None:
    """Run `gapwatch WORDS` of this code with `home`. Raises CalledProcessError."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GAPWATCH_", "PYTHON"))}
    environ = {**kept, "PYTHONPATH": str(code), "GAPWATCH_HOME": str(home)}
    subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        cwd=code,
        env=environ,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def made(code: Path, home: Path, folders: list[Path]) -> dict[str, dict[str, Rows]]:
    """What this code makes of the pages: by day (`now` is today) the rows of every view."""
    for folder in folders:
        run(code, home, "replay", str(folder.resolve()))
    found = {"now": views(home / "warehouse.db")}
    for day in DAYS:
        out = home / f"{day}.db"
        run(code, home, "as-of", day, "--out", str(out))
        found[day] = views(out)
    return found


def views(file: Path) -> dict[str, Rows]:
    """Every promised view of a file, or the table that stands for it, with its rows."""
    with closing(sqlite3.connect(file)) as connection:
        named = connection.execute("SELECT name FROM readme")
        names = [name for (name,) in named if name not in UNASKED]
        return {name: rows(connection, name) for name in names}


def rows(connection: sqlite3.Connection, view: str) -> Rows:
    """The rows of a view, floats rounded; without what belongs to the run."""
    found = connection.execute(f"SELECT * FROM {view}")
    names = [column[0] for column in found.description]
    kept = [
        place
        for place, name in enumerate(names)
        if name not in LEFT_OUT and not name.endswith(("vintage", "vintages"))
    ]
    texts = (json.dumps([_plain(row[place]) for place in kept]) for row in found)
    return [names[place] for place in kept], Counter(it for it in texts if OWN_PAGE not in it)


def _plain(value: object) -> object:
    """Floats to nine digits, and no time of today: that is one of the run."""
    if isinstance(value, str) and value.startswith(TODAY):
        return TODAY
    return float(f"{value:.9g}") if isinstance(value, float) else value


def differences(old: dict[str, Rows], new: dict[str, Rows]) -> Iterator[str]:
    """What is not the same in two files, a few rows of each view."""
    for view in sorted(old.keys() | new.keys()):
        (names, before), (others, after) = (each.get(view, ([], Counter())) for each in (old, new))
        if names != others:
            yield f"{view}: columns {names} -> {others}"
        gone, come = before - after, after - before
        if gone or come:
            yield f"{view}: {gone.total()} rows gone, {come.total()} new of {after.total()}"
            yield from (f"  - {row}" for row in [*gone][:SHOWN])
            yield from (f"  + {row}" for row in [*come][:SHOWN])


def main(revision: str, folders: list[Path]) -> int:
    """Make both, compare them, and say what differs; 1 when anything does."""
    with (
        tempfile.TemporaryDirectory(prefix="gapwatch-same-") as place,
        ThreadPoolExecutor(2) as pool,
    ):
        work = Path(place)
        codes = (code_of(revision, work / "code"), PROJECT)
        homes = (work / "before", work / "after")
        before, after = pool.map(made, codes, homes, (folders, folders))
    told = [f"{day}: {one}" for day in before for one in differences(before[day], after[day])]
    print("\n".join(told) or f"equal to {revision}")
    return 1 if told else 0


if __name__ == "__main__":
    recorded = [
        Path(one) for one in os.environ.get("GAPWATCH_RECORDED", "").split(os.pathsep) if one
    ]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.same", description=__doc__)
    parser.add_argument("revision", help="tag or commit to compare with")
    parser.add_argument("folders", type=Path, nargs="*", default=recorded, help="recorded pages")
    given = parser.parse_args()
    if not given.folders:
        parser.error("name folders of recorded pages, or set GAPWATCH_RECORDED")
    sys.exit(main(given.revision, given.folders))
