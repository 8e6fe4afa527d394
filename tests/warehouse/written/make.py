"""A small warehouse as this code writes it, in a file with the number of its schema.

Each release leaves its own by `python -m tests.warehouse.written.make`, without the days of the
calendar. Here are that of 0.2.0 (c9be569), and one on the way to 0.3.0 (774454c).
"""

import gzip
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.measures.sample import row
from warehouse.connection import SCHEMA_VERSION
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.store import DATABASE, Warehouse

HERE = Path(__file__).resolve().parent
SCHEMAS = sorted(int(path.name[7:9]) for path in HERE.glob("schema_*.db.gz"))
KEY = BoardKey("score", "place", "board")
DAYS: dict[int, tuple[list[dict[str, Any]], list[str]]] = {
    1: ([row("a", 1.0), row("b", 2.0)], []),
    5: ([row("a", 1.5)], ["b"]),
}
"""Day of March 2026 to what the board says and holds."""


def make(home: Path) -> bytes:
    """The file of a warehouse in `home` that has two states of one board."""
    with Warehouse.open(home) as warehouse:
        for day, (rows, held) in DAYS.items():
            at = datetime(2026, 3, day, tzinfo=UTC)
            warehouse._clock = lambda at=at: at  # type: ignore[misc]
            sha = warehouse.keep(f"page of day {day}".encode())
            seen = Seen("place", "https://place.invalid/", at, "1", sha, 200)
            warehouse.accept(seen, [Arrival(KEY, date(2026, 3, day), rows, held)])
    with closing(sqlite3.connect(home / DATABASE, isolation_level=None)) as connection:
        connection.execute("DELETE FROM _calendar")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
    return (home / DATABASE).read_bytes()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        packed = gzip.compress(make(Path(folder)), 9, mtime=0)
    (HERE / f"schema_{SCHEMA_VERSION}.db.gz").write_bytes(packed)
