"""An oracle of the history contract: every vintage kept in full, every answer by brute force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from warehouse.history.read import as_of
from warehouse.history.vintages import Arrival, Bounds, Outcome, Seen
from warehouse.store import Warehouse

KEY_FIELDS = ("fact_table", "source", "board", "category")


@dataclass(frozen=True, slots=True)
class Event:
    """One page of one board: where it stands, what it says, which entries are held."""

    board: str
    published_on: date
    seen_at: datetime
    page: bytes
    content: tuple[tuple[str, float], ...]
    held: tuple[str, ...] = ()
    restated: bool = False
    own_date: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    event: Event
    sha: str
    recorded_at: str
    arrival: int


class Oracle:
    """All vintages in full."""

    def __init__(self) -> None:
        self.kept: list[Kept] = []

    def add(self, event: Event, sha: str, recorded_at: str) -> None:
        self.kept.append(Kept(event, sha, recorded_at, len(self.kept)))

    def as_of(
        self, published: date | None, seen: datetime | None, recorded: str | None
    ) -> dict[str, dict[str, tuple[float, int]]]:
        visible = [
            k
            for k in self.kept
            if (published is None or k.event.published_on <= published)
            and (seen is None or k.event.seen_at <= seen)
            and (recorded is None or k.recorded_at <= recorded)
        ]
        boards = {k.event.board for k in visible}
        return {board: _state([k for k in visible if k.event.board == board]) for board in boards}


def _state(kept: Sequence[Kept]) -> dict[str, tuple[float, int]]:
    ordered: dict[tuple[Any, ...], Kept] = {}
    for k in sorted(kept, key=lambda k: k.arrival):
        e = k.event
        ordered[(e.published_on, not e.restated, e.seen_at, k.sha)] = k  # a re-reading replaces
    state: dict[str, tuple[float, int]] = {}
    for position in sorted(ordered):
        event = ordered[position].event
        held = {e: (state[e][0], 1) for e in event.held if e in state}
        state = {**held, **{entry: (value, 0) for entry, value in event.content}}
    return state


def row(entry: str, value: float) -> dict[str, Any]:
    return {
        "entry": entry,
        "value": value,
        "unit": "elo",
        "provenance": "maintainer",
        "protocol": "votes",
    }


def ingest(warehouse: Warehouse, event: Event, source: str = "board") -> tuple[Outcome, str, str]:
    """Record one event; returns the outcome, the page's hash and the recorded instant."""
    from warehouse.history.vintages import BoardKey  # noqa: PLC0415

    seen = _seen(warehouse, event, source)
    arrival = Arrival(
        BoardKey("score", source, event.board, "overall"),
        event.published_on,
        [row(entry, value) for entry, value in event.content],
        event.held,
        event.restated,
        own_date=event.own_date,
    )
    outcome = warehouse.accept(seen, [arrival])
    recorded = warehouse.connection.execute("SELECT max(recorded_at) FROM _vintage").fetchone()[0]
    return outcome, str(seen.page_sha256), recorded


def ingest_unread(warehouse: Warehouse, event: Event) -> None:
    """The same, without reading a page again that was accepted before."""
    if warehouse.repeat(_seen(warehouse, event, "board")) is None:
        ingest(warehouse, event)


def _seen(warehouse: Warehouse, event: Event, source: str) -> Seen:
    sha = warehouse.keep(event.page)
    return Seen(source, f"https://x.invalid/{event.board}", event.seen_at, "1", sha, 200)


def answer(warehouse: Warehouse, bounds: Bounds) -> dict[str, dict[str, tuple[float, int]]]:
    """What the warehouse says, in the oracle's form."""
    return {
        state.vintage.key.board: {r["entry"]: (r["value"], r["held"]) for r in state.rows}
        for state in as_of(warehouse.connection, "score", bounds)
    }


def day(offset: int) -> date:
    return date(2026, 2, 1) + timedelta(days=offset)


def instant(offset: int) -> datetime:
    return datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=offset)


Answer = Mapping[str, Mapping[str, tuple[float, int]]]
