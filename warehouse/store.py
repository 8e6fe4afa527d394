"""The warehouse: one SQLite file and one archive, with one way in.

Every look ends here, whatever came of it. `accept` writes a look with its boards in one
transaction; `refuse` and `note` write that nothing was taken and why.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from terms.words import ACCEPTED, PageOutcome
from warehouse.archive.inbox import Inbox
from warehouse.archive.pages import Archive
from warehouse.clock import after, moment, stamp
from warehouse.connection import Row, file_of, insert, open_reader, size, writing
from warehouse.errors import WarehouseMissing, WarehouseUnreadable
from warehouse.files import sync
from warehouse.history import read as history_read, record
from warehouse.history.record import write_quarantine, write_snapshot
from warehouse.history.vintages import (
    UNBOUNDED,
    Arrival,
    Bounds,
    Capture,
    Change,
    Outcome,
    Position,
    QuarantinedRow,
    Seen,
    Vintage,
)
from warehouse.schema.ledgers import SERIES

DATABASE = "warehouse.db"
Lasts = Callable[[str | None], bool]
"""Whether what rules found in a page (as JSON) they would find on another day too."""

log = logging.getLogger(__name__)
"""Gets a line when a warehouse is begun where another one was."""


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
    def open(cls, home: Path, archive: str | None = None) -> Self:
        """Open the warehouse under `home` for writing, made when it is not there."""
        from warehouse.migrations import open_writer  # noqa: PLC0415 - sqlite-utils costs readers a second

        pages = Archive(archive or str(home / "archive"))
        _refuse_emptied(home / DATABASE, pages)
        if _is_lost(home / DATABASE, pages):
            log.warning(
                "begins a warehouse in %s, but its archive was recorded by another one: "
                "if that is lost, `gapwatch restore DIR` brings a backup back",
                home,
            )
        return cls(open_writer(home / DATABASE), pages)

    @classmethod
    def read(cls, home: Path, archive: str | None = None) -> Self:
        """Open the warehouse under `home` read-only. Raises WarehouseMissing."""
        pages = Archive(archive or str(home / "archive"))
        _refuse_emptied(home / DATABASE, pages)
        if _is_lost(home / DATABASE, pages):
            raise WarehouseMissing(
                f"no warehouse at {home / DATABASE}, but its archive was recorded by one: if that "
                "is lost, `gapwatch restore DIR` brings a backup back; `gapwatch refresh` begins "
                "anew"
            )
        return cls(open_reader(home / DATABASE), pages)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the SQLite file; what was recorded is in it, and no more in its log.

        SQLite drops what is damaged in a log without a word, and others may hold it open for days.
        """
        with suppress(sqlite3.Error):  # on a full disk it stays in the log
            if not self.connection.execute("PRAGMA query_only").fetchone()[0]:
                self.settle()
        self.connection.close()

    def settle(self) -> None:
        """Write what was recorded through to the disk, where no power cut takes it."""
        self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # waits for nobody
        if file := file_of(self.connection):  # beside a reader SQLite may not even sync its log
            sync(file.with_name(f"{file.name}-wal"))

    # -- in

    def keep(self, body: bytes, source: str = "", url: str = "", like: str | None = None) -> str:
        """Archive the bytes of a page and return their sha256; done before anyone parses them.

        With `source` and `url`, stored as what differs from the last page of that address; or from
        the page `like`, where one that is not recorded yet is nearer.
        """
        sha256 = self.archive.put(body, like or self._last_page(source, url))
        with writing(self.connection):
            known = self.connection.execute("SELECT 1 FROM _page WHERE sha256 = ?", (sha256,))
            if known.fetchone() is None:
                page = {"sha256": sha256, "size_bytes": len(body), "recorded_at": self._instant()}
                insert(self.connection, "_page", page)
        return sha256

    def accept(
        self,
        seen: Seen,
        arrivals: Sequence[Arrival],
        set_aside: Sequence[QuarantinedRow] = (),
        warnings: Sequence[str] = (),
        rules: str | None = None,
    ) -> Outcome:
        """Record a look with all its boards, or nothing at all when one of them fails."""
        with writing(self.connection):
            look = self._next_capture(seen)
            before = record.in_force(self.connection, seen, look)
            every = [*arrivals, *record.no_longer_read(arrivals, before)]
            contents = [record.contents_of(arrival) for arrival in every]
            given = [
                record.stated(self.connection, *pair, look.recorded_at)
                for pair in zip(every, contents, strict=True)
            ]
            last = record.last_of_address(self.connection, seen, look)
            reading = record.reading_of(last, before) if record.are_equal(given, last) else None
            changes = self._changes(seen, look, reading, given, before)
            outcome = Outcome.of(changes, len(set_aside), warnings, rules)
            write_snapshot(self.connection, seen, outcome, look, reading or look.snapshot_id)
            if reading is None:
                record.give(self.connection, look, given, before)
            write_quarantine(self.connection, set_aside, look)
        return outcome

    def repeat(self, seen: Seen, lasts: Lasts = lambda _: False) -> Outcome | None:
        """Record that a page came again of which this code would say what it said, unread.

        Every board gets the state it had from that page. None: the page has to be read. One that
        was refused is; and one with quarantined rows where it would change anything, or what was
        found is not what `lasts`: seeing a row twice may confirm it.
        """
        with writing(self.connection):
            return self._accept_again(seen, lasts)

    def refuse(
        self, seen: Seen, cause: str, rows_read: int = 0, rules: str | None = None
    ) -> Outcome:
        """Record that a page was refused as a whole: nothing of it is taken."""
        outcome = Outcome("refused", cause, rows_read, refused=rows_read, rules=rules)
        with writing(self.connection):
            write_snapshot(self.connection, seen, outcome, self._next_capture(seen))
        return outcome

    def note(self, seen: Seen, outcome: str, cause: str, *warnings: str) -> Outcome:
        """Record that nothing was brought: `no_parser`, `unreachable` (warned: after pages)."""
        noted = Outcome(outcome, cause=cause, warnings=warnings)
        with writing(self.connection):
            write_snapshot(self.connection, seen, noted, self._next_capture(seen))
        return noted

    def declare(self, series: Sequence[Mapping[str, Any]]) -> None:
        """Make table series say what is declared, in that order; nothing is written where it does
        already."""
        names = ", ".join(SERIES.names())
        declared = [tuple(row[name] for name in SERIES.names()) for row in series]
        known = self.connection.execute(f"SELECT {names} FROM _series ORDER BY rowid").fetchall()
        if known == declared:
            return
        marks = ", ".join("?" * len(SERIES.columns))
        with writing(self.connection):
            self.connection.execute("DELETE FROM _series")
            self.connection.executemany(f"INSERT INTO _series ({names}) VALUES ({marks})", declared)

    # -- out

    def knows(self, seen: Seen) -> bool:
        """Whether this very look was recorded already, the last time by this version of the code.

        Not if another version read it since: that reading is in force.
        """
        readings = record.readings(self.connection, seen)
        return bool(readings) and readings[-1]["code_version"] == seen.code_version

    def holds(self, seen: Seen) -> bool:
        """Whether the newest page of this address is this one, taken by this version of the code.

        For pages that cannot change by themselves: they need no second look.
        """
        last = self.connection.execute(
            "SELECT page_sha256, code_version, outcome FROM _snapshot WHERE source = ? AND url = ? "
            "ORDER BY id DESC LIMIT 1",
            (seen.source, seen.url),
        ).fetchone()
        return bool(
            last and last[:2] == (seen.page_sha256, seen.code_version) and last[2] in ACCEPTED
        )

    def before(self, arrival: Arrival, seen: Seen) -> Vintage | None:
        """The vintage that precedes `arrival` on its board, or None when there is none."""
        return history_read.preceding(self.connection, arrival.key, _position(arrival, seen))

    def is_newest(self, arrival: Arrival, seen: Seen) -> bool:
        """Whether `arrival` would be newer than every vintage of its board.

        A look that was refused is compared with what was known when it came: what was accepted
        since would let in by a second reading what a rule that compares kept out.
        """
        readings = record.readings(self.connection, seen)
        is_refused = bool(readings) and readings[-1]["outcome"] == PageOutcome.REFUSED
        known = Bounds(recorded=moment(readings[0]["recorded_at"])) if is_refused else UNBOUNDED
        at = _position(arrival, seen)
        return history_read.is_newest(self.connection, arrival.key, at, known)

    def to_compare(self, vintage: Vintage) -> tuple[dict[str, Any], dict[str, Any]]:
        """By entry, the numbers of the rows of a vintage; and the rows, as its page gave them,
        that keep entries held in it."""
        held = history_read.quarantined(self.connection, vintage)
        return history_read.numbers_of(self.connection, vintage), dict(held)

    def page_before(self, seen: Seen) -> str | None:
        """The newest page that was accepted from the same address before this look, or None."""
        found = self.connection.execute(
            "SELECT page_sha256 FROM _snapshot WHERE source = ? AND url = ? AND seen_at < ? "
            "AND outcome IN ('recorded', 'unchanged') AND page_sha256 IS NOT NULL "
            "ORDER BY seen_at DESC, id DESC LIMIT 1",
            (seen.source, seen.url, stamp(seen.seen_at)),
        ).fetchone()
        return None if found is None else str(found[0])

    def validators(self, source: str) -> list[tuple[str, str | None, str | None, str]]:
        """(url, etag, last_modified, sha256) of every address whose newest page was accepted.

        A refused page is asked for again without conditions: the fault may be on our side.
        """
        rows = self.connection.execute(
            "SELECT url, etag, last_modified, page_sha256, outcome FROM (SELECT s.*, "
            "row_number() OVER (PARTITION BY url ORDER BY seen_at DESC, id DESC) AS place "
            "FROM _snapshot s WHERE source = ? AND page_sha256 IS NOT NULL) WHERE place = 1",
            (source,),
        )
        return [row[:4] for row in rows if row[4] in ACCEPTED]

    # -- inner

    def _last_page(self, source: str, url: str) -> str | None:
        """The newest page that `url` gave."""
        found = self.connection.execute(
            "SELECT page_sha256 FROM _snapshot WHERE source = ? AND url = ? "
            "AND page_sha256 IS NOT NULL ORDER BY seen_at DESC, id DESC LIMIT 1",
            (source, url),
        ).fetchone()
        return None if found is None else str(found[0])

    def _instant(self) -> str:
        last = self.connection.execute("SELECT max(recorded_at) FROM _snapshot").fetchone()[0]
        return after(self._clock(), last)

    def _accept_again(self, seen: Seen, lasts: Lasts) -> Outcome | None:
        earlier = self.connection.execute(
            "SELECT id, warnings, rules, rows_quarantined, seen_at FROM _snapshot "
            "WHERE source = ?1 AND url = ?2 AND page_sha256 = ?3 AND code_version = ?4 "
            "AND outcome IN ('recorded', 'unchanged') "
            "AND (rows_quarantined = 0 OR seen_at < ?5) "
            "ORDER BY id DESC LIMIT 1",
            (seen.source, seen.url, seen.page_sha256, seen.code_version, stamp(seen.seen_at)),
        ).fetchone()
        if earlier is None:
            return None
        number, warnings, rules, quarantined, at = earlier
        if quarantined and (not lasts(rules) or self._names_a_day(seen, at)):
            return None
        look = self._next_capture(seen)
        given = record.given_again(self.connection, number, look)
        before = record.in_force(self.connection, seen, look)
        if not record.says_all(given, before):
            return None
        is_last = bool(record.last_of_address(self.connection, seen, look))
        reading = record.reading_of(given, before) if is_last or before else None
        changes = self._changes(seen, look, reading, given, before)
        if quarantined and not (is_last and all(change.is_none for change in changes)):
            return None
        outcome = Outcome.of(changes, quarantined, json.loads(warnings or "[]"), rules)
        write_snapshot(self.connection, seen, outcome, look, reading or look.snapshot_id)
        if reading is None:
            record.give(self.connection, look, given, before)
        return outcome

    def _names_a_day(self, seen: Seen, since: str) -> bool:
        """Whether a quarantined row of the page names a day of the time since, or the next one: it
        may have been quarantined as dated ahead."""
        first, last = since[:10], stamp(seen.seen_at + timedelta(days=1))[:10]
        rows = self.connection.execute(
            "SELECT row FROM quarantine WHERE page_sha256 = ?", (seen.page_sha256,)
        )
        values = (value for (row,) in rows for value in json.loads(row).values())
        return any(isinstance(one, str) and first < one[:10] <= last for one in values)

    def _next_capture(self, seen: Seen) -> Capture:
        number = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM _snapshot")
        return Capture(
            int(number.fetchone()[0]), stamp(seen.seen_at), self._instant(), seen.page_sha256 or ""
        )

    def _changes(
        self,
        seen: Seen,
        look: Capture,
        reading: int | None,
        given: Sequence[Row],
        before: record.Placed,
    ) -> list[Change]:
        """How the states that a look gives differ from what each is compared with.

        New ones are counted as if they were written, since a page may give a board several: the row
        of a look carries the counts and is never updated.
        """
        if reading is not None:
            return [self._change(look, row, before) for row in given]
        changes = []
        self.connection.execute("SAVEPOINT counting")
        nothing = Outcome(PageOutcome.RECORDED)
        write_snapshot(self.connection, seen, nothing, look, look.snapshot_id)
        for row in given:
            changes.append(self._change(look, row, before))
            record.add_vintage(self.connection, look, row)
        self.connection.execute("ROLLBACK TO counting")
        return changes

    def _change(self, look: Capture, row: Row, before: record.Placed) -> Change:
        """How a state differs from what precedes it; read again by other code, a page brings what
        it did not say before and not all it says: what is in force of its look is compared."""
        key, on, restated = place = record.place_of(row)
        if again := before.get(place):
            old: Vintage | None = history_read.vintage(self.connection, again["id"])
        else:
            at = Position(on, not restated, look.seen_at, look.page_sha256)
            old = history_read.preceding(self.connection, key, at)
        if old is not None and old.state_id == row["state_id"]:
            return Change(0, 0, row["row_count"], 0)
        return history_read.change(self.connection, key, row["state_id"], old)


def _is_lost(path: Path, archive: Archive) -> bool:
    """Whether there is no file where one recorded what the archive holds, or another place did."""
    return not path.exists() and Inbox(archive.root).states() is not None


def _refuse_emptied(path: Path, archive: Archive) -> None:
    """Begin nothing anew where a warehouse was. Raises WarehouseUnreadable.

    SQLite takes an empty file for a new one, and removes the log beside one that is gone.
    """
    if size(path):
        return
    if size(path.with_name(f"{path.name}-wal")):
        left = f"its log {path.name}-wal is left"
    elif path.exists() and archive.shas():
        left = "the archive holds pages"
    else:
        return
    raise WarehouseUnreadable(
        f"{path} is {'empty' if path.exists() else 'gone'}, but {left}: "
        f"move {path.name}* away and bring a backup back with `gapwatch restore DIR`; without "
        "one, docs/operate.md says how to begin again"
    )


def _position(arrival: Arrival, seen: Seen) -> Position:
    return Position(
        arrival.published_on.isoformat(),
        not arrival.restated,
        stamp(seen.seen_at),
        seen.page_sha256 or "",
    )
