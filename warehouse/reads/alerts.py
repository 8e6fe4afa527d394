"""What the ledgers of events and attempts say, and how far the warehouse was examined."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from warehouse.clock import stamp
from warehouse.connection import Row, rows

OPEN_FOR = timedelta(days=14)
"""So long a happening is shown as open and sent; a condition until it ends."""


def watermark(connection: sqlite3.Connection) -> Row | None:
    """Up to where the warehouse was examined: `snapshot_id`, `recorded_at`, `code_version`."""
    found = connection.execute(
        "SELECT data FROM _event WHERE kind = 'examined' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return None if found is None else dict(json.loads(found[0]))


def conditions(connection: sqlite3.Connection) -> dict[tuple[str, str], Row]:
    """(kind, subject) of every condition that ever began to `phase` and `title` of its newest
    event, and how often it began or ended (`turns`)."""
    found = rows(
        connection,
        "SELECT kind, subject, phase, title, count(*) AS turns, max(id) FROM _event "
        "WHERE phase <> 'happened' GROUP BY kind, subject",
    )
    return {(row["kind"], row["subject"]): row for row in found}


def events(connection: sqlite3.Connection, limit: int, *, quiet: bool = True) -> list[Row]:
    """The newest events (view `_event_log`), with or without quiet ones."""
    where = "" if quiet else "WHERE is_quiet = 0"
    return rows(connection, f"SELECT * FROM _event_log {where} ORDER BY id DESC LIMIT ?", (limit,))


def alerts(connection: sqlite3.Connection, kinds: Iterable[str], now: datetime | None) -> list[Row]:
    """Events of `kinds` for people (view `_alert_log`), newest first: those that are open at
    `now`, None: all."""
    opened = "coalesce(holds, recorded_at > :since)" if now else "1"
    return rows(
        connection,
        f"SELECT * FROM _alert_log WHERE {opened} "
        "AND kind IN (SELECT value FROM json_each(:kinds)) ORDER BY id DESC",
        {"kinds": json.dumps([*kinds]), "since": now and stamp(now - OPEN_FOR)},
    )


def waiting(
    connection: sqlite3.Connection, channel: str, kinds: Iterable[str], now: datetime
) -> list[Row]:
    """Events that are open at `now` and that no attempt brought to `channel`, oldest first, with
    `attempts`, and time and cause of the last one."""
    return rows(
        connection,
        "SELECT t.*, :channel AS channel, count(a.id) AS attempts, max(a.at) AS last_at, "
        "a.cause AS last_cause FROM _alert_log t "
        "LEFT JOIN _attempt a ON a.event_id = t.id AND a.channel = :channel "
        "WHERE coalesce(t.holds, t.recorded_at > :since) "
        "AND t.kind IN (SELECT value FROM json_each(:kinds)) AND NOT EXISTS (SELECT 1 "
        "FROM _attempt d WHERE d.event_id = t.id AND d.channel = :channel AND d.cause IS NULL) "
        "GROUP BY t.id ORDER BY t.id",
        {"channel": channel, "kinds": json.dumps([*kinds]), "since": stamp(now - OPEN_FOR)},
    )


def alerted_spellings(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Source and spelling of every unmatched name that an event ever told of."""
    found = connection.execute(
        "SELECT e.subject, j.value FROM _event e, json_each(e.data, '$.spellings') j "
        "WHERE e.kind = 'unmatched_names'"
    )
    return {*found}
