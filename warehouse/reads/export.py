"""What an export reads: views row by row, the looks behind them, the sources they come from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from warehouse.schema.promised import View

BATCH = 10_000

_LOOKS = """
SELECT n.source, n.url, n.seen_at, n.page_sha256, p.size_bytes, n.outcome, n.cause
FROM snapshot n
JOIN page p ON p.sha256 = n.page_sha256
WHERE n.source <> 'gapwatch' AND n.id IN (
  SELECT min(id) FROM snapshot WHERE page_sha256 IS NOT NULL
  GROUP BY source, url, seen_at, page_sha256)
ORDER BY n.seen_at, n.id
"""


@dataclass(frozen=True, slots=True)
class ArchivedLook:
    """One look that brought a page."""

    source: str
    url: str
    seen_at: str
    sha256: str
    size_bytes: int
    outcome: str
    cause: str | None


@contextmanager
def steady(connection: sqlite3.Connection) -> Iterator[None]:
    """One view of the warehouse for several reads, whatever is recorded meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def batches(
    connection: sqlite3.Connection, view: View, size: int = BATCH
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of `view` in the order of its key, at most `size` at a time."""
    rows = connection.execute(f"SELECT * FROM {view.name} ORDER BY {', '.join(view.key)}")
    while found := rows.fetchmany(size):
        yield found


def looks(connection: sqlite3.Connection) -> Iterator[ArchivedLook]:
    """Every look that brought a page, once each however often it was read, in seen_at order."""
    for row in connection.execute(_LOOKS):
        yield ArchivedLook(*row)


def sources_read(connection: sqlite3.Connection) -> list[str]:
    """Names of the sources that a board of this warehouse comes from."""
    found = connection.execute(
        "SELECT DISTINCT source FROM board WHERE source <> 'gapwatch' ORDER BY source"
    )
    return [name for (name,) in found]


def newest_recorded(connection: sqlite3.Connection) -> str | None:
    """When this warehouse last learned or issued anything; None when it never did."""
    found = connection.execute("SELECT max(recorded_at) FROM vintage").fetchone()[0]
    return None if found is None else str(found)
