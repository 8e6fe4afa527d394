"""Leaders and gaps of Epoch's table of August 2026 are those of its raw rows."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from measures.boards.states import BoardState
from measures.series import load
from sources.boards.epoch import eci_benchmarks
from tests.measures.sample import gap_history
from tests.measures.shipped import names, states
from tests.recorded import file, pages, skip_without

ON = "2026-08-11"


@cache
def held() -> list[BoardState]:
    return [one for page in pages("epoch_eci_benchmarks") for one in states(eci_benchmarks, page)]


def raw(benchmark: str) -> dict[str, float]:
    """Shares of Epoch's table of August by model version, as they stand there."""
    table = file("epoch_eci", "eci_benchmarks_2026-08-11.csv")
    with table.open(encoding="utf-8", newline="") as lines:
        return {
            row["model_version"]: float(row["performance"])
            for row in csv.DictReader(lines)
            if row["benchmark"] == benchmark
        }


@skip_without
@pytest.mark.parametrize(
    ("series", "benchmark", "chance", "closed", "opened", "gap", "low", "high"),
    [
        ("frontiermath", "FrontierMath-Tiers-1-3-v2-Private", 0.0, "gpt-5.6-sol_max",
         "kimi-k3_max", 16.94, 10.6, 23.3),
        ("frontiermath_tier4", "FrontierMath-Tier-4-v2-Private", 0.0, "claude-fable-5_max",
         "kimi-k3_max", 48.78, 31.3, 66.3),
        ("otis_mock_aime", "OTIS Mock AIME 2024-2025", 0.001, "gpt-5.5-pre-release_xhigh",
         "kimi-k3_max", 2.78, -4.3, 9.9),
        ("math_level_5", "MATH level 5", 0.0, "gpt-5-2025-08-07_high", "DeepSeek-R1-0528",
         1.49, 0.3, 2.7),
        ("arc_agi_2", "ARC-AGI-2", 0.0, "gpt-5.6-sol_max", "kimi-k3_max", 32.08, 22.2, 42.0),
        ("simplebench", "SimpleBench", 1 / 6, "claude-fable-5_max", "kimi-k2.7-code", 24.0,
         15.6, 32.4),
        ("weirdml", "WeirdML", 0.0, "claude-fable-5_max", "kimi-k3_max", 9.37, None, None),
        ("deepswe", "DeepSWE", 0.0, "claude-opus-5_max", "kimi-k3_max", 5.13, -6.5, 16.8),
        ("osworld_2", "OSWorld 2.0", 0.0, "claude-opus-4-8_max", "kimi-k2.6", 16.0, 7.4, 24.6),
    ],
)  # fmt: skip
def test_leaders_and_gaps(
    series: str, benchmark: str, chance: float, closed: str, opened: str, gap: float,
    low: float | None, high: float | None,
) -> None:  # fmt: skip
    found = gap_history(load()[series], held(), names(), "any_weights", ON)[-1]
    assert (found.closed_entry, found.open_entry) == (closed, opened)
    shares = raw(benchmark)
    difference = 100 * (1 - chance) * (shares[closed] - shares[opened])
    assert found.gap == pytest.approx(difference, abs=1e-5)
    assert found.gap == pytest.approx(gap, abs=0.005)
    assert shares[closed] == max(shares.values()), "nobody stands above the closed leader"
    assert found.unresolved_above == 0
    ends = (found.gap_low, found.gap_high)
    assert [None if end is None else round(end, 1) for end in ends] == [low, high]
