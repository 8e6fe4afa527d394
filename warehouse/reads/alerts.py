"""What the ledgers of events and alerts say, each one read.

What an examination reads beyond the views: how far the ledgers go, and what came since.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta

from warehouse.clock import stamp
from warehouse.connection import Row, rows
from warehouse.history import read as history_read
from warehouse.history.vintages import Vintage


def watermark(connection: sqlite3.Connection) -> Row | None:
    """Up to where the warehouse was examined: `snapshot_id`, `recorded_at`, `code_version`."""
    found = connection.execute(
        "SELECT data FROM event WHERE kind = 'examined' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return None if found is None else dict(json.loads(found[0]))


def conditions(connection: sqlite3.Connection) -> list[Row]:
    """Conditions that began and have not ended, by kind and subject (view `condition_now`)."""
    return rows(connection, "SELECT * FROM condition_now ORDER BY kind, subject")


def condition_turns(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """(kind, subject) to how often it began or ended."""
    found = connection.execute(
        "SELECT kind, subject, count(*) FROM event WHERE phase <> 'happened' GROUP BY 1, 2"
    )
    return {(kind, subject): count for kind, subject, count in found}


def alerts(connection: sqlite3.Connection, *, resolved: bool = False) -> list[Row]:
    """Rows of view `alert_now`, newest first; resolved ones only when asked for."""
    where = "" if resolved else "WHERE status <> 'resolved'"
    return rows(connection, f"SELECT * FROM alert_now {where} ORDER BY id DESC")


def open_alerts(connection: sqlite3.Connection) -> list[Row]:
    """Alerts that are not resolved, oldest first."""
    return rows(connection, "SELECT * FROM alert_now WHERE status <> 'resolved' ORDER BY id")


def alert(connection: sqlite3.Connection, alert_id: int) -> Row | None:
    """One row of view `alert_now`."""
    found = rows(connection, "SELECT * FROM alert_now WHERE id = ?", (alert_id,))
    return found[0] if found else None


def events(connection: sqlite3.Connection, limit: int, *, quiet: bool = True) -> list[Row]:
    """The newest events (view `event_log`), with or without quiet ones."""
    where = "" if quiet else "WHERE is_quiet = 0"
    return rows(connection, f"SELECT * FROM event_log {where} ORDER BY id DESC LIMIT ?", (limit,))


def channels_of(connection: sqlite3.Connection, channel: str) -> set[int]:
    """Ids of the alerts that were ever queued for `channel`."""
    found = connection.execute(
        "SELECT j.value FROM outbox o, json_each(o.alerts) j WHERE o.channel = ?", (channel,)
    )
    return {int(number) for (number,) in found}


def due(connection: sqlite3.Connection, now: datetime) -> list[Row]:
    """Messages that may be sent now, oldest first."""
    return rows(
        connection,
        "SELECT * FROM outbox_due WHERE coalesce(retry_at, '') <= ? ORDER BY id",
        (stamp(now),),
    )


def undelivered(connection: sqlite3.Connection) -> list[Row]:
    """Every message that no attempt has delivered, oldest first (view `outbox_due`)."""
    return rows(connection, "SELECT * FROM outbox_due ORDER BY id")


def deliveries(connection: sqlite3.Connection, limit: int) -> list[Row]:
    """The newest attempts with the message's channel and title."""
    return rows(
        connection,
        "SELECT d.id, d.outbox_id, o.channel, o.title, d.attempt, d.outcome, d.cause, d.at "
        "FROM delivery d JOIN outbox o ON o.id = d.outbox_id ORDER BY d.id DESC LIMIT ?",
        (limit,),
    )


def last_look(connection: sqlite3.Connection) -> tuple[int, str | None]:
    """Id of the newest snapshot and when any was recorded last (UTC clock); (0, None) for none."""
    number, at = connection.execute(
        "SELECT coalesce(max(id), 0), max(recorded_at) FROM snapshot"
    ).fetchone()
    return int(number), at


def sources_of_history(connection: sqlite3.Connection, after: int, late: timedelta) -> int:
    """How many sources brought, after snapshot `after`, a page recorded `late` after its capture.

    Neither what ships with the product nor what gapwatch issues counts.
    """
    found = connection.execute(
        "SELECT count(DISTINCT source) FROM snapshot WHERE id > ? "
        "AND page_sha256 IS NOT NULL AND source <> 'gapwatch' "
        "AND url NOT LIKE 'package:%' AND julianday(recorded_at) - julianday(seen_at) > ?",
        (after, late / timedelta(days=1)),
    ).fetchone()
    return int(found[0])


def arrived(connection: sqlite3.Connection, fact_table: str, after: int) -> list[Vintage]:
    """Vintages of `fact_table` recorded after snapshot `after`, in order of arrival."""
    rows = connection.execute(
        "SELECT v.id FROM vintage v JOIN board b ON b.id = v.board_id "
        "WHERE b.fact_table = ? AND v.snapshot_id > ? ORDER BY v.id",
        (fact_table, after),
    ).fetchall()
    return [history_read.vintage(connection, number) for (number,) in rows]


def same_day(connection: sqlite3.Connection, vintage: Vintage) -> Vintage | None:
    """The last earlier arrival of the board's same own published day from another page, if its
    content differs. The same page read by newer code is a correction of ours, no revision."""
    found = connection.execute(
        "SELECT v.id, v.state_id FROM vintage v JOIN vintage me ON me.id = ? "
        "WHERE v.board_id = me.board_id AND v.published_on = me.published_on AND v.id < me.id "
        "AND v.own_date = 1 AND me.own_date = 1 AND v.page_sha256 <> me.page_sha256 "
        "ORDER BY v.id DESC LIMIT 1",
        (vintage.id,),
    ).fetchone()
    if found is None or found[1] == vintage.state_id:
        return None
    return history_read.vintage(connection, found[0])


def told_spellings(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Source and spelling of every unmatched name that an event ever told of."""
    rows = connection.execute(
        "SELECT e.subject, j.value FROM event e, json_each(e.data, '$.spellings') j "
        "WHERE e.kind = 'unmatched_names'"
    )
    return {(source, name) for source, name in rows}
