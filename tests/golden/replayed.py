"""One replay of everything recorded, shared by all tests that ask what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest.curated import curate
from pipelines.ingest.page import IngestResult
from pipelines.ingest.replay import IndexLine, read_index, replay
from pipelines.measure.run import measure
from tests.recorded import SUMMER
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

NEEDED = [
    pytest.mark.recorded,
    pytest.mark.long,
    pytest.mark.skipif(not SUMMER, reason="GAPWATCH_RECORDED is not set: no recorded pages"),
]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def by_source(lines: list[IndexLine]) -> list[IndexLine]:
    """Lines in the order in which they are taken: each source's together."""
    first = list(dict.fromkeys(line.source for line in lines))
    return sorted(lines, key=lambda line: first.index(line.source))


class Replayed:
    """A warehouse after one full replay, and what became of every page."""

    def __init__(self, home: Path) -> None:
        self.warehouse = Warehouse.open(home)
        self.lines = by_source(read_index(Path(str(SUMMER))))
        list(curate(self.warehouse))
        self.taken = list(replay(self.warehouse, self.lines))
        self.issued = list(measure(self.warehouse, NOW))

    def page(self, part: str) -> IngestResult:
        """What became of the page whose file name holds `part`."""
        numbers = [n for n, line in enumerate(self.lines) if part in line.path.name]
        assert len(numbers) == 1, f"{part} names {len(numbers)} pages"
        return self.taken[numbers[0]]

    def pages(self) -> list[tuple[IndexLine, IngestResult]]:
        """Every line of the index with what became of it, in the order they were taken."""
        return list(zip(self.lines, self.taken, strict=True))

    def gap(self, series: str, on: str, rule: str = "any_weights") -> dict[str, Any]:
        row = reads_gaps.gap_on(self.warehouse.connection, series, rule, on)
        assert row is not None, f"no gap of {series} on {on}"
        return row

    def all(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.warehouse.connection.execute(sql, parameters).fetchall()
