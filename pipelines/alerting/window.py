"""What one examination compares: the warehouse as known at the watermark, and as known now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from measures.names.registry import Registry
from measures.segments import GapSegment, Kind, by_board
from measures.series import Series, load
from pipelines.measure.registry import registry
from terms import boards
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Bounds, State, Vintage
from warehouse.reads import boards as reads_boards
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

Board = tuple[str, str]
"""Series and category of a derived board."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, before it is put in words.

    `detail` makes it the same happening of its kind and subject whenever it is found again.
    `is_news`: it concerns the present; otherwise it is a piece of history that became known only
    now.
    """

    subject: str
    on_date: str
    detail: str
    fields: Mapping[str, Any]
    """Those that its rule's title may name; `on_date` is among them."""
    is_news: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else is kept with the event."""


@dataclass(frozen=True)
class Window:
    """Both sides of a comparison. `since` is the instant of the watermark; None: first load."""

    warehouse: Warehouse
    since: datetime | None
    last_snapshot: int
    """Newest snapshot that was examined before; 0 on the first load."""
    now: datetime

    @cached_property
    def top(self) -> tuple[int, str | None]:
        """The newest snapshot, with the instant at which it was recorded."""
        return reads_pages.last_snapshot(self.warehouse.connection)

    @property
    def today(self) -> str:
        """The UTC day (ISO)."""
        return self.now.date().isoformat()

    @property
    def before(self) -> Bounds | None:
        """Bounds of the older side; None: nothing was known."""
        return None if self.since is None else Bounds(recorded=self.since)

    @cached_property
    def series(self) -> dict[str, Series]:
        """Every declared series."""
        return load(saturated=reads_gaps.saturated_since(self.warehouse.connection))

    @cached_property
    def names_now(self) -> Registry:
        """The registry as it is."""
        return registry(self.warehouse)

    @cached_property
    def gaps_before(self) -> Mapping[Board, Sequence[GapSegment]]:
        """Gaps in the issue that was newest at the watermark, by series and openness rule."""
        return self.segments(GapSegment, self.before)

    @cached_property
    def gaps_now(self) -> Mapping[Board, Sequence[GapSegment]]:
        """Gaps in the newest issue, by series and openness rule."""
        return by_board(GapSegment.from_rows(reads_gaps.gap_segments(self.warehouse.connection)))

    def segments(self, kind: type[Kind], bounds: Bounds | None) -> dict[Board, list[Kind]]:
        """Segments in the newest issue within `bounds` by board; None: nothing."""
        return {
            (board, category): kind.from_rows(
                {**row, "board": board, "category": category} for row in rows
            )
            for (board, category), rows in self.derived(kind.TABLE, bounds).items()
            if boards.is_of_today(kind.TABLE, category)
        }

    def derived(self, table: str, bounds: Bounds | None) -> dict[Board, list[dict[str, Any]]]:
        """Rows of a derived table in the newest issue within `bounds`, by day; None: nothing."""
        if bounds is None:
            return {}
        states = history_read.as_of(self.warehouse.connection, table, bounds)
        return {
            (state.vintage.key.board, state.vintage.key.category): sorted(
                state.rows, key=lambda row: str(row["entry"])
            )
            for state in states
        }

    def arrived(self, fact_table: str) -> list[Vintage]:
        """Vintages of `fact_table` recorded after the watermark, in order of arrival."""
        return reads_boards.arrived(self.warehouse.connection, fact_table, self.last_snapshot)

    def states(self, table: str, *, old: bool) -> list[State]:
        """Newest states of every board of a fact table, on one side of the comparison."""
        bounds = self.before if old else UNBOUNDED
        if bounds is None:
            return []
        return history_read.as_of(self.warehouse.connection, table, bounds)
