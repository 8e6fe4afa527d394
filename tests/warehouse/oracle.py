"""An oracle of the history contract: every vintage kept in full, every answer by brute force."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.measures.sample import row
from warehouse.history.read import as_of
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Outcome, Seen
from warehouse.store import Warehouse


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
    code: str = "1"
    """The version that reads the page."""

    def read(self) -> "Event | None":
        """What that version reads: the second has other values, lacks an entry, moves a board; the
        third refuses every page."""
        if self.code != "2":
            return self if self.code == "1" else None
        moved = timedelta(days=self.own_date and self.board == "y")
        content = tuple((entry, 10 * value) for entry, value in self.content if entry != "d")
        return replace(self, content=content, published_on=self.published_on + moved)


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
        now = event.read()
        if now is None:
            return
        gone = [
            replace(k.event, content=(), held=())  # an earlier reading of this look gave it
            for k in self.kept
            if (k.sha, k.event.seen_at) == (sha, now.seen_at)
            and k.event.published_on != now.published_on
        ]
        for one in (*gone, now):
            self.kept.append(Kept(one, sha, recorded_at, len(self.kept)))

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


def ingest(warehouse: Warehouse, event: Event, source: str = "board") -> tuple[Outcome, str, str]:
    """Record one event; returns the outcome, the page's hash and the recorded instant."""
    seen, read = _seen(warehouse, event, source), event.read()
    if read is None:
        return warehouse.refuse(seen, "unknown"), str(seen.page_sha256), _recorded(warehouse)
    arrival = Arrival(
        BoardKey("score", source, read.board, "overall"),
        read.published_on,
        [row(entry, value) for entry, value in read.content],
        read.held,
        read.restated,
        own_date=read.own_date,
    )
    outcome = warehouse.accept(seen, [arrival])
    return outcome, str(seen.page_sha256), _recorded(warehouse)


def ingest_unread(warehouse: Warehouse, event: Event) -> tuple[Outcome | None, str, str]:
    """The same, without reading what need not be read: then there may be no outcome."""
    seen = _seen(warehouse, event, "board")
    outcome = None if warehouse.knows(seen) else warehouse.repeat(seen)
    if outcome is None and not warehouse.knows(seen):
        return ingest(warehouse, event)
    return outcome, str(seen.page_sha256), _recorded(warehouse)


def _recorded(warehouse: Warehouse) -> str:
    found = warehouse.connection.execute("SELECT max(recorded_at) FROM _snapshot").fetchone()
    return str(found[0])


def _seen(warehouse: Warehouse, event: Event, source: str) -> Seen:
    sha = warehouse.keep(event.page)
    return Seen(source, f"https://x.invalid/{event.board}", event.seen_at, event.code, sha, 200)


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
