"""Series of Epoch's table of August 2026, against its raw rows."""

from __future__ import annotations

import csv

import pytest

from measures.boards.states import BoardState
from measures.gap.history import gap_history
from measures.gap.saturation import saturated_since
from measures.names.registry import Registry
from measures.segments import in_force
from measures.series import load
from sources.boards import llm_stats
from sources.boards.epoch import benchmarks, eci_benchmarks
from sources.contract import Source
from tests.measures.test_golden import known, states
from tests.recorded import file, pages, skip_without

__all__ = ["known"]

pytestmark = skip_without
ON = "2026-08-11"
TABLE = ("epoch_eci", "eci_benchmarks_2026-08-11.csv")


def raw(benchmark: str) -> dict[str, float]:
    """Shares of the file by model version, as they stand there."""
    with file(*TABLE).open(encoding="utf-8", newline="") as lines:
        return {
            row["model_version"]: float(row["performance"])
            for row in csv.DictReader(lines)
            if row["benchmark"] == benchmark
        }


def held(*modules: Source) -> list[BoardState]:
    found = []
    for module in modules:
        for page in pages(module.ABOUT.name):
            found += states(module.ABOUT.name, list(module.parse(page)), page.seen_at)
    return found


@pytest.fixture(scope="module")
def table() -> list[BoardState]:
    return held(eci_benchmarks)


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
def test_leaders_and_gaps_are_those_of_the_raw_rows(
    series: str, benchmark: str, chance: float, closed: str, opened: str, gap: float,
    low: float | None, high: float | None, table: list[BoardState], known: Registry,
) -> None:  # fmt: skip
    found = in_force(gap_history(load()[series], table, known, "any_weights", ON), ON)
    assert found is not None
    assert (found.closed_entry, found.open_entry) == (closed, opened)
    shares = raw(benchmark)
    difference = 100 * (1 - chance) * (shares[closed] - shares[opened])
    assert found.gap == pytest.approx(difference, abs=1e-5)
    assert found.gap == pytest.approx(gap, abs=0.005)
    assert shares[closed] == max(shares.values()), "nobody stands above the closed leader"
    assert found.unresolved_above == 0
    interval = (found.gap_low, found.gap_high)
    if low is None:
        assert interval == (None, None)
    else:
        assert interval == (pytest.approx(low, abs=0.05), pytest.approx(high, abs=0.05))


def test_the_rule_finds_which_data_sets_are_saturated_and_since_when(known: Registry) -> None:
    """On the pages of Epoch and of the makers' list."""
    some = held(benchmarks, eci_benchmarks, llm_stats)
    asked = [
        one
        for one in load().values()
        if one.unit == "percent"
        and {source.source for source in one.sources} <= {"epoch", "epoch_eci_benchmarks",
                                                          "llm_stats", "published"}
    ]  # fmt: skip
    newest = [
        state for state in some
        if state.published_on == max(
            other.published_on for other in some
            if (other.source, other.board) == (state.source, state.board)
        )
    ]  # fmt: skip
    gaps = {one.id: gap_history(one, newest, known, "any_weights", "2026-10-31") for one in asked}
    # Of MATH level 5 the leaders are 2.4 standard errors apart, of ARC-AGI-2 32 points; by the
    # makers' own numbers open has 88 of GPQA, which are the questions of Epoch's runs.
    assert saturated_since(asked, gaps) == {
        "gpqa_epoch": "2026-04-20", "gpqa_vendor": "2026-04-20", "otis_mock_aime": "2026-02-02",
    }  # fmt: skip
