"""Crossings with hysteresis, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from measures.gap import transitions as turns
from measures.segments import GapSegment, PriceGapSegment


def row(
    on: int, gap: float | None, half: float | None = 1.0, chance: float | None = None
) -> GapSegment:
    known = gap is not None and half is not None
    return GapSegment(
        entry=f"2026-01-{on:02d}",
        gap=gap,
        gap_low=gap - half if known else None,  # type: ignore[operator]
        gap_high=gap + half if known else None,  # type: ignore[operator]
        p_open_ahead=chance,
        closed_model="c",
        open_model=f"o{on}",
    )


def test_a_level_is_crossed_only_beyond_the_hysteresis_and_significantly() -> None:
    # Level 25, hysteresis 3: above from 28, below to 22, and the interval must exclude 25.
    history = [
        row(1, 40),  # above: the first state is no change
        row(2, 26),  # 25 <= 26 < 28: between, nothing
        row(3, 24),  # 22 < 24 <= 25: between, nothing
        row(4, 21, half=5),  # 21 <= 22 but 16 to 26 holds 25: not significant, nothing
        row(5, 21),  # 21 <= 22, 20 to 22 excludes 25: below
        row(6, 27),  # between: still below
        row(7, 29, half=None),  # no interval: nothing is significant
        row(8, 29),  # 29 >= 28, 28 to 30 excludes 25: above
    ]
    found = turns.transitions(history, turns.side_of_level(25, 3))
    assert [(one.on, one.before, one.after) for one in found] == [
        ("2026-01-05", "above", "below"),
        ("2026-01-08", "below", "above"),
    ]
    assert turns.state_at_end(history, turns.side_of_level(25, 3)) == "above"
    assert turns.state_at_end(history[:7], turns.side_of_level(25, 3)) == "below"


def test_the_class_ahead_needs_an_interval_that_excludes_zero() -> None:
    history = [row(1, 5), row(2, 0.5), row(3, -0.5), row(4, None), row(5, -5), row(6, 0)]
    (found,) = turns.transitions(history, turns.class_ahead)
    assert (found.on, found.before, found.after) == ("2026-01-05", "closed", "open")


def test_parity_begins_at_ten_percent_and_ends_at_two_and_a_half() -> None:
    chances = [0.01, 0.05, 0.09, 0.10, 0.05, 0.03, 0.025, 0.5, 0.976]
    history = [row(n, 1.0, chance=chance) for n, chance in enumerate(chances, start=1)]
    found = turns.transitions(history, turns.parity)
    assert [(one.on[-2:], one.after) for one in found] == [
        ("04", "level"),
        ("07", "decided"),
        ("08", "level"),
        ("09", "decided"),  # open is ahead: min(0.976, 0.024) <= 0.025
    ]


def test_a_price_ratio_must_pass_the_level_by_the_factor() -> None:
    # Level 10, factor 1.1: above from 11, below to 9.0909...
    ratios = [12.0, 10.0, 9.2, 9.0, 10.5, None, 11.0]
    history = [
        PriceGapSegment(entry=f"2026-01-{n:02d}", threshold=50, price_ratio=ratio)
        for n, ratio in enumerate(ratios, 1)
    ]
    found = turns.transitions(history, turns.side_of_ratio(10, 1.1))
    assert [(one.on[-2:], one.after) for one in found] == [("04", "below"), ("07", "above")]


def test_a_class_without_an_entry_changes_no_leader() -> None:
    history = [
        row(1, 1.0),
        replace(row(2, 1.0), open_model=None),
        replace(row(3, 1.0), open_model="x"),
    ]
    (found,) = turns.transitions(history, turns.leading_model("open"))
    assert (found.before, found.after, found.on) == ("o1", "x", "2026-01-03")


@given(st.lists(st.floats(-100, 100), max_size=20), st.floats(1, 50), st.floats(0.5, 10))
@settings(max_examples=60, derandomize=True)
def test_states_alternate_and_small_moves_change_nothing(
    gaps: list[float], level: float, hysteresis: float
) -> None:
    reading = turns.side_of_level(level, hysteresis)
    history = [row(1 + n, gap, half=0.0) for n, gap in enumerate(gaps)]
    found = turns.transitions(history, reading)
    assert all(one.before != one.after for one in found)
    for first, second in pairwise(found):
        assert first.after == second.before
        assert abs((first.segment.gap or 0) - (second.segment.gap or 0)) >= 2 * hysteresis
