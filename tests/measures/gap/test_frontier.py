from __future__ import annotations

from typing import Any

import pytest

from measures.errors import RowInvalid
from measures.gap.history import moments
from measures.segments import FrontierSegment
from tests.measures.sample import frontier_history, registry, row, series, state
from warehouse.schema.tables import FRONTIER

KNOWN = registry(
    {
        "ours": "closed",
        "best": "closed",
        "mit": "permissive",
        "llama": "restricted",
        "nc": "non_commercial",
        "data": "fully_open",
        "kimi": [("closed", "2025-01-01", "2025-01-20"), ("permissive", "2025-01-20", None)],
        "late": [("permissive", "2025-01-20", None)],
    }
)
ENTRY = series(axis="entry")


def lead(history: list[FrontierSegment], name: str = "leader") -> list[tuple[str, Any]]:
    return [(segment.entry, getattr(segment, name)) for segment in history]


def scored(entry: str, value: float, day: str) -> dict[str, Any]:
    return row(entry, value, dated_on=day)


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


def test_states_and_changes_after_the_last_day_do_not_count() -> None:
    states = [state("2025-01-01", row("kimi", 50)), state("2025-03-01", row("ours", 60))]
    history = frontier_history(series(), states, KNOWN, "any_weights", "2025-01-19")
    assert lead(history["closed"]) == [("2025-01-01", "kimi")]
    assert history["open"] == []


def test_on_the_board_axis_a_model_changes_class_on_the_day_its_openness_does() -> None:
    states = [state("2025-01-10", row("kimi", 50), row("ours", 40), row("mit", 30))]
    history = frontier_history(series(), states, KNOWN, "any_weights", "2025-01-20")
    assert lead(history["closed"]) == [("2025-01-10", "kimi"), ("2025-01-20", "ours")]
    assert lead(history["open"]) == [("2025-01-10", "mit"), ("2025-01-20", "kimi")]


def test_on_the_entry_axis_the_best_so_far_leads_by_its_own_date() -> None:
    rows = [
        scored("mit a", 50, "2025-01-03"),
        scored("mit b", 45, "2025-01-05"),
        scored("mit c", 60, "2025-01-09"),
        scored("mit d", 99, "2025-05-01"),
    ]
    history = frontier_history(ENTRY, [state("2026-01-01", *rows)], KNOWN, "any_weights",
                               "2026-01-01")  # fmt: skip
    assert lead(history["open"]) == [
        ("2025-01-03", "mit a"),
        ("2025-01-09", "mit c"),
        ("2025-05-01", "mit d"),
    ]
    assert {segment.vintage_on for segment in history["open"]} == {None}


def test_on_the_entry_axis_a_model_stays_in_the_history_of_what_it_was() -> None:
    rows = [scored("kimi", 50, "2025-01-03"), scored("ours", 40, "2025-01-02")]
    history = frontier_history(ENTRY, [state("2026-01-01", *rows)], KNOWN, "any_weights",
                               "2026-01-01")  # fmt: skip
    assert lead(history["closed"]) == [("2025-01-02", "ours"), ("2025-01-03", "kimi")]
    assert lead(history["open"]) == [("2025-01-20", "kimi")]


def test_an_entry_joins_no_earlier_than_its_model_qualifies() -> None:
    rows = [scored("late", 50, "2025-01-03")]
    history = frontier_history(ENTRY, [state("2026-01-01", *rows)], KNOWN, "any_weights",
                               "2026-01-01")  # fmt: skip
    assert lead(history["open"]) == [("2025-01-20", "late")]


def test_an_entry_dated_after_its_model_stopped_qualifying_never_joins() -> None:
    rows = [scored("kimi", 50, "2025-01-20")]
    history = frontier_history(ENTRY, [state("2026-01-01", *rows)], KNOWN, "any_weights",
                               "2026-01-01")  # fmt: skip
    assert history["closed"] == []


def test_an_entry_without_a_date_is_not_usable() -> None:
    history = frontier_history(ENTRY, [state("2026-01-01", row("mit", 50))], KNOWN, "any_weights",
                               "2026-01-01")  # fmt: skip
    assert history == {"closed": [], "open": []}


def test_only_the_newest_state_counts_on_the_entry_axis() -> None:
    states = [
        state("2026-01-01", scored("mit", 80, "2025-01-01")),
        state("2026-01-02", scored("mit", 50, "2025-01-01")),
    ]
    history = frontier_history(ENTRY, states, KNOWN, "any_weights", "2026-01-02")
    assert lead(history["open"], "value") == [("2025-01-01", 50)]


def test_equal_scores_go_to_the_smaller_name_on_the_board_axis() -> None:
    rows = [row("ours b", 50), row("ours a", 50)]
    history = frontier_history(series(), [state("2025-01-01", *rows)], KNOWN, "any_weights",
                               "2025-01-01")  # fmt: skip
    assert lead(history["closed"]) == [("2025-01-01", "ours a")]


def test_equal_scores_stay_with_who_was_first_on_the_entry_axis() -> None:
    rows = [
        scored("ours z", 50, "2025-01-01"),
        scored("ours y", 50, "2025-01-01"),
        scored("ours a", 50, "2025-01-02"),
    ]
    history = frontier_history(ENTRY, [state("2026-01-01", *rows)], KNOWN, "any_weights",
                               "2026-01-01")  # fmt: skip
    assert lead(history["closed"]) == [("2025-01-01", "ours y")]


def test_lower_is_better_looks_for_the_smallest_value() -> None:
    states = [state("2025-01-01", row("ours", 5), row("best", 3), row("mit", 9))]
    history = frontier_history(series(direction="lower"), states, KNOWN, "any_weights",
                               "2025-01-01")  # fmt: skip
    assert lead(history["closed"], "value") == [("2025-01-01", 3)]


def test_an_entry_on_two_boards_counts_once_with_its_newest_value() -> None:
    board = series().sources[0]
    both = series(axis="entry", sources=(board, series().sources[1]))
    states = [
        state("2026-01-02", scored("mit", 40, "2025-01-01"), vintage=2),
        state("2026-01-01", scored("mit", 50, "2025-01-01"), source="published", board="some"),
    ]
    [moment] = moments(both, states, KNOWN, "any_weights", "2026-02-01")
    assert [one.entry.value for one in moment.alive if one.side == "open"] == [40]


def test_unknown_spells_come_and_go_on_the_entry_axis() -> None:
    known = registry(
        {
            "dark": [
                ("unknown", "2025-01-01", "2025-01-05"),
                ("closed", "2025-01-07", "2025-01-09"),
            ]
        }
    )
    rows = [scored("dark", 50, "2024-12-30")]
    found = moments(ENTRY, [state("2026-01-01", *rows)], known, "any_weights", "2026-01-01")
    assert [
        (m.on, *map([one.side for one in m.alive].count, ("unknown", "closed"))) for m in found
    ] == [
        ("2024-12-30", 1, 0),
        ("2025-01-01", 1, 0),
        ("2025-01-05", 1, 0),
        ("2025-01-07", 0, 1),
        ("2025-01-09", 1, 1),
    ]


def test_a_segment_fills_the_table() -> None:
    states = [state("2025-01-01", row("ours", 50))]
    history = frontier_history(series(), states, KNOWN, "any_weights", "2025-01-01")
    assert tuple(history["closed"][0].row("1.0")) == FRONTIER.names()


def test_an_unknown_rule_or_day_is_refused() -> None:
    with pytest.raises(RowInvalid, match="rule 'free' is none of any_weights"):
        frontier_history(series(), [], KNOWN, "free", "2025-01-01")
    with pytest.raises(RowInvalid, match="last day of series some: 'today'"):
        frontier_history(series(), [], KNOWN, "any_weights", "today")
