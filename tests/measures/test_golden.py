"""Facts that published numbers must give, from the bundled facts and registry."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.gap.history import gap_history
from measures.names.registry import Registry
from measures.segments import GapSegment, in_force
from measures.series import Series, load
from sources import published, registry
from sources.boards import mmmu
from sources.boards.arena import dataset as arena_dataset
from sources.boards.epoch import benchmarks, eci_benchmarks
from sources.boards.swebench import page as swebench_page
from sources.catalogue import SOURCES
from sources.contract import Page, Reading
from tests.recorded import SUMMER

TODAY = "2026-11-24"
FULL = "arena/DERIVED-hf-parquet/text_full_20230508-20250326.parquet"
FULL_URL = (
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/"
    "text/full-00000-of-00001.parquet"
)
MMMU = "mmmu/leaderboard_data_2026-07-03_9092d1b.json"
PAGE = "swebench/swebench-index_2026-02-24_7aaf087a.html"


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.fixture(scope="module")
def known() -> Registry:
    rows: dict[str, list[Any]] = defaultdict(list)
    for name, body in registry.pages():
        for reading in registry.parse(Page(f"package:registry/{name}", body, at(2026, 11, 24))):
            rows[reading.table] += reading.rows
    grammars = {name: source.ABOUT.grammar for name, source in SOURCES.items()}
    return Registry(rows["model"], rows["alias"], rows["openness"], grammars)


def states(source: str, readings: list[Reading], seen_at: datetime) -> list[BoardState]:
    return [
        BoardState(
            vintage=number,
            source=source,
            board=reading.board,
            category=reading.category,
            published_on=(reading.published_on or seen_at.date()).isoformat(),
            basis=reading.basis,
            rows=reading.rows,
        )
        for number, reading in enumerate(readings)
        if reading.table == "score"
    ]


@pytest.fixture(scope="module")
def facts() -> list[BoardState]:
    pages = [Page(f"package:published/{name}", body, at(2026, 11, 24))
             for name, body in published.pages()]  # fmt: skip
    return [
        state
        for page in pages
        for state in states("published", list(published.parse(page)), page.seen_at)
    ]


def recorded(path: str) -> bytes:
    if not SUMMER:
        pytest.skip("GAPWATCH_RECORDED is not set: no recorded payloads to read")
    return (SUMMER / path).read_bytes()


def gap_on(series: str, some: list[BoardState], known: Registry, day: str) -> GapSegment:
    found = in_force(gap_history(load()[series], some, known, "any_weights", TODAY), day)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("series", "day", "gap", "closed", "opened"),
    [
        ("mmlu_vendor_5shot", "2023-03-14", 23.0, 86.4, 63.4),
        ("mmlu_vendor_5shot", "2023-07-18", 17.5, 86.4, 68.9),
        ("mmlu_vendor_5shot", "2024-07-31", 1.4, 88.7, 87.3),
        ("mmlu_vendor_cot", "2024-07-31", 0.1, 88.7, 88.6),
        ("swebench_verified_vendor", "2026-02-20", 0.7, 80.9, 80.2),
    ],
)
def test_gaps_of_cited_facts(
    series: str,
    day: str,
    gap: float,
    closed: float,
    opened: float,
    facts: list[BoardState],
    known: Registry,
) -> None:
    found = gap_on(series, facts, known, day)
    assert found.gap == pytest.approx(gap)
    assert (found.closed_value, found.open_value) == (closed, opened)


def test_the_vendor_gap_of_february_2026_is_within_noise(
    facts: list[BoardState], known: Registry
) -> None:
    found = gap_on("swebench_verified_vendor", facts, known, "2026-02-20")
    assert found.gap_low == pytest.approx(-4.2, abs=0.05)
    assert found.gap_high == pytest.approx(5.6, abs=0.05)
    assert found.p_open_ahead == pytest.approx(0.39, abs=0.005)


@pytest.fixture(scope="module")
def long_arena() -> list[BoardState]:
    seen_at = at(2025, 3, 27)
    page = Page(FULL_URL, recorded(FULL), seen_at)
    return states("arena", list(arena_dataset.parse(page)), seen_at)


@pytest.mark.recorded
@pytest.mark.parametrize(
    ("day", "closed", "opened"),
    [
        ("2024-07-30", ("GPT-4o-2024-05-13", 1286.1), ("Meta-Llama-3.1-405B-Instruct-fp8", 1262.2)),
        ("2025-01-24", ("Gemini-2.0-Flash-Thinking-Exp-01-21", 1381.8), ("DeepSeek-R1", 1357.0)),
        ("2025-03-26", ("Gemini-2.5-Pro-Exp-03-25", 1443.0), ("DeepSeek-R1", 1359.5)),
    ],
)
def test_the_long_arena_series(
    day: str,
    closed: tuple[str, float],
    opened: tuple[str, float],
    long_arena: list[BoardState],
    known: Registry,
) -> None:
    found = gap_on("arena_text_raw", long_arena, known, day)
    assert (found.closed_entry, found.open_entry) == (closed[0], opened[0])
    assert found.closed_value == pytest.approx(closed[1], abs=0.05)
    assert found.open_value == pytest.approx(opened[1], abs=0.05)


def mean_move(before: dict[str, float], after: dict[str, float]) -> float:
    """Mean change of the models that are in both."""
    return fmean(after[name] - before[name] for name in after if name in before)


def breaks_of(series: str) -> list[str]:
    return [one.on for one in load()[series].scale_breaks]


@pytest.mark.recorded
def test_the_break_of_the_long_arena_series_is_its_largest_move(
    long_arena: list[BoardState],
) -> None:
    values = {
        state.published_on: {row["entry"]: row["value"] for row in state.rows}
        for state in long_arena
    }
    moves = {
        day: mean_move(values[before], values[day]) for before, day in pairwise(sorted(values))
    }
    largest = max(moves, key=lambda day: abs(moves[day]))
    assert largest in breaks_of("arena_text_raw")
    assert moves[largest] == pytest.approx(55, abs=0.5)
    # Before it, ratings were centred on 1000.
    centres = [fmean(values[day].values()) for day in values if day < largest]
    assert centres == [pytest.approx(1000, abs=0.5)] * len(centres)


@pytest.mark.recorded
def test_the_break_of_style_control_moved_every_model_alike() -> None:
    folder = "arena/lmarena-arena-catalog/leaderboard-text-style-control_"
    before, after = (
        {name: model["rating"] for name, model in json.loads(text)["full"].items()}
        for text in (recorded(f"{folder}{day}.json") for day in ("2025-05-13", "2025-05-20"))
    )
    assert breaks_of("arena_text")[0] == "2025-05-20"
    assert mean_move(before, after) == pytest.approx(60, abs=1)
    assert all(55 < after[name] - before[name] < 65 for name in after if name in before)


@pytest.mark.recorded
def test_the_second_harness_of_epoch_gives_other_scores() -> None:
    before, after = (
        epoch_runs(recorded(f"epoch/DERIVED-benchmark_data_{day}.zip"))
        for day in ("2026-01-20", "2026-03-12")
    )
    assert breaks_of("swebench_verified_epoch") == ["2026-02-01"]
    assert len(before.keys() & after.keys()) == 9
    assert mean_move(before, after) == pytest.approx(9.5, abs=0.1)


def epoch_runs(body: bytes) -> dict[str, float]:
    page = Page(benchmarks.URL, body, at(2026, 3, 12))
    [board] = [r for r in benchmarks.parse(page) if r.board == "swe_bench_verified"]
    return {row["model_name"]: row["value"] for row in board.rows}


@pytest.mark.recorded
def test_the_mini2_gap_whatever_the_page_flags(known: Registry) -> None:
    seen_at = at(2026, 2, 24)
    page = Page(swebench_page.URL, recorded(PAGE), seen_at)
    some = states("swebench_page", list(swebench_page.parse(page)), seen_at)
    found = gap_on("swebench_verified_mini2", some, known, "2026-02-24")
    assert (found.closed_value, found.open_value) == (76.8, 75.8)
    assert found.open_model == "minimax-m2.5"


@pytest.mark.recorded
@pytest.mark.parametrize(
    ("series", "gap", "low", "high"),
    [("hle", 13.15, 10.5, 15.8), ("apex_agents", 21.5, 17.1, 25.9)],
)
def test_halves_of_intervals_are_no_standard_errors(
    series: str, gap: float, low: float, high: float, known: Registry
) -> None:
    """Raw: HLE 37.52 and 24.37, half-widths 1.9 and 1.81. APEX: 35.9 and 14.4, 3.8 and 2.25."""
    seen_at = at(2026, 4, 19)
    page = Page(benchmarks.URL, recorded("epoch/DERIVED-benchmark_data_2026-04-19.zip"), seen_at)
    some = states("epoch", list(benchmarks.parse(page)), seen_at)
    found = gap_on(series, some, known, "2026-04-19")
    assert found.gap == pytest.approx(gap)
    assert (found.gap_low, found.gap_high) == (
        pytest.approx(low, abs=0.05), pytest.approx(high, abs=0.05)
    )  # fmt: skip


@pytest.mark.recorded
@pytest.mark.parametrize(
    ("series", "before", "after", "closed", "opened"),
    [
        ("gpqa_epoch", 6.78, 1.48, ("gpt-5.4-pro", 94.6), ("kimi-k3", 93.12)),
        ("apex_agents", 21.5, 5.7, ("claude-fable-5", 45.0), ("kimi-k3", 39.3)),
        ("hle", 13.15, 22.07, ("gemini-3.1-pro", 46.44), ("kimi-k2.5", 24.37)),
        ("swebench_verified_epoch", 4.96, 4.77, ("claude-opus-4-7", 83.47), ("glm-5.2", 78.7)),
        ("terminalbench", 26.0, 32.3, ("gpt-5.5", 84.7), ("glm-5", 52.4)),
    ],
)
def test_the_newest_copy_of_the_same_runs_wins(
    series: str, before: float, after: float, closed: tuple[str, float], opened: tuple[str, float],
    known: Registry,
) -> None:  # fmt: skip
    """The zip of April, and Epoch's table of August with the scores behind its index."""
    some = []
    for module, path, seen_at in (
        (benchmarks, "epoch/DERIVED-benchmark_data_2026-04-19.zip", at(2026, 4, 19)),
        (eci_benchmarks, "epoch_eci/eci_benchmarks_2026-08-11.csv", at(2026, 8, 11)),
    ):
        page = Page(module.URL, recorded(path), seen_at)
        some += states(module.ABOUT.name, list(module.parse(page)), seen_at)
    one = load()[series]
    old, new = (
        in_force(gap_history(one, some, known, "any_weights", day), day)
        for day in ("2026-08-10", "2026-08-11")
    )
    assert old is not None
    assert new is not None
    assert (round(old.gap or 0, 2), round(new.gap or 0, 2)) == (before, after)
    assert (new.closed_model, round(new.closed_value or 0, 2)) == closed
    assert (new.open_model, round(new.open_value or 0, 2)) == opened
    april = in_force(gap_history(one, some, known, "any_weights", TODAY), "2026-04-18")
    assert april is not None
    assert april.gap == old_gap_on(one, some, known, "2026-04-18")


def old_gap_on(series: Series, some: list[BoardState], known: Registry, day: str) -> float | None:
    """The gap on a day as it was told before the table of August came."""
    found = in_force(gap_history(series, some, known, "any_weights", "2026-08-10"), day)
    return found.gap if found else None


def test_mmmu_pro_cannot_be_judged_while_nobody_knows_what_leads_it(known: Registry) -> None:
    """Chance Vision 1.5 is 86.9; only the board says that it is proprietary."""
    seen = at(2026, 7, 3)
    page = Page("https://x.test/leaderboard_data.json", recorded(MMMU), seen)
    some = states("mmmu", list(mmmu.parse(page)), seen)
    found = gap_on("mmmu_pro_vendor", some, known, "2026-07-03")
    assert (found.closed_model, found.unresolved_above) == ("gpt-5.4", 1)
    assert [round(x, 1) for x in (found.gap, found.gap_low, found.gap_high) if x is not None] == [
        4.3, 1.6, 7.0,
    ]  # fmt: skip
    assert found.gap_if_unresolved_closed == pytest.approx(10.0)
