from __future__ import annotations

from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.errors import RowInvalid
from measures.gap.history import inputs_on, moments
from measures.segments import FrontierSegment, GapSegment
from measures.series import Series
from tests.measures.sample import frontier_history, gap_history, registry, row, series, state

KNOWN = registry({
    "ours": "closed", "mit": "permissive", "llama": "restricted", "nc": "non_commercial",
    "data": "fully_open", "dark": [],
})  # fmt: skip


def gaps(of: Series, *states: BoardState, rule: str = "any_weights") -> list[GapSegment]:
    return gap_history(of, states, KNOWN, rule, "2026-12-31")


def test_a_gap_by_hand() -> None:
    [found] = gaps(series(), state("2026-02-20", row("ours", 80.9), row("mit", 80.2), vintage=3))
    assert found.gap == pytest.approx(0.7)
    assert (round(found.gap_low or 0, 1), round(found.gap_high or 0, 1)) == (-4.2, 5.6)
    assert (found.ci_level, found.win_probability) == (0.95, None)
    assert round(found.p_open_ahead or 0, 2) == 0.39
    assert found.detectable_gap == pytest.approx(7.0, abs=0.01)
    assert (found.closed_entry, found.closed_model, found.closed_vintage) == ("ours", "ours", 3)
    assert (found.open_provenance, found.open_dated_on) == ("independent", None)
    assert (found.unresolved_above, found.basis, found.vintage_on) == (0, "board", "2026-02-20")


def test_ratings_also_read_as_a_chance_to_win() -> None:
    elo = series(unit="elo", items=None)
    rows = (row("ours", 1531.0, unit="elo"), row("mit", 1500.0, unit="elo"))
    [found] = gaps(elo, state("2025-01-01", *rows))
    assert found.win_probability == pytest.approx(0.5445, abs=1e-4)
    assert (found.gap, found.gap_low, found.p_open_ahead) == (31, None, None)


@pytest.mark.parametrize(("value", "count"), [(39.9, 0), (40, 1), (45, 1), (60, 1)])
@pytest.mark.parametrize("stranger", ["nobody", "dark"])
def test_unresolved_entries_count_from_the_lower_frontier_up(
    stranger: str, value: float, count: int
) -> None:
    rows = (row("ours", 50), row("mit", 40), row(stranger, value))
    assert gaps(series(), state("2025-01-01", *rows))[0].unresolved_above == count


def test_with_a_class_missing_every_unresolved_entry_could_lead_it() -> None:
    rows = (row("ours", 50), row("nobody", 1), row("nobody b", 2))
    assert gaps(series(), state("2025-01-01", *rows))[0].unresolved_above == 2


NAMED = "closed, any_weights"


def test_of_a_list_that_names_leaders_nothing_is_said_about_others() -> None:
    led = {"source": "published", "board": "some", "basis": "leaders", "leads": NAMED}
    [found] = gaps(series(), state("2025-01-01", row("ours", 50), row("mit", 40), **led))
    assert found.p_open_ahead is not None
    assert found.unresolved_above is None
    [found] = gaps(
        series(), state("2025-01-01", row("ours", 50), row("mit", 40), **led, floor=40.0)
    )
    assert found.unresolved_above == 0


def test_a_leader_that_is_itself_unresolved_is_counted() -> None:
    led = {"source": "published", "board": "some", "basis": "leaders", "leads": NAMED}
    rows = (row("ours", 50), row("mit", 40), row("nobody", 45))
    assert gaps(series(), state("2025-01-01", *rows, **led))[0].unresolved_above == 1


def test_leaders_fill_the_days_before_a_whole_board() -> None:
    led = {"source": "published", "board": "some", "basis": "leaders", "leads": NAMED}
    states = (
        state("2025-01-05", row("ours", 52), row("mit", 43)),
        state("2025-01-01", row("ours", 50), row("mit", 40), **led),
        state("2025-01-05", row("ours", 99), row("mit", 1), **led),
    )
    assert [(s.entry, s.gap, s.basis) for s in gaps(series(), *states)] == [
        ("2025-01-01", 10, "leaders"),
        ("2025-01-05", 9, "board"),
    ]


def test_on_the_entry_axis_a_segment_begins_with_each_change() -> None:
    rows = (
        row("ours", 50, dated_on="2025-01-01"),
        row("mit", 40, dated_on="2025-02-01"),
        row("mit b", 39, dated_on="2025-02-15", stderr=None),
        row("nobody", 55, dated_on="2025-03-01"),
    )
    found = gaps(series(axis="entry", items=None), state("2026-01-01", *rows))
    assert [(s.entry, s.gap, s.unresolved_above, s.vintage_on) for s in found] == [
        ("2025-01-01", None, 0, None),
        ("2025-02-01", 10, 0, None),
        ("2025-03-01", 10, 1, None),
    ]


def test_the_newest_input() -> None:
    states = [state("2025-01-02"), state("2025-01-05")]
    assert inputs_on(series(), states, "2025-01-04") == "2025-01-02"
    assert inputs_on(series(axis="entry"), states, "2025-02-01") == "2025-01-05"
    assert inputs_on(series(), states, "2024-01-01") is None


def lead(history: list[FrontierSegment], name: str = "leader") -> list[tuple[str, Any]]:
    return [(segment.entry, getattr(segment, name)) for segment in history]


@pytest.mark.parametrize(
    ("rule", "leader"), [("any_weights", "nc"), ("commercial", "llama"), ("permissive", "data")]
)
def test_a_model_below_the_bar_is_in_neither_class(rule: str, leader: str) -> None:
    rows = [row("nc", 90), row("llama", 80), row("data", 70), row("mit", 60), row("ours", 50)]
    history = frontier_history(series(), [state("2025-01-01", *rows)], KNOWN, rule, "2025-02-01")
    assert lead(history["open"]) == [("2025-01-01", leader)]
    assert lead(history["closed"]) == [("2025-01-01", "ours")]


def test_on_the_board_axis_the_newest_state_decides_and_may_fall() -> None:
    states = [
        state("2025-01-01", row("ours", 50), row("mit", 40), vintage=7),
        state("2025-01-05", row("ours", 48), row("mit", 41), vintage=8),
    ]
    history = frontier_history(series(), states, KNOWN, "any_weights", "2025-02-01")
    assert lead(history["closed"], "value") == [("2025-01-01", 50), ("2025-01-05", 48)]
    assert [(s.vintage, s.vintage_on) for s in history["open"]] == [
        (7, "2025-01-01"),
        (8, "2025-01-05"),
    ]


def test_an_entry_on_two_boards_counts_once_with_its_newest_value() -> None:
    board = series().sources[0]
    both = series(axis="entry", sources=(board, series().sources[1]))
    states = [
        state("2026-01-02", row("mit", 40, dated_on="2025-01-01"), vintage=2),
        state(
            "2026-01-01", row("mit", 50, dated_on="2025-01-01"), source="published", board="some"
        ),
    ]
    [moment] = moments(both, states, KNOWN, "any_weights", "2026-02-01")
    assert [one.entry.value for one in moment.alive if one.side == "open"] == [40]


def test_an_unknown_rule_or_day_is_refused() -> None:
    with pytest.raises(RowInvalid, match="rule 'free' is none of any_weights"):
        frontier_history(series(), [], KNOWN, "free", "2025-01-01")
    with pytest.raises(RowInvalid, match="last day of series some: 'today'"):
        frontier_history(series(), [], KNOWN, "any_weights", "today")
