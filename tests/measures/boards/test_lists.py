"""Lists of leaders beside whole boards: which of them decide."""

from __future__ import annotations

import pytest

from measures.boards.lists import deciding
from measures.gap.history import gap_history
from tests.measures import sample

KNOWN = sample.registry({"shut": "closed", "free": "permissive", "half": "restricted"})
WHOLE = sample.state(
    "2026-01-01", sample.row("shut", 90), sample.row("half", 85), sample.row("free", 80)
)


def gaps(*states: object, rule: str = "any_weights") -> list[tuple[str | None, float | None]]:
    found = gap_history(sample.series(), states, KNOWN, rule, "2026-02-01")  # type: ignore[arg-type]
    return [(one.vintage_on, one.gap) for one in found]


def top(on: str, **values: float) -> object:
    rows = [sample.row(entry, value) for entry, value in values.items()]
    return sample.state(on, *rows, basis="leaders")


def test_a_list_that_names_both_leaders_decides() -> None:
    newer = top("2026-01-10", shut=95, half=85)
    assert gaps(WHOLE, newer) == [("2026-01-01", 5), ("2026-01-10", 10)]


def test_one_that_lacks_a_class_decides_nothing_under_that_rule() -> None:
    assert gaps(WHOLE, top("2026-01-10", shut=95)) == [("2026-01-01", 5)]
    assert gaps(WHOLE, top("2026-01-10", half=95)) == [("2026-01-01", 5)]
    newer = top("2026-01-10", shut=95, half=85)
    assert gaps(newer, WHOLE, rule="permissive") == [("2026-01-01", 10)]


def test_a_whole_board_that_lost_a_class_says_so() -> None:
    alone = sample.state("2026-01-10", sample.row("shut", 95))
    assert gaps(WHOLE, alone) == [("2026-01-01", 5), ("2026-01-10", None)]


def test_a_list_from_before_a_class_was_there_counts() -> None:
    assert gaps(top("2025-12-01", shut=70), WHOLE) == [("2025-12-01", None), ("2026-01-01", 5)]


@pytest.mark.parametrize("rule", ["any_weights", "permissive"])
def test_on_the_entry_axis_pages_add_to_one_another(rule: str) -> None:
    states = [WHOLE, sample.state("2026-01-10", sample.row("shut", 95), basis="leaders")]
    assert deciding(sample.series(axis="entry"), states, KNOWN, rule) == states
