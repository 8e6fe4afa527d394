"""What the ledgers of events and alerts say, and how far they were examined."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from warehouse.clock import stamp
from warehouse.connection import Row, rows


def watermark(connection: sqlite3.Connection) -> Row | None:
    """Up to where the warehouse was examined: `snapshot_id`, `recorded_at`, `code_version`."""
    found = connection.execute(
        "SELECT data FROM _event WHERE kind = 'examined' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return None if found is None else dict(json.loads(found[0]))


def conditions(connection: sqlite3.Connection) -> list[Row]:
    """Conditions that began and have not ended, by kind and subject (view `_condition_now`)."""
    return rows(connection, "SELECT * FROM _condition_now ORDER BY kind, subject")


def condition_turns(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """(kind, subject) to how often it began or ended."""
    found = connection.execute(
        "SELECT kind, subject, count(*) FROM _event WHERE phase <> 'happened' GROUP BY 1, 2"
    )
    return {(kind, subject): count for kind, subject, count in found}


def alerts(connection: sqlite3.Connection, *, resolved: bool = False) -> list[Row]:
    """Rows of view `_alert_now`, newest first; resolved ones only when asked for."""
    where = "" if resolved else "WHERE status <> 'resolved'"
    return rows(connection, f"SELECT * FROM _alert_now {where} ORDER BY id DESC")


def open_alerts(connection: sqlite3.Connection) -> list[Row]:
    """Alerts that are not resolved, oldest first."""
    return rows(connection, "SELECT * FROM _alert_now WHERE status <> 'resolved' ORDER BY id")


def alert(connection: sqlite3.Connection, alert_id: int) -> Row | None:
    """One row of view `_alert_now`."""
    found = rows(connection, "SELECT * FROM _alert_now WHERE id = ?", (alert_id,))
    return found[0] if found else None


def events(connection: sqlite3.Connection, limit: int, *, quiet: bool = True) -> list[Row]:
    """The newest events (view `_event_log`), with or without quiet ones."""
    where = "" if quiet else "WHERE is_quiet = 0"
    return rows(connection, f"SELECT * FROM _event_log {where} ORDER BY id DESC LIMIT ?", (limit,))


def due(connection: sqlite3.Connection, now: datetime) -> list[Row]:
    """Messages that may be sent now, oldest first."""
    return rows(
        connection,
        "SELECT * FROM _outbox_due WHERE coalesce(retry_at, '') <= ? ORDER BY id",
        (stamp(now),),
    )


def undelivered(connection: sqlite3.Connection) -> list[Row]:
    """Every message that no attempt has delivered, oldest first (view `_outbox_due`)."""
    return rows(connection, "SELECT * FROM _outbox_due ORDER BY id")


def alerted_spellings(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Source and spelling of every unmatched name that an event ever told of."""
    rows = connection.execute(
        "SELECT e.subject, j.value FROM _event e, json_each(e.data, '$.spellings') j "
        "WHERE e.kind = 'unmatched_names'"
    )
    return {(source, name) for source, name in rows}
