"""The leaders of both classes above 90 %, and nobody can tell them apart."""

from __future__ import annotations

from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.gap.saturation import at_odds, saturated_since
from measures.series import Series
from tests.measures import sample

KNOWN = sample.registry({"a": "closed", "c": "closed", "b": "permissive"})
# Of 500 items 95 % has a standard error of 0.98, 92 % of 1.2.


def since(*rows: dict[str, Any], **changes: Any) -> str | None:
    one: Series = sample.series(axis="entry", **changes)
    state = BoardState(1, "place", "main", "", "2026-06-01", "board", rows)
    return saturated_since(one, [state], KNOWN, "2026-12-31")


def run(entry: str, value: float, on: str) -> dict[str, Any]:
    return sample.row(entry, value, dated_on=on)


def test_two_leaders_within_two_errors_above_the_floor() -> None:
    assert since(run("a", 95.0, "2026-01-01"), run("b", 92.5, "2026-02-01")) == "2026-02-01"


@pytest.mark.parametrize(
    ("first", "second"),
    [(95.0, 90.0), (95.0, 89.0), (99.0, 93.0), (93.0, 99.0), (88.7, 88.3)],
    ids=["at the floor", "below the floor", "told apart", "open ahead", "both below"],
)
def test_leaders_below_the_floor_or_told_apart_are_not_saturated(
    first: float, second: float
) -> None:
    assert since(run("a", first, "2026-01-01"), run("b", second, "2026-02-01")) is None


def test_two_runs_of_one_model_are_one_leader() -> None:
    assert since(run("a", 95.0, "2026-01-01"), run("a high", 94.9, "2026-02-01")) is None


def test_closed_models_do_not_saturate_what_open_ones_do_not() -> None:
    """ARC-AGI-2: two closed models at the ceiling, and open 32 points below."""
    rows = (run("a", 92.5, "2026-01-01"), run("c", 92.4, "2026-01-01"))
    assert since(*rows, run("b", 60.4, "2026-02-01")) is None


def test_without_errors_nobody_can_say() -> None:
    rows = (run("a", 95.0, "2026-01-01"), run("b", 94.9, "2026-02-01"))
    assert since(*rows, items=None) is None
    assert since(*rows, direction="lower") is None


def test_a_new_leader_that_stands_alone_ends_it() -> None:
    rows = (run("a", 91.0, "2026-01-01"), run("b", 91.0, "2026-02-01"))
    assert since(*rows) == "2026-02-01"
    assert since(*rows, run("a high", 99.5, "2026-03-01")) is None


def test_an_item_set_is_saturated_when_one_of_its_series_is() -> None:
    full = sample.series(id="one", items_of="set", statuses=sample.said("saturated"))
    live = sample.series(id="two", items_of="set")
    assert list(at_odds([full], {"one": "2026-01-01"})) == []
    assert list(at_odds([full], {"one": None})) == [("set", False)]
    assert list(at_odds([live], {"two": "2026-01-01"})) == [("set", True)]
    both = {"one": None, "two": "2026-01-01"}
    assert list(at_odds([full, live], both)) == [("set", True)]
    assert list(at_odds([full], {})) == []
