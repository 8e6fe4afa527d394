"""Two printed values beside their printed gap."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.shell.show import leaders
from terms.numbers import agreeing, number
from terms.units import score


@pytest.mark.parametrize(
    ("closed", "opened", "places"),
    [
        (1506.62, 1488.56, 2),  # 18.06: "18.1", but 1506.6 - 1488.6 = 18.0
        (1506.62, 1488.52, 1),  # 18.1 either way
        (57.44, 62.36, 2),  # open ahead by 4.92: "4.9", and 57.4 - 62.4 = 5.0
    ],
)
def test_values_get_a_digit_more_where_rounding_parts_them_from_the_gap(
    closed: float, opened: float, places: int
) -> None:
    assert agreeing(closed, opened, closed - opened, 1) == places


def test_a_side_without_an_entry_changes_nothing() -> None:
    assert agreeing(1506.62, None, None, 1) == 1


@settings(derandomize=True, max_examples=200)
@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_what_is_printed_subtracts_to_the_gap_that_is_printed(one: int, other: int) -> None:
    closed, opened = one / 100, other / 100
    places = agreeing(closed, opened, closed - opened, 1)
    apart = float(number(closed, places)) - float(number(opened, places))
    # With two digits nothing is lost of these values, so at most a half is rounded up or down.
    assert abs(abs(apart) - abs(closed - opened)) <= 0.0501


def test_the_terminal_and_the_site_print_the_same_digits() -> None:
    row = {"closed_model": "a", "closed_value": 1506.62, "open_model": "b", "open_value": 1488.56,
           "gap": 18.06}  # fmt: skip
    assert leaders(row, "elo") == ("a 1506.62", "b 1488.56")
    assert score(1506.62, "elo", 2) == "1506.62"
    assert score(1506.62, "elo") == "1506.6"
    assert score(70.0, "percent", 2) == "70.00 %"
    assert leaders({**row, "open_model": None, "open_value": None, "gap": None}, "elo") == (
        "a 1506.6",
        "none",
    )
