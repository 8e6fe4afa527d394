"""The storm on little: two servers and two pages; what is out of its bounds is seen."""

from __future__ import annotations

import pytest

from tests.reliability.storm import FAST, FAULTS, Line, line


@pytest.mark.parametrize("fault", FAST)
def test_a_fault_ends_in_words_within_its_bounds(fault: str) -> None:
    found = line(fault)
    assert found.bounded, found
    assert found.outcome.partition(": ")[2].startswith(("board: ", "aider: ", "arena: "))


@pytest.mark.parametrize(
    "bad",
    [
        Line("server: x", "unreachable: board: x", 60.0, 1),
        Line("page: x", "refused: board: x", 1.0, 9999),
        Line("page: x", "the process ended with -9: ", 1.0, 1),
    ],
)
def test_what_is_out_of_its_bounds_is_seen(bad: Line) -> None:
    assert not bad.bounded


def test_every_fault_has_a_name_of_its_own() -> None:
    assert len(set(FAULTS)) == len(FAULTS)
    assert set(FAST) < set(FAULTS)
