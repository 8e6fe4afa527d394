"""Gaps by hand from pages of September to November 2026; excerpts of them decide only what they
hold."""

from __future__ import annotations

from math import sqrt

import pytest

from measures.boards.states import BoardState, entries_of
from measures.gap.daily import gap_history
from measures.names.registry import Registry
from measures.segments import GapSegment
from measures.series import load
from pipelines.ingest.history import registry_of
from sources.boards.arena import dataset as arena_dataset
from sources.boards.epoch import benchmarks
from sources.contract import Page, Source
from tests.recorded import november, skip_without_november

pytestmark = [pytest.mark.recorded, skip_without_november]


def states_of(source: Source, page: Page, *, basis: str | None = None) -> list[BoardState]:
    return [
        BoardState(
            vintage=number,
            source=source.ABOUT.name,
            board=reading.board,
            category=reading.category,
            published_on=(reading.published_on or page.seen_at.date()).isoformat(),
            basis=basis or reading.basis,
            rows=reading.rows,
        )
        for number, reading in enumerate(source.parse(page))
        if reading.table == "score"
    ]


def gap(series: str, states: list[BoardState], known: Registry, rule: str) -> GapSegment:
    on = max(state.published_on for state in states)
    return gap_history(load()[series], states, known, rule, on)[-1]


@pytest.fixture(scope="module")
def known() -> Registry:
    return registry_of()


def test_agents_of_19_august(known: Registry) -> None:
    page = november("arena/2026-08-19_agent_latest_DERIVED_WHOLE51.parquet")
    states = states_of(arena_dataset, page)
    found = gap("arena_agent", states, known, "any_weights")
    assert (found.closed_model, found.closed_value) == ("claude-opus-5", 12.47)
    assert (found.open_model, found.open_value) == ("kimi-k3", 10.41)
    assert found.gap == pytest.approx(2.06)
    half = sqrt(((14.01 - 10.93) / 2) ** 2 + ((11.03 - 9.79) / 2) ** 2)
    assert half == pytest.approx(1.66, abs=0.005)
    assert (found.gap_low, found.gap_high) == pytest.approx((2.06 - half, 2.06 + half))
    assert (found.win_probability, found.unresolved_above) == (None, 0)
    assert gap("arena_agent", states, known, "permissive").open_value == 6.26


def test_every_agent_of_19_august_has_a_model(known: Registry) -> None:
    (state,) = states_of(
        arena_dataset, november("arena/2026-08-19_agent_latest_DERIVED_WHOLE51.parquet")
    )
    found = {item.entry: item.model for item in entries_of(load()["arena_agent"], [state], known)}
    # Grok Build is made for coding, and no general model.
    assert {row["entry"] for row in state.rows} - set(found) == {"Grok Build 0.1"}
    assert len(found) == 50
    assert None not in found.values()
    assert found["Deepseek V4 Flash (High) (20260731)"] == "deepseek-v4-flash-0731"
    assert found["DeepSeek V4 Pro (High) (0813)"] == "deepseek-v4-pro-0813"
    assert found["GPT 5.6 Sol (xHigh)"] == "gpt-5.6-sol"


def test_agents_of_27_september_as_far_as_the_excerpt_goes(known: Registry) -> None:
    page = november("arena/2026-09-28_agent_overall_EXCERPT12.parquet")
    found = gap("arena_agent", states_of(arena_dataset, page), known, "any_weights")
    assert (found.closed_model, found.open_model) == ("claude-fable-5-1", "kimi-k3")
    assert found.gap == pytest.approx(13.84 - 4.2384)
    assert found.gap_high is not None
    assert found.gap_high - 9.6016 == pytest.approx(1.84, abs=0.01)


OCTOBER = "epoch/2026-10-08_benchmark_data_EXCERPT.zip"


@pytest.mark.parametrize(
    ("series", "path", "gap_", "closed", "opened"),
    [
        ("frontiercode", "epoch/2026-09-28_benchmark_data_EXCERPT3.zip", 53.38 - 44.17,
         "claude-opus-5", "kimi-k3"),
        ("osworld_2", OCTOBER, 31.43 - 4.6, "claude-opus-5", "kimi-k2.6"),
        ("apex_agents", OCTOBER, 82.2 - 59.5, "gemini-4-argon", "mimo-v2.6-pro"),
    ],
)  # fmt: skip
def test_files_of_epochs_autumn(
    known: Registry, series: str, path: str, gap_: float, closed: str, opened: str
) -> None:
    found = gap(series, states_of(benchmarks, november(path)), known, "any_weights")
    assert (found.closed_model, found.open_model) == (closed, opened)
    assert found.gap == pytest.approx(gap_)
    assert not found.unresolved_above


def test_the_error_of_terminal_bench_is_half_an_interval(known: Registry) -> None:
    """2.0892351283 is what the board's own interface calls the half-width of this run."""
    page = november("epoch/2026-09-28_benchmark_data_EXCERPT3.zip")
    (run,) = [
        item
        for item in entries_of(load()["terminalbench"], states_of(benchmarks, page), known)
        if item.row["harness"] == "NexAU-AHE"
    ]
    assert run.stderr == pytest.approx(2.0892351283 / 1.96, rel=1e-4)
