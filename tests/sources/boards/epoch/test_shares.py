"""Shares turned back into the scores that were published, and compared with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from statistics import median
from typing import Any

import pytest

from sources.boards.epoch import benchmarks, eci_benchmarks
from sources.boards.epoch.eci_benchmarks import BOARDS, ShareBoard
from tests.recorded import pages, skip_without

GUESSED = ShareBoard("once", "independent", 198, Decimal("0.25"))


def test_chance_is_put_back() -> None:
    assert GUESSED.percent(Decimal("0.928")) == Decimal("94.6")
    assert GUESSED.percent(Decimal(1)) == 100


def test_a_score_at_chance_or_below_is_not_known() -> None:
    assert GUESSED.percent(Decimal(0)) is None
    assert ShareBoard("once", "independent").percent(Decimal(0)) == 0


def table() -> dict[str, list[Mapping[str, Any]]]:
    *_, newest = pages("epoch_eci_benchmarks")
    return {one.board: list(one.rows) for one in eci_benchmarks.parse(newest)}


def zipped() -> dict[str, list[Mapping[str, Any]]]:
    *_, newest = pages("epoch")
    return {one.board: list(one.rows) for one in benchmarks.parse(newest)}


@skip_without
@pytest.mark.parametrize(
    ("name", "stem", "common", "equal", "middle"),
    [
        ("GPQA diamond", "gpqa_diamond", 95, 85, 0.0),
        ("SWE-Bench verified", "swe_bench_verified", 22, 22, 0.0),
        ("HLE", "hle_external", 25, 25, 0.0),
        ("APEX-Agents", "apex_agents_external", 16, 7, 0.1),
        ("Terminal Bench", "terminalbench_external", 28, 23, 0.0),
    ],
)
def test_copies_are_of_the_same_runs(
    name: str, stem: str, common: int, equal: int, middle: float
) -> None:
    """By model version, against the nearest run that the zip of April 2026 has of it.

    GPQA's other rows are the best run of a group under the name of another version,
    Terminal-Bench's are better agents, APEX-Agents' are new runs of the same 480 tasks.
    """
    held: dict[str, list[float]] = defaultdict(list)
    for row in zipped()[stem]:
        held[row["model_name"]].append(row["value"])
    away = [
        min(abs(row["value"] - value) for value in held[row["entry"]])
        for row in table()[name]
        if row["entry"] in held
    ]
    assert (len(away), sum(one < 0.051 for one in away)) == (common, equal)
    assert median(away) == pytest.approx(middle, abs=0.001)


@skip_without
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        # simple-bench.com in early 2025: in percent, six answers to choose from.
        ("SimpleBench", {"GPT-4.5": 34.5, "Claude 3.5 Sonnet (October 2024)": 41.4,
                         "DeepSeek-R1": 30.9, "Claude 3 Opus": 23.5}),
        # arXiv 2606.29537: 20.6 of 100 tasks completed.
        ("OSWorld 2.0", {"Claude Opus 4.8": 20.6, "GPT-5.5": 13.0}),
    ],
)  # fmt: skip
def test_scores_that_boards_publish_themselves(name: str, shown: Mapping[str, float]) -> None:
    found = {row["model_name"]: row["value"] for row in table()[name]}
    assert {model: round(found[model], 1) for model in shown} == shown


@skip_without
@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("FrontierMath-Tiers-1-3-v2-Private", 1), ("OTIS Mock AIME 2024-2025", 16),
        ("MATH level 5", 8),
    ],
)  # fmt: skip
def test_scores_are_fractions_of_the_items(name: str, runs: int) -> None:
    """Of items times runs, for nine of ten rows: a few runs lost an item."""
    trials = BOARDS[name].items or 0
    values = [row["value"] / 100 * trials * runs for row in table()[name]]
    assert sum(abs(one - round(one)) < 0.02 for one in values) >= 0.9 * len(values)


def test_a_version_counts_from_the_day_in_its_name() -> None:
    first = eci_benchmarks._first_day
    assert first("o3-2025-04-16_high", "2024-12-20") == "2025-04-16"
    assert first("claude-opus-4-20250514_16K", "2025-05-22") == "2025-05-22"
    assert first("gpt-4-0125-preview", "2023-11-06") == "2023-11-06"
    assert first("model", "") is None
