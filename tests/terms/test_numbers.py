"""Numbers and their units are written in one way, and none is more certain than it is."""

import pytest
from hypothesis import given, settings, strategies as st

from terms import numbers
from terms.numbers import agreeing, number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (4.64, "4.6"),
        (-4.26, "−4.3"),
        (0.0, "0.0"),
        (0.04, "0.04"),
        (-0.002, "−0.002"),
        (0.00001, "0.000"),
        (-0.00001, "0.000"),
        (1506.63, "1506.6"),
    ],
)
def test_numbers_never_round_to_a_false_zero(value: float, shown: str) -> None:
    assert number(value) == shown


def test_an_interval_needs_both_ends() -> None:
    assert numbers.interval(-4.26, 6.26) == "−4.3 to 6.3"
    assert numbers.interval(-4.26, 6.26, 2) == "−4.26 to 6.26"
    assert numbers.interval(None, 6.0) is None


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, None),
        (0.0, "< 0.1 %"),
        (0.0215, "2.1 %"),
        (0.39, "39 %"),
        (0.9995, "> 99.9 %"),
        (0.985, "98.5 %"),
    ],
)
def test_probabilities_are_never_certain(share: float | None, shown: str | None) -> None:
    assert numbers.probability(share) == shown


def test_shares_prices_and_ratios() -> None:
    shown = [numbers.usd(value) for value in (0.28, 3.0, 0.015, None)]
    assert shown == ["$0.28", "$3.00", "$0.015", "unknown"]
    assert numbers.usd((3 * 0.14 + 0.28) / 4) == numbers.usd(0.175) == numbers.usd(0.17500001)
    assert numbers.usd(0.175) == "$0.18"
    # What costs something never reads as free.
    shown = [numbers.usd(value) for value in (0.0004, 0.00012, 0.00001, 0.0, 0.0005)]
    assert shown == ["$0.0004", "$0.0001", "$0.00001", "$0.00", "$0.001"]
    assert [numbers.times(ratio) for ratio in (2.14, 1.0, 0.65)] == ["2.1 ×", "1.0 ×", "0.65 ×"]


@pytest.mark.parametrize(
    ("closed", "opened", "places"),
    [
        (1506.62, 1488.56, 2),  # 18.06: "18.1", but 1506.6 - 1488.6 = 18.0
        (1506.62, 1488.52, 1),  # 18.1 either way
        (57.44, 62.36, 2),  # open ahead by 4.92: "4.9", and 57.4 - 62.4 = 5.0
    ],
)
def test_a_digit_more_where_rounding_parts_them(closed: float, opened: float, places: int) -> None:
    assert agreeing(closed, opened, closed - opened, 1) == places


@settings(derandomize=True, max_examples=200)
@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_what_is_printed_subtracts_to_the_gap_that_is_printed(one: int, other: int) -> None:
    closed, opened = one / 100, other / 100
    places = agreeing(closed, opened, closed - opened, 1)
    apart = float(number(closed, places)) - float(number(opened, places))
    # With two digits nothing is lost of these values, so at most a half is rounded up or down.
    assert abs(abs(apart) - abs(closed - opened)) <= 0.0501
