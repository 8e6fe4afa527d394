"""The warehouse as of a day: a copy in memory that knows nothing outside the bounds.

The copy is for asking and exporting, never for keeping: its append-only triggers are gone, and
what gapwatch issued or told is left out so that the caller measures anew from what is visible.
"""

import sqlite3
from datetime import date, datetime

from warehouse.archive.pages import Archive
from warehouse.clock import end_of, stamp
from warehouse.errors import PageLost
from warehouse.history.vintages import Bounds
from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.schema.facts import FACTS
from warehouse.schema.ledgers import ALERTING, LEDGERS, PAGE_STATE
from warehouse.store import Warehouse

REGISTRY = ("model", "alias", "openness", "licence")


class _PastArchive(Archive):
    """Gives what is archived, and keeps what is derived of a past day in memory alone."""

    def __init__(self, archived: Archive) -> None:
        super().__init__("memory://past")
        self._archived = archived

    def get(self, sha256: str) -> bytes:
        """The bytes with that hash. Raises PageLost."""
        try:
            return self._archived.get(sha256)
        except PageLost:
            return super().get(sha256)


def copy_within(warehouse: Warehouse, bounds: Bounds, today: date) -> Warehouse:
    """A copy of `warehouse` in memory that holds only what lies within `bounds`.

    `today` takes the place of the current day in every view. The registry is curated: only the
    recorded bound applies to it.
    """
    copy = _copied(warehouse)
    _forget(copy, bounds)
    _set_today(copy, today, end_of(today))
    return Warehouse(copy, _PastArchive(warehouse.archive))


def copy_at(warehouse: Warehouse, at: datetime, recorded_at: str) -> Warehouse:
    """A copy of `warehouse` in memory, in which it stays the instant `at`, with all that it had
    recorded by `recorded_at`, what it derived among it."""
    copy = _copied(warehouse)
    for table in LEDGERS.values():
        if "recorded_at" in table.names():
            copy.execute(f"DELETE FROM {table.relation} WHERE recorded_at > ?", (recorded_at,))
    _set_today(copy, at.date(), stamp(at))
    return Warehouse(copy, warehouse.archive)


def _copied(warehouse: Warehouse) -> sqlite3.Connection:
    """What it holds, in memory, without the triggers that keep it."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    warehouse.connection.backup(copy)
    for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        copy.execute(f"DROP TRIGGER {name}")
    return copy


def _set_today(copy: sqlite3.Connection, today: date, at: str) -> None:
    copy.execute("DROP VIEW _today")
    copy.execute(f"CREATE VIEW _today AS SELECT '{today.isoformat()}' AS on_date, '{at}' AS at")


def _forget(copy: sqlite3.Connection, bounds: Bounds) -> None:
    registry = ", ".join(f"'{name}'" for name in REGISTRY)
    condition, limits = bounds.where()
    recorded, own = Bounds(recorded=bounds.recorded).where()
    _write_out_readings(copy)
    copy.execute(
        "DELETE FROM _page_state WHERE id NOT IN (SELECT v.id FROM _page_state v "
        f"JOIN _board b ON b.id = v.board_id WHERE b.source <> '{DERIVED_SOURCE}' AND "
        f"CASE WHEN b.fact_table IN ({registry}) THEN {recorded} ELSE {condition} END)",
        {**own, **limits},
    )
    # What was issued is issued anew: a row kept here would name the vintage that first gave it,
    # which may lie outside the bounds.
    ours = f"board_id IN (SELECT id FROM _board WHERE source = '{DERIVED_SOURCE}')"
    for name in ("_state", *(table.relation for table in FACTS.values())):
        copy.execute(f"DELETE FROM {name} WHERE {ours}")
    # Its looks go too: the pages behind them are kept where the copy does not read.
    copy.execute(f"DELETE FROM _snapshot WHERE source = '{DERIVED_SOURCE}'")
    for table in ALERTING:
        copy.execute(f"DELETE FROM {table.relation}")
    seen, times = Bounds(seen=bounds.seen or bounds.published, recorded=bounds.recorded).where()
    for ledger in ("_snapshot", "quarantine"):
        # A page published by then may have been captured later: its look stays, for provenance.
        kept = "SELECT snapshot_id FROM _page_state" if ledger == "_snapshot" else "SELECT 0"
        copy.execute(
            f"DELETE FROM {ledger} WHERE source <> 'registry' AND id NOT IN "
            f"(SELECT v.id FROM {ledger} v WHERE {seen}) AND id NOT IN ({kept})",
            times,
        )
    _bound_health(copy, bounds)


def _write_out_readings(copy: sqlite3.Connection) -> None:
    """Give every look a reading of its own: the one that it has may lie outside the bounds."""
    columns = ", ".join(name for name in PAGE_STATE.names() if name != "id")
    copy.execute(
        f"INSERT INTO _page_state ({columns}) SELECT {columns} FROM _vintage v "
        "WHERE v.snapshot_id <> v.reading ORDER BY v.snapshot_id, v.id"
    )
    copy.execute("UPDATE _snapshot SET reading = id WHERE reading IS NOT NULL")


def _bound_health(copy: sqlite3.Connection, bounds: Bounds) -> None:
    """Health tells of looks within the bounds only."""
    limits = {"seen_at": bounds.seen or bounds.published, "recorded_at": bounds.recorded}
    known = [f"{name} <= '{end_of(limit)}'" for name, limit in limits.items() if limit]
    within = " AND ".join(known) or "1"
    copy.execute("DROP VIEW _look")
    copy.execute(
        f"CREATE VIEW _look AS SELECT * FROM _snapshot WHERE source = 'registry' OR ({within})"
    )
