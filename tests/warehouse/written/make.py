"""Small warehouses as the code of every schema since 0.2.0 wrote them.

`python -m tests.warehouse.written.make` takes for each schema a commit that had it from git, and
lets its own code record two states of one board. The days of the calendar are left out, since every
file has the same.
"""

from __future__ import annotations

import gzip
import io
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMITS = {
    13: "c9be569",
    14: "b08e05f",
    15: "ad671ee",
    16: "5928322",
    17: "774454c",
    18: "45b9871a",
}
"""Schema to the last commit that had it, from 0.2.0 on."""
WRITE = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from warehouse.store import Warehouse
def named(name):
    for module in list(sys.modules.values()):
        if module.__name__.startswith("warehouse.") and hasattr(module, name):
            return getattr(module, name)
Arrival, BoardKey, Seen = map(named, ("Arrival", "BoardKey", "Seen"))
key = BoardKey("score", "place", "board", "")
def row(entry, value):
    return {"entry": entry, "model_name": entry, "value": value, "unit": "percent",
            "provenance": "independent", "protocol": "zero-shot"}
with Warehouse.open(Path(sys.argv[1])) as warehouse:
    for day, rows, held in ((1, [row("a", 1.0), row("b", 2.0)], []),
                            (5, [row("a", 1.5)], ["b"])):
        at = datetime(2026, 3, day, tzinfo=UTC)
        warehouse._clock = lambda: at
        sha = warehouse.keep(f"page of day {day}".encode())
        seen = Seen("place", "https://place.invalid/", at, "1", sha, 200)
        warehouse.accept(seen, [Arrival(key, at.date(), rows, held)], [])
"""


def make(schema: int) -> None:
    """Write the file of one schema. Raises CalledProcessError when its code does not run."""
    root = HERE.parents[2]
    packed = subprocess.run(
        ["git", "-C", str(root), "archive", COMMITS[schema]],
        capture_output=True, check=True,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(Path(folder, "code"), filter="data")
        subprocess.run(
            [sys.executable, "-c", WRITE, str(Path(folder, "home"))],
            cwd=Path(folder, "code"), env={"PYTHONPATH": "."}, check=True,
        )  # fmt: skip
        file = Path(folder, "home", "warehouse.db")
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            (held,) = connection.execute("PRAGMA user_version").fetchone()
            assert held == schema, f"{COMMITS[schema]} has schema {held}, not {schema}"
            connection.execute("DELETE FROM _calendar")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
        (HERE / f"schema_{schema}.db.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    for number in COMMITS:
        make(number)
