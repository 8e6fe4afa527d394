"""Which vintages decide: whole boards, lists down to their floor, lists that name the leaders."""

from __future__ import annotations

from typing import Any

import pytest

from measures.boards.lists import deciding, stand_alone
from measures.boards.states import BoardState
from measures.gap.history import gap_history
from tests.measures import sample

KNOWN = sample.registry({"shut": "closed", "free": "permissive", "half": "restricted"})
WHOLE = sample.state(
    "2026-01-01", sample.row("shut", 90), sample.row("half", 85), sample.row("free", 80)
)
RULES = ("any_weights", "permissive")


def gaps(*states: BoardState, rule: str = "any_weights") -> list[tuple[str | None, float | None]]:
    found = gap_history(sample.series(), states, KNOWN, rule, "2026-02-01")
    return [(one.vintage_on, one.gap) for one in found]


def listed(
    on: str = "2026-01-10", floor: float | None = None, leads: str = "", **values: Any
) -> Any:
    rows = [sample.row(entry, value) for entry, value in values.items()]
    return sample.state(on, *rows, basis="leaders", floor=floor, leads=leads)


@pytest.mark.parametrize(
    ("newer", "any_weights", "permissive"),
    [
        # Its ranks have no hole down to 84: both leaders stand above, the permissive one does not.
        (listed(shut=95, half=85, other=84, floor=84), 10, 10),
        (listed(shut=95, half=85, floor=86), 5, 10),
        # Complete nowhere: who is not on it may stand above those who are.
        (listed(shut=95, half=85, free=80), 5, 10),
        (listed(shut=95, half=85, leads="closed, any_weights"), 10, 10),
        (listed(shut=95, half=85, free=70, leads="closed, any_weights, permissive"), 10, 25),
        (listed(shut=95, leads="closed"), 5, 10),
        # The leader of the open weights has an open-source licence, and so leads those too.
        (listed(shut=95, free=89, half=85, leads="closed, any_weights"), 6, 6),
    ],
)  # fmt: skip
def test_a_list_decides_down_to_its_floor_or_where_it_names_the_leader(
    newer: BoardState, any_weights: float, permissive: float
) -> None:
    found = [gaps(WHOLE, newer, rule=rule)[-1][1] for rule in RULES]
    assert found == [any_weights, permissive]


def test_a_floor_of_a_board_where_less_is_better_is_the_highest_value() -> None:
    of = sample.series(direction="lower")
    reached, hidden = (listed(shut=1, half=3, floor=floor) for floor in (4, 2))
    assert deciding(of, [reached, hidden], KNOWN, "any_weights") == [reached]


def test_a_whole_board_that_lost_a_class_says_so() -> None:
    alone = sample.state("2026-01-10", sample.row("shut", 95))
    assert gaps(WHOLE, alone) == [("2026-01-01", 5), ("2026-01-10", None)]


def test_a_list_from_before_a_class_was_there_says_so_where_it_would_name_it() -> None:
    told = "closed, any_weights, permissive"
    found = gaps(listed("2025-12-01", shut=70, leads=told), WHOLE)
    assert found == [("2025-12-01", None), ("2026-01-01", 5)]


def test_on_the_entry_axis_lists_that_name_no_leader_add_nothing() -> None:
    of = sample.series(axis="entry")
    states = [WHOLE, listed(shut=95), listed(shut=95, half=85, leads="closed, any_weights")]
    assert deciding(of, states, KNOWN, "any_weights") == [states[0], states[2]]


def test_days_on_whole_boards_need_no_older_page() -> None:
    later = sample.state("2026-01-20", sample.row("shut", 95))
    assert stand_alone([WHOLE, later], "2026-01-20")
    assert stand_alone([listed("2025-12-01"), WHOLE, later], "2026-01-20")
    assert not stand_alone([WHOLE, listed()], "2026-01-10")
    # Until the day of its page the list before it is in force.
    assert not stand_alone([WHOLE, listed(), later], "2026-01-20")
