"""The leaders of both classes above 90 %, and nobody can tell them apart."""

from typing import Any

import pytest

from measures.boards.states import BoardState
from measures.gap.judgement import saturated_since
from measures.segments import GapSegment
from measures.series import Series
from tests.measures import sample
from tests.measures.sample import gap_history

KNOWN = sample.registry({"a": "closed", "c": "closed", "b": "permissive"})
# Of 500 items 95 % has a standard error of 0.98, 92 % of 1.2.


def since(*rows: dict[str, Any], **changes: Any) -> str | None:
    one: Series = sample.series(axis="entry", **changes)
    state = BoardState(1, "place", "main", "", "2026-06-01", "board", rows)
    gaps = gap_history(one, [state], KNOWN, "any_weights", "2026-12-31")
    return saturated_since([one], {one.id: gaps}).get(one.id)


def run(entry: str, value: float, on: str) -> dict[str, Any]:
    return sample.row(entry, value, dated_on=on)


@pytest.mark.parametrize(
    ("first", "second"),
    [(95.0, 92.5), (95.0, 90.0), (95.0, 89.0), (99.0, 93.0), (93.0, 99.0), (88.7, 88.3)],
    ids=["saturated", "at the floor", "below the floor", "told apart", "open ahead", "both below"],
)
def test_leaders_below_the_floor_or_told_apart_are_not_saturated(
    first: float, second: float
) -> None:
    found = since(run("a", first, "2026-01-01"), run("b", second, "2026-02-01"))
    assert found == ("2026-02-01" if second == 92.5 else None)


def test_without_errors_nobody_can_say() -> None:
    rows = (run("a", 95.0, "2026-01-01"), run("b", 94.9, "2026-02-01"))
    assert since(*rows, items=None) is None
    assert since(*rows, direction="lower") is None


def test_a_data_set_is_saturated_when_one_of_its_series_is_since_the_first_day_of_any() -> None:
    """GPQA by its makers' numbers, where the leaders are told apart, follows Epoch's runs."""

    def gaps(on: str) -> list[GapSegment]:
        sides = {"closed_value": 95.0, "open_value": 94.0}
        return [GapSegment(entry=on, **sides, closed_stderr=1.0, open_stderr=1.0)]

    every = [sample.series(id=name, dataset="set") for name in ("one", "two", "three")]
    every.append(sample.series(id="other"))
    found = {"two": gaps("2026-02-01"), "three": gaps("2026-01-01")}
    assert saturated_since(every, found) == dict.fromkeys(("one", "two", "three"), "2026-01-01")
    assert saturated_since(every, {}) == {}
