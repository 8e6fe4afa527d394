"""The price of a model on a day, from its periods; what is said of a name that nobody has."""

from datetime import date

import pytest

from outputs.asked import FEW, MANY, CannotAnswer, price_on, unknown

PERIODS = [
    {"name": "One", "from_on": "2025-01-13", "until_on": "2025-06-05"},
    {"name": "One", "from_on": "2025-06-05", "until_on": "2025-10-01"},
    {"name": "One", "from_on": "2026-01-15", "until_on": "2026-01-30"},
]
TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(("on", "place"), [("2025-01-13", 0), ("2025-06-04", 0), ("2025-06-05", 1)])
def test_a_period_ends_before_its_last_day(on: str, place: int) -> None:
    assert price_on(PERIODS, date.fromisoformat(on), TODAY) is PERIODS[place]


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2025-01-12", "No price of One is known on 12 Jan 2025: the first is of 13 Jan 2025."),
        ("2025-11-01", "one is known until 1 Oct 2025, the next is of 15 Jan 2026."),
        ("2026-02-01", "No price of One is known on 1 Feb 2026: one is known until 30 Jan 2026."),
        ("2026-12-01", "that day is still to come."),
    ],
)
def test_a_day_without_a_price_says_which_are_known(on: str, why: str) -> None:
    with pytest.raises(CannotAnswer, match=why):
        price_on(PERIODS, date.fromisoformat(on), TODAY)


@pytest.mark.parametrize(
    ("asked", "count", "said"),
    [
        ("Board 7", FEW, "did you mean board 7, board 27, board 17? there are {}"),
        ("Board 7", FEW + 1, "did you mean board 7, board 27, board 17?"),
        ("xyz", MANY, "there are {}"),
        ("xyz", MANY + 1, "none of 101 names is like it"),
    ],
)
def test_an_unknown_name_is_answered_by_those_that_are(asked: str, count: int, said: str) -> None:
    names = sorted(f"board {number}" for number in range(count))
    all_of_them = said.format(", ".join(names))
    assert unknown("series", asked, names) == f"no series {asked!r}; {all_of_them}"
