"""The warehouse: one SQLite file and one archive, with one way in.

Every look ends here, whatever came of it. `accept` writes a look with its boards in one
transaction; `refuse` and `note` write that nothing was taken and why.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse import history, record
from warehouse.archive import Archive
from warehouse.clock import after, stamp
from warehouse.connection import open_reader, open_writer, writing
from warehouse.vintages import Arrival, BoardKey, Change, Look, Position, State

DATABASE = "warehouse.db"


@dataclass(frozen=True, slots=True)
class Seen:
    """One look as it came from outside: who was asked, when, and what was answered."""

    source: str
    url: str
    seen_at: datetime
    code_version: str
    page_sha256: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is no statement, with the reason."""

    key: BoardKey
    entry: str
    reason: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a look, counted in rows. read = new + changed + unchanged + quarantined
    + refused, held by a trigger."""

    outcome: str
    cause: str | None = None
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    refused: int = 0
    gone: int = 0
    warnings: tuple[str, ...] = field(default=())


class Warehouse:
    """Reads and writes of one warehouse. Close it, or use it as a context manager."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        archive: Archive,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.connection = connection
        self.archive = archive
        self._clock = clock

    @classmethod
    def open(cls, home: Path, archive: str | None = None) -> Warehouse:
        """Open the warehouse under `home` for writing, made when it is not there."""
        home.mkdir(parents=True, exist_ok=True)
        return cls(open_writer(home / DATABASE), Archive(archive or str(home / "archive")))

    @classmethod
    def read(cls, home: Path, archive: str | None = None) -> Warehouse:
        """Open the warehouse under `home` read-only. Raises WarehouseMissing."""
        return cls(open_reader(home / DATABASE), Archive(archive or str(home / "archive")))

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the SQLite file."""
        self.connection.close()

    # -- in

    def keep(self, body: bytes) -> str:
        """Archive the bytes of a page and return their sha256; done before anyone parses them."""
        sha256 = self.archive.put(body)
        with writing(self.connection):
            known = self.connection.execute("SELECT 1 FROM page WHERE sha256 = ?", (sha256,))
            if known.fetchone() is None:
                self.connection.execute(
                    "INSERT INTO page (sha256, size_bytes, recorded_at) VALUES (?, ?, ?)",
                    (sha256, len(body), self._instant()),
                )
        return sha256

    def accept(
        self,
        seen: Seen,
        arrivals: Sequence[Arrival],
        set_aside: Sequence[SetAside] = (),
        warnings: Sequence[str] = (),
    ) -> Outcome:
        """Record a look with all its boards, or nothing at all when one of them fails."""
        with writing(self.connection):
            # The snapshot carries the counts and is never updated, so it is written last.
            self.connection.execute("PRAGMA defer_foreign_keys = ON")
            look = self._next_look(seen)
            changes = [self._record(seen, arrival, look) for arrival in arrivals]
            self._set_aside(set_aside, look)
            outcome = _count(changes, len(set_aside), warnings)
            self._snapshot(seen, outcome, look)
        return outcome

    def refuse(self, seen: Seen, cause: str, rows_read: int = 0) -> Outcome:
        """Record that a page was refused as a whole: nothing of it is taken."""
        outcome = Outcome("refused", cause=cause, read=rows_read, refused=rows_read)
        with writing(self.connection):
            self._snapshot(seen, outcome, self._next_look(seen))
        return outcome

    def note(self, seen: Seen, outcome: str, cause: str) -> Outcome:
        """Record a look that brought nothing to read: `unreachable` or `no_parser`."""
        noted = Outcome(outcome, cause=cause)
        with writing(self.connection):
            self._snapshot(seen, noted, self._next_look(seen))
        return noted

    # -- out

    def knows(self, seen: Seen) -> bool:
        """Whether this very look was recorded already, by this version of the code."""
        found = self.connection.execute(
            "SELECT 1 FROM snapshot WHERE source = ? AND url = ? AND seen_at = ? "
            "AND page_sha256 IS ? AND code_version = ?",
            (seen.source, seen.url, stamp(seen.seen_at), seen.page_sha256, seen.code_version),
        )
        return found.fetchone() is not None

    def before(self, arrival: Arrival, seen: Seen) -> State | None:
        """The state that precedes `arrival` on its board, or None when there is none."""
        earlier = history.preceding(self.connection, arrival.key, _position(arrival, seen))
        vintage = next(earlier, None)
        return None if vintage is None else history.state_of(self.connection, vintage)

    def is_newest(self, arrival: Arrival, seen: Seen) -> bool:
        """Whether `arrival` would be newer than every vintage of its board."""
        return history.is_newest(self.connection, arrival.key, _position(arrival, seen))

    def last_page(self, source: str, url: str) -> tuple[str, str | None, str | None] | None:
        """(sha256, etag, last_modified) of the newest page that `url` gave, or None."""
        found = self.connection.execute(
            "SELECT page_sha256, etag, last_modified FROM snapshot WHERE source = ? AND url = ? "
            "AND page_sha256 IS NOT NULL ORDER BY seen_at DESC, id DESC LIMIT 1",
            (source, url),
        ).fetchone()
        return None if found is None else (str(found[0]), found[1], found[2])

    # -- inner

    def _instant(self) -> str:
        last = self.connection.execute(
            "SELECT max(at) FROM (SELECT max(recorded_at) AS at FROM vintage "
            "UNION ALL SELECT recorded_at FROM snapshot WHERE id = (SELECT max(id) FROM snapshot))"
        ).fetchone()[0]
        return after(self._clock(), last)

    def _next_look(self, seen: Seen) -> Look:
        number = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM snapshot")
        return Look(
            int(number.fetchone()[0]), stamp(seen.seen_at), self._instant(), seen.page_sha256 or ""
        )

    def _record(self, seen: Seen, arrival: Arrival, look: Look) -> Change:
        change = record.change_since(arrival, self.before(arrival, seen))
        record.record(self.connection, arrival, look)
        return change

    def _snapshot(self, seen: Seen, outcome: Outcome, look: Look) -> None:
        values = {
            "id": look.snapshot_id,
            "source": seen.source,
            "url": seen.url,
            "seen_at": look.seen_at,
            "recorded_at": look.recorded_at,
            "status": seen.status,
            "etag": seen.etag,
            "last_modified": seen.last_modified,
            "page_sha256": seen.page_sha256,
            "outcome": outcome.outcome,
            "cause": outcome.cause,
            "warnings": json.dumps(outcome.warnings, ensure_ascii=False)
            if outcome.warnings
            else None,
            "rows_read": outcome.read,
            "rows_new": outcome.new,
            "rows_changed": outcome.changed,
            "rows_unchanged": outcome.unchanged,
            "rows_quarantined": outcome.quarantined,
            "rows_refused": outcome.refused,
            "code_version": seen.code_version,
        }
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        self.connection.execute(f"INSERT INTO snapshot ({names}) VALUES ({marks})", values)

    def _set_aside(self, set_aside: Sequence[SetAside], look: Look) -> None:
        self.connection.executemany(
            "INSERT INTO quarantine (snapshot_id, source, fact_table, board, category, entry,"
            " reason, page_sha256, seen_at, recorded_at, row)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    look.snapshot_id,
                    aside.key.source,
                    aside.key.fact_table,
                    aside.key.board,
                    aside.key.category,
                    aside.entry,
                    aside.reason,
                    look.page_sha256,
                    look.seen_at,
                    look.recorded_at,
                    json.dumps(dict(aside.row), ensure_ascii=False, default=str),
                )
                for aside in set_aside
            ],
        )


def _position(arrival: Arrival, seen: Seen) -> Position:
    return Position(
        arrival.published_on.isoformat(),
        arrival.restated,
        stamp(seen.seen_at),
        seen.page_sha256 or "",
    )


def _count(changes: Sequence[Change], quarantined: int, warnings: Sequence[str]) -> Outcome:
    new, changed, unchanged, gone = (
        sum(getattr(change, name) for change in changes)
        for name in ("new", "changed", "unchanged", "gone")
    )
    moved = new or changed or gone or not changes
    return Outcome(
        "recorded" if moved else "unchanged",
        read=new + changed + unchanged + quarantined,
        new=new,
        changed=changed,
        unchanged=unchanged,
        quarantined=quarantined,
        gone=gone,
        warnings=tuple(warnings),
    )
