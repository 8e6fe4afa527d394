"""What golden facts are asked of: what ships, and at night a replay of every recorded page."""

import pickle
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from outputs.report.pages import write_report
from pipelines.ingest.page import IngestResult
from pipelines.ingest.replay import IndexLine, in_turns, read_index, replay
from pipelines.publish import source_lines
from tests.recorded import SUMMER
from tests.world import SHIPPED_AT
from warehouse.past import copy_at
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

AT_NIGHT = [
    pytest.mark.recorded,
    pytest.mark.nightly,
    pytest.mark.long,
    pytest.mark.skipif(not SUMMER, reason="GAPWATCH_RECORDED is not set: no recorded pages"),
]
"""Marks of what rests on recorded pages."""
NOW = SHIPPED_AT
TAKEN = "taken.pickle"


def at_night(test: Callable[..., None]) -> Callable[..., None]:
    """A test that rests on recorded pages."""
    for mark in AT_NIGHT:
        test = mark(test)
    return test


def by_night(*rows: tuple[Any, ...]) -> list[Any]:
    """Rows of a table of tests that rest on recorded pages."""
    return [pytest.param(*row, marks=AT_NIGHT) for row in rows]


class Known:
    """A home that was measured as of `NOW`, to be asked; nobody writes to it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.warehouse = Warehouse.read(home)

    @cached_property
    def site(self) -> Path:
        folder = self.home.with_name("site")
        then = copy_at(self.warehouse, NOW, "9999")
        return write_report(then, folder, now=NOW, sources=source_lines()).parent

    def gap(self, series: str, on: str, rule: str = "any_weights") -> dict[str, Any]:
        row = reads_gaps.gap_on(self.warehouse.connection, series, rule, on)
        assert row is not None, f"no gap of {series} on {on}"
        return row

    def all(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.warehouse.connection.execute(sql, parameters).fetchall()


class Replayed(Known):
    """A home that took every recorded page too, and what became of each."""

    @cached_property
    def taken(self) -> list[tuple[IndexLine, IngestResult]]:
        """Every line of the index with what became of it, in the order they were taken."""
        kept: list[tuple[IndexLine, IngestResult]] = pickle.loads(  # noqa: S301 - of this run
            (self.home / TAKEN).read_bytes()
        )
        return kept


def take_recorded(warehouse: Warehouse, home: Path) -> None:
    """Take every recorded page into a home that knows what ships."""
    lines = in_turns(read_index(Path(str(SUMMER))))
    taken = zip(lines, replay(warehouse, lines), strict=True)
    (home / TAKEN).write_bytes(pickle.dumps(list(taken)))
