"""Every recorded copy of Arena's boards ends as its note asks, and what it feeds is right."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.ingest.page import IngestResult
from pipelines.ingest.replay import IndexLine, in_turns, read_index, replay
from pipelines.measure.run import measure
from sources.catalogue import IMPORTED
from tests.recorded import SUMMER
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

pytestmark = [
    pytest.mark.recorded,
    pytest.mark.nightly,
    pytest.mark.skipif(not SUMMER, reason="GAPWATCH_RECORDED is not set: no recorded pages"),
]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NAMES = {source.ABOUT.name for source in IMPORTED if source.ABOUT.name.startswith("arena_")}
Replayed = tuple[Warehouse, list[tuple[IndexLine, IngestResult]]]


@pytest.fixture(scope="module")
def replayed(curated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    lines = in_turns([one for one in read_index(Path(str(SUMMER))) if one.source in NAMES])
    home = shutil.copytree(curated_home, tmp_path_factory.mktemp("copies") / "home")
    with Warehouse.open(home) as warehouse:
        taken = list(replay(warehouse, lines))
        list(measure(warehouse, NOW))
        yield warehouse, list(zip(lines, taken, strict=True))


def test_each_source_ends_as_its_notes_ask(replayed: Replayed) -> None:
    counts = Counter(
        (line.source, "refused" if taken.outcome.outcome == "refused" else "taken")
        for line, taken in replayed[1]
    )
    assert counts == {
        ("arena_catalog", "taken"): 9,
        ("arena_page", "taken"): 1,
        ("arena_page", "refused"): 2,
        ("arena_top50_mirror", "taken"): 46,
    }


@pytest.mark.parametrize(
    ("series", "on", "closed", "closed_value", "opened", "open_value", "basis"),
    [
        ("arena_text", "2026-02-06", "claude-opus-4-6", 1496.22, "kimi-k2.5-thinking", 1448.75,
         "board"),
        ("arena_text", "2025-12-17", "gemini-3-pro", 1492.05, "glm-4.6", 1425.25, "board"),
        ("arena_text_raw", "2026-06-16", "claude-opus-4-6-thinking", 1500.67, "glm-5.1", 1469.65,
         "leaders"),
    ],
)  # fmt: skip
def test_leaders(
    replayed: Replayed, series: str, on: str, closed: str, closed_value: float,
    opened: str, open_value: float, basis: str,
) -> None:  # fmt: skip
    row = reads_gaps.gap_on(replayed[0].connection, series, "any_weights", on)
    assert row is not None
    assert (row["closed_entry"], round(row["closed_value"], 2)) == (closed, closed_value)
    assert (row["open_entry"], round(row["open_value"], 2)) == (opened, open_value)
    assert (row["basis"], row["vintage_on"]) == (basis, on)
    assert not row["unresolved_above"]


def test_every_class_has_a_leader_among_the_first_fifty(replayed: Replayed) -> None:
    for rule in ("any_weights", "permissive"):
        segments = reads_gaps.gap_segments(replayed[0].connection, "arena_text_raw", rule)
        # From October on the dataset itself is known again.
        late = [one for one in segments if "2026-02-15" <= one["entry"] < "2026-10-02"]
        assert len(late) > 20
        assert all(one["gap"] is not None for one in late)
        assert {one["closed_provenance"] for one in late} == {"third_party"}
        assert {one["open_provenance"] for one in late} == {"third_party"}
