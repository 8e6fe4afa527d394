"""Declared breaks on the recorded pages: what models listed before and after moved by.

move = mean over common models of (value after - value before), in the series' own unit
"""

from collections import defaultdict
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest

from measures.series import load
from sources.boards import bfcl, livebench, vectara_hallucination
from sources.boards.arena import catalog as arena_catalog, dataset as arena_dataset
from sources.boards.epoch import benchmarks, eci_benchmarks
from sources.contract import Source
from tests import recorded
from tests.measures.shipped import names
from tests.recorded import FOLDERS, SUMMER

_Key = tuple[str, str | None]

pytestmark = [
    pytest.mark.recorded,
    pytest.mark.nightly,
    pytest.mark.skipif(not SUMMER, reason="GAPWATCH_RECORDED is not set: no recorded pages"),
]


def rows_of(source: Source, day: str, board: str) -> list[dict[str, Any]]:
    for page in recorded.pages(source.ABOUT.name, folders=FOLDERS[:1]):
        if f"{page.seen_at:%Y-%m-%d}" == day:
            for one in source.parse(page):
                if (one.table, one.board) == ("score", board):
                    return [dict(row) for row in one.rows if row["value"] is not None]
    raise AssertionError(f"no board {board} of {source.ABOUT.name} on {day}")


def by_model(source: Source, day: str, board: str) -> dict[_Key, float]:
    """Value by model and effort; those listed more than once say nothing."""
    found: dict[_Key, list[float]] = defaultdict(list)
    for row in rows_of(source, day, board):
        match = names().match(source.ABOUT.name, row["model_name"] or "", day)
        key = (match.model, match.effort) if match else (str(row["model_name"]), None)
        found[key].append(row["value"])
    return {model: values[0] for model, values in found.items() if len(values) == 1}


def moved(before: dict[_Key, float], after: dict[_Key, float]) -> tuple[int, float]:
    changes = [after[model] - before[model] for model in after if model in before]
    return len(changes), round(fmean(changes), 2)


ACROSS = [
    # series, break, source, (day, board) before, (day, board) after, common models, mean move
    ("bfcl_multi_turn", "2025-08-28", bfcl, ("2025-06-14", "Multi Turn Acc"),
     ("2025-08-28", "Multi Turn Acc"), 44, 0.67),
    ("vectara_hallucination", "2024-12-02", vectara_hallucination, ("2024-04-25", "leaderboard"),
     ("2024-12-02", "leaderboard"), 20, 4.15),
    ("vectara_hallucination", "2025-11-21", vectara_hallucination, ("2025-07-24", "leaderboard"),
     ("2025-12-02", "leaderboard"), 26, 3.05),
    ("livebench", "2024-11-25", livebench, ("2024-06-24", "2024_06_24"),
     ("2024-11-25", "2024_11_25"), 10, -2.68),
    ("livebench", "2025-11-25", livebench, ("2025-05-30", "2025_05_30"),
     ("2025-11-25", "2025_11_25"), 43, -8.2),
    ("livebench", "2026-01-08", livebench, ("2025-11-25", "2025_11_25"),
     ("2026-03-06", "2026_01_08"), 57, -4.61),
    ("livebench", "2026-07-23", livebench, ("2026-07-01", "2026_01_08"),
     ("2026-07-23", "2026_06_25"), 26, -1.35),
    ("swebench_verified_epoch", "2026-02-01", benchmarks, ("2026-01-20", "swe_bench_verified"),
     ("2026-03-12", "swe_bench_verified"), 9, 9.46),
]  # fmt: skip
"""LiveBench's tables of 2024-11-25 and 2025-05-30 have no model in common."""


@pytest.mark.parametrize(("series", "on", "source", "before", "after", "common", "move"), ACROSS)
def test_models_in_both_moved_across_a_declared_break(
    series: str, on: str, source: Source,
    before: tuple[str, str], after: tuple[str, str], common: int, move: float,
) -> None:  # fmt: skip
    assert on in [one.on for one in load()[series].scale_breaks]
    assert before[0] < on <= after[0]
    assert moved(by_model(source, *before), by_model(source, *after)) == (common, move)


@recorded.skip_without_november
def test_the_agents_of_october_are_on_another_scale_than_those_of_august() -> None:
    """Claude Opus 5 (max) went from 43.5 to 65.8, Muse Spark 1.1 from 41.9 to 31.8."""
    assert "2026-10-08" in [one.on for one in load()["apex_agents"].scale_breaks]
    page = recorded.november("epoch/2026-10-08_benchmark_data_EXCERPT.zip")
    (october,) = [one for one in benchmarks.parse(page) if one.board == "apex_agents_external"]
    august = rows_of(eci_benchmarks, "2026-08-11", "APEX-Agents")
    before = {(row["entry"], None): row["value"] for row in august}
    after = {(row["model_name"], None): row["value"] for row in october.rows}
    assert moved(before, after) == (9, 9.32)


OF_ARENA = [
    # series, source, end of the address, board, days, break, common models, mean move
    ("arena_text_raw", arena_dataset, "text/full-00000-of-00001.parquet", "text", 105,
     "2024-03-27", 75, 55),
    ("arena_text", arena_catalog, "style-control.json", "text_style_control", 3,
     "2025-05-20", 228, 60),
]  # fmt: skip


@pytest.mark.parametrize(
    ("series", "source", "end", "board", "days", "on", "common", "move"), OF_ARENA
)
def test_a_board_of_arena_moved_as_a_whole_on_a_declared_day(
    series: str, source: Source, end: str, board: str, days: int, on: str, common: int, move: int
) -> None:
    assert on in [one.on for one in load()[series].scale_breaks]
    values: dict[str, dict[_Key, float]] = {}
    for page in recorded.pages(source.ABOUT.name, end, FOLDERS[:1]):
        for one in source.parse(page):
            if (one.table, one.board, one.category) == ("score", board, "overall"):
                day = (one.published_on or page.seen_at.date()).isoformat()
                rated = [row for row in one.rows if row["value"] is not None]
                values[day] = {(row["entry"], None): row["value"] for row in rated}
    assert len(values) == days
    (found,) = [
        moved(values[then], values[now]) for then, now in pairwise(sorted(values)) if now == on
    ]
    assert (found[0], round(found[1])) == (common, move)
