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
    page = november("arena/2026-08-19_agent_latest_DERIVED_WHOLE51.parquet")
    found = {
        item.entry: item.model
        for item in entries_of(load()["arena_agent"], states_of(arena_dataset, page), known)
    }
    assert len(found) == 51
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
