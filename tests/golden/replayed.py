"""Replays of recorded pages, each shared by all tests that ask what became of it.

One of some sixty pages carries every golden fact; one of everything recorded is for `make prove`.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from outputs.report.pages import write_report
from pipelines.ingest.page import IngestResult
from pipelines.ingest.replay import IndexLine, in_turns, read_index, replay
from pipelines.measure.run import measure
from pipelines.publish import source_lines
from sources.catalogue import SOURCES
from tests.recorded import SUMMER
from tests.world import SHIPPED_AT
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

NEEDED = [
    pytest.mark.recorded,
    pytest.mark.long,
    pytest.mark.skipif(not SUMMER, reason="GAPWATCH_RECORDED is not set: no recorded pages"),
]
NOW = SHIPPED_AT


NAMED = (
    "search_latest", "image_edit_latest", "data_overall_2025-02-10", "data_overall_2025-04",
    "data_overall_2025-08-28", "eci_scores_2025-12-19", "iaps-open-source-gap_2026-02-08",
    "2025-02-07T_1517b6d", "2026-08-12_Yingshu", "table_2026_06_25@", "zeroeval_models_full_2025",
    "leaderboard_data_2025-08-11", "leaderboards_2025-08-11", "BAD-", "leaderboards_2025-09-10",
    "old-table-layout", "all_submissions_2026-05-13", "README_2025-07-24",
)  # fmt: skip
"""Parts of the names of older pages that a golden fact rests on."""


def golden(lines: list[IndexLine]) -> list[IndexLine]:
    """The newest page of every address that is read, and what golden facts rest on beside them."""
    newest = {(line.source, line.url): line for line in lines if line.source in SOURCES}
    return [
        line
        for line in lines
        if line is newest.get((line.source, line.url))
        or any(part in line.path.name for part in NAMED)
    ]


class Replayed:
    """A replay in `home`, which has taken all that ships, and what became of every page."""

    def __init__(self, home: Path, *, whole: bool = False) -> None:
        self.home = home
        self.warehouse = Warehouse.open(home)
        lines = read_index(Path(str(SUMMER)))
        self.lines = in_turns(lines if whole else golden(lines))
        self.taken = list(replay(self.warehouse, self.lines))
        self.issued = list(measure(self.warehouse, NOW))

    @cached_property
    def site(self) -> Path:
        """The folder of its report."""
        folder = self.home / "site"
        return write_report(self.warehouse, folder, now=NOW, sources=source_lines()).parent

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
