"""What one examination compares: the warehouse as known at the watermark, and as known now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from measures.segments import GapSegment, by_board
from measures.series import Series, load
from outputs.alerts.broken import tidy
from outputs.alerts.rules import AlertRule
from terms import boards
from warehouse.alerts import NewEvent
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, Bounds, Vintage
from warehouse.reads import boards as reads_boards
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

Row = dict[str, Any]
Gaps = Mapping[tuple[str, str], Sequence[GapSegment]]


def happened(  # noqa: PLR0913 - a part of an event each
    rule: AlertRule,
    subject: str,
    on_date: str,
    detail: str,
    fields: Mapping[str, Any],
    *,
    is_news: bool = True,
    more: Mapping[str, Any] | None = None,
) -> NewEvent:
    """One thing that happened, in the words of its rule, whose title may name `fields`.

    `detail` makes it the same event of its kind and subject whenever it is found again. `is_news`:
    it concerns the present; otherwise it is a piece of history that became known only now. `more`
    is kept with it too.
    """
    told = {name: tidy(value) for name, value in {"on_date": on_date, **fields}.items()}
    key = f"{rule.kind}|{subject}|{detail}"
    data = {**told, **(more or {})}
    return NewEvent(rule.kind, subject, on_date, key, rule.say(told), data, is_quiet=not is_news)


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
    def gaps(self) -> tuple[Gaps, Gaps]:
        """Gaps as derived before and now, by series and openness rule."""
        then = [
            row
            for row in self.rows(GapSegment.TABLE, self.before)
            if boards.is_of_today(GapSegment.TABLE, row["category"])
        ]
        now = reads_gaps.gap_segments(self.warehouse.connection)
        return by_board(GapSegment.from_rows(then)), by_board(GapSegment.from_rows(now))

    def rows(self, table: str, bounds: Bounds | None = UNBOUNDED) -> list[Row]:
        """Rows of every board's newest state within `bounds`, by entry; None: nothing."""
        if bounds is None:
            return []
        found = [
            {**row, "board": state.vintage.key.board, "category": state.vintage.key.category}
            for state in history_read.as_of(self.warehouse.connection, table, bounds)
            for row in state.rows
        ]
        return sorted(found, key=lambda row: str(row["entry"]))

    def arrived(self, fact_table: str) -> list[Vintage]:
        """Vintages of `fact_table` recorded after the watermark, in order of arrival."""
        return reads_boards.arrived(self.warehouse.connection, fact_table, self.last_snapshot)
