"""Writing and reading the ledgers of what people are told.

`record_findings` writes everything that one examination found in one unit: events, the alerts they
open, the messages to send, conditions that ended, and the watermark. A crash before it leaves the
watermark where it was, so the next examination finds the same again; keys make it count once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from terms.words import Severity, words
from warehouse.clock import stamp
from warehouse.connection import file_of, insert, writing
from warehouse.lock import try_lock

EXAMINED = "examined"
"""Kind of the events that are the watermark: up to where the warehouse was examined."""
SELF = "gapwatch"
JOINED_FROM = 6
"""So many alerts at once for one channel go in one message."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be recorded; `key` makes it the same event whenever it is found again."""

    kind: str
    subject: str
    on_date: str
    key: str
    title: str
    data: Mapping[str, Any] = field(default_factory=dict)
    phase: str = "happened"
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert that opens if its event, named by key, is recorded now."""

    event_key: str
    rule: str
    subject: str
    severity: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class AlertFindings:
    """Everything that one examination found."""

    events: Sequence[NewEvent] = ()
    alerts: Sequence[NewAlert] = ()
    resolved: Sequence[tuple[int, str]] = ()
    """Ids of alerts whose reason is over, and the note."""
    watermark: NewEvent | None = None


@dataclass(frozen=True, slots=True)
class RecordedAlerts:
    """What of it was new to the ledger."""

    events: tuple[int, ...] = ()
    alerts: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()


def record_findings(
    connection: sqlite3.Connection, told: AlertFindings, channels: Sequence[str], now: datetime
) -> RecordedAlerts:
    """Write `told` in one unit; events known by key, and what would follow of them, are left out.

    `channels` get the new alerts queued at once, so that no later step can lose them.
    """
    at = stamp(now)
    with writing(connection):
        made = {event.key: _event(connection, event, at) for event in told.events}
        ids = {key: number for key, number in made.items() if number is not None}
        alerts = [
            _alert(connection, alert, ids[alert.event_key], at)
            for alert in told.alerts
            if alert.event_key in ids
        ]
        resolved = [
            number
            for number, note in told.resolved
            if _change(connection, number, "resolved", SELF, note, at)
        ]
        for channel in channels:
            _queue(connection, channel, alerts, at)
        if told.watermark is not None:
            _event(connection, told.watermark, at)
    return RecordedAlerts(tuple(ids.values()), tuple(alerts), tuple(resolved))


def change_alert(
    connection: sqlite3.Connection, alert_id: int, status: str, by: str, note: str | None, at: str
) -> bool:
    """Append a change of status; False when the alert has it already. Raises KeyError."""
    known = connection.execute("SELECT 1 FROM _alert WHERE id = ?", (alert_id,)).fetchone()
    if known is None:
        raise KeyError(alert_id)
    with writing(connection):
        return _change(connection, alert_id, status, by, note, at)


def queue_missing(connection: sqlite3.Connection, channels: Sequence[str], now: datetime) -> int:
    """Queue every unresolved alert for every channel that never got it; returns messages made.

    So alerts that opened while no channel was set are told, and a new channel learns what stands.
    """
    with writing(connection):
        count = 0
        for channel in channels:
            missing = connection.execute(
                "SELECT id FROM _alert_now WHERE status <> 'resolved' AND id NOT IN ("
                "SELECT j.value FROM _outbox o, json_each(o.alerts) j WHERE o.channel = ?"
                ") ORDER BY id",
                (channel,),
            )
            count += _queue(connection, channel, [one for (one,) in missing], stamp(now))
    return count


@contextmanager
def sending(connection: sqlite3.Connection) -> Iterator[bool]:
    """Be the only process that sends messages of this warehouse; False: another one does."""
    file = file_of(connection)
    with try_lock(file.with_name("sending.lock")) if file else nullcontext(True) as is_ours:
        yield is_ours


def record_attempt(
    connection: sqlite3.Connection,
    outbox_id: int,
    attempt: int,
    now: datetime,
    failed: tuple[str, datetime] | None = None,
) -> None:
    """Record how an attempt went; `failed` gives the cause and when to try again."""
    cause, retry_at = (failed[0], stamp(failed[1])) if failed else (None, None)
    row = {"outbox_id": outbox_id, "attempt": attempt, "at": stamp(now)}
    how = {"outcome": "failed" if failed else "delivered", "cause": cause, "retry_at": retry_at}
    with writing(connection):
        insert(connection, "_delivery", row | how)


def _event(connection: sqlite3.Connection, event: NewEvent, at: str) -> int | None:
    row = {
        **asdict(event),
        "dedupe_key": event.key,
        "data": json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True, default=str),
        "recorded_at": at,
    }
    known = "SELECT 1 FROM _event WHERE dedupe_key = ?"
    if connection.execute(known, (row.pop("key"),)).fetchone():
        return None
    return insert(connection, "_event", row)


def _alert(connection: sqlite3.Connection, alert: NewAlert, event_id: int, at: str) -> int:
    row = {**asdict(alert), "event_id": event_id, "opened_at": at}
    del row["event_key"]
    number = insert(connection, "_alert", row)
    _change(connection, number, "open", SELF, None, at)
    return number


def _change(
    connection: sqlite3.Connection, alert_id: int, status: str, by: str, note: str | None, at: str
) -> bool:
    last = connection.execute(
        "SELECT status FROM _alert_change WHERE alert_id = ? ORDER BY id DESC LIMIT 1", (alert_id,)
    ).fetchone()
    if last is not None and last[0] in (status, "resolved"):
        return False
    row = {"alert_id": alert_id, "status": status, "by": by, "note": note, "at": at}
    insert(connection, "_alert_change", row)
    return True


def _queue(connection: sqlite3.Connection, channel: str, alerts: Sequence[int], at: str) -> int:
    if not alerts:
        return 0
    groups = [list(alerts)] if len(alerts) >= JOINED_FROM else [[number] for number in alerts]
    for group in groups:
        _message(connection, channel, group, at)
    return len(groups)


def _message(connection: sqlite3.Connection, channel: str, group: Sequence[int], at: str) -> None:
    rows = connection.execute(
        "SELECT a.severity, a.title, a.body, e.dedupe_key FROM _alert a "
        "JOIN _event e ON e.id = a.event_id WHERE a.id IN (SELECT value FROM json_each(?)) "
        "ORDER BY a.id",
        (json.dumps(list(group)),),
    ).fetchall()
    severity = max((row[0] for row in rows), key=words(Severity).index)
    key = rows[0][3] if len(rows) == 1 else f"alerts {group[0]} to {group[-1]}"
    title = rows[0][1] if len(rows) == 1 else f"gapwatch: {len(rows)} alerts"
    lines = [f"- {row[0]}: {row[1]}" for row in rows]
    joined = "\n".join([*lines, "", "Causes and commands: gapwatch alerts list --json"])
    body = rows[0][2] if len(rows) == 1 else joined
    row = {
        "channel": channel,
        "dedupe_key": f"{channel}|{key}",
        "severity": severity,
        "title": title,
        "body": f"{body}\n\nid: {key}",
        "alerts": json.dumps(list(group)),
        "queued_at": at,
    }
    insert(connection, "_outbox", row)
