"""Rows without a model's name, on the recorded pages: who was dropped before the count."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from measures.boards.states import BoardState
from measures.gap.history import gap_history
from measures.gap.judgement import either_way, verdict
from measures.names.registry import Registry
from measures.segments import GapSegment, in_force
from measures.series import load
from sources.boards.epoch import benchmarks
from tests import recorded
from tests.measures.sample import alias, grade, model, registry

pytestmark = [pytest.mark.recorded, recorded.skip_without]
OSWORLD = "os_world_external"
SPELLED = {
    "claude-sonnet-4-5-20250929": "closed",
    "claude-sonnet-4-20250514": "closed",
    "computer-use-preview-2025-03-11": "closed",
}


@cache
def osworld() -> BoardState:
    page = list(recorded.pages("epoch", "benchmark_data.zip"))[-1]
    [reading] = [one for one in benchmarks.parse(page) if one.board == OSWORLD]
    rows = [dict(row) for row in reading.rows]
    return BoardState(1, "epoch", OSWORLD, "", page.seen_at.date().isoformat(), "board", rows)


def a_year_ago(known: Registry, on: str = "2025-11-10") -> GapSegment:
    found = gap_history(load()["osworld"], [osworld()], known, "any_weights", "2026-11-24")
    segment = in_force(found, on)
    assert segment is not None
    return segment


def test_opencua_is_counted_by_its_own_name_and_the_gap_of_a_year_ago_was_17_9() -> None:
    grades = {**SPELLED, "opencua-72b-preview": "permissive"}
    found = a_year_ago(registry(grades))
    assert (found.closed_value, found.open_value, found.gap) == (62.9, 45.0, 17.9)
    assert found.open_entry == "opencua-72b-preview (100 steps)"
    # DeepMiner-Mano and UI-TARS-2 stand above it, and nobody says what they are.
    assert verdict(found) == "cannot be judged"


def test_without_the_rows_that_name_no_model_it_would_have_been_57_9() -> None:
    """As it once was: the gap then seemed to have moved towards open by 58.3."""
    named = replace(osworld(), rows=[row for row in osworld().rows if row["model_name"]])
    opened = {"Qwen2.5-VL-72B-Instruct": "restricted", "kimi-k2.5": "restricted"}
    found = gap_history(
        load()["osworld"], [named], registry({**SPELLED, **opened}), "any_weights", "2026-11-24"
    )
    then, now = in_force(found, "2025-11-10"), in_force(found, "2026-04-19")
    assert then is not None
    assert now is not None
    assert round(then.gap or 0, 1) == 57.9
    assert round((now.gap or 0) - (then.gap or 0), 1) == -58.3


def test_whoever_is_not_known_keeps_the_gap_from_being_judged() -> None:
    found = a_year_ago(registry({**SPELLED, "uitars-72b-dpo": "permissive"}), "2025-11-24")
    doubt = either_way(found)
    assert doubt is not None
    assert doubt.names[:2] == ("agi-0 (50 steps)", "DeepMiner-Mano-72B (100 steps)")
    assert "opencua-72b-preview (100 steps)" in doubt.names
    assert doubt.ends is not None
    low, high = doubt.ends
    assert low < 17.9 < high


def test_a_spelling_goes_before_the_name_without_its_run() -> None:
    both = Registry(
        [model("exact"), model("plain")],
        [alias("opencua-72b-preview (100 steps)", "exact"), alias("opencua-72b-preview", "plain")],
        [grade("exact", "permissive", "2020-01-01"), grade("plain", "permissive", "2020-01-01")],
    )
    assert a_year_ago(both).open_model == "exact"
