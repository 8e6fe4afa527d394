"""Writing the ledgers of events, and of the attempts to bring them to people.

Everything that one examination found is written in one unit with the watermark. A crash before it
leaves the watermark where it was, so the next examination finds the same again; keys make it count
once.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from warehouse.clock import stamp
from warehouse.connection import file_of, insert, writing
from warehouse.files import try_lock

EXAMINED = "examined"
"""Kind of the events that are the watermark: up to where the warehouse was examined."""


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


def record(
    connection: sqlite3.Connection, events: Iterable[NewEvent], now: datetime
) -> list[NewEvent]:
    """Write the events whose key is not known yet, in one unit; returns those."""
    with writing(connection):
        return [event for event in events if _is_new(connection, event, stamp(now))]


def _is_new(connection: sqlite3.Connection, event: NewEvent, at: str) -> bool:
    known = "SELECT 1 FROM _event WHERE dedupe_key = ?"
    if connection.execute(known, (event.key,)).fetchone():
        return False
    row = asdict(event)
    data = json.dumps(row.pop("data"), ensure_ascii=False, sort_keys=True, default=str)
    key = row.pop("key")
    insert(connection, "_event", {**row, "dedupe_key": key, "data": data, "recorded_at": at})
    return True


def sending(connection: sqlite3.Connection) -> AbstractContextManager[bool]:
    """Be the only process that sends messages of this warehouse; False: another one does."""
    file = file_of(connection)
    return try_lock(file.with_name("sending.lock")) if file else nullcontext(True)


def record_attempt(
    connection: sqlite3.Connection,
    channel: str,
    events: Iterable[int],
    now: datetime,
    cause: str | None,
) -> None:
    """Record how an attempt to send these events to a channel went; `cause` None: delivered."""
    with writing(connection):
        for number in events:
            row = {"channel": channel, "event_id": number, "at": stamp(now), "cause": cause}
            insert(connection, "_attempt", row)
