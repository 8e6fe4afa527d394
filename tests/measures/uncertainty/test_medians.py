from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.uncertainty.medians import median_of

NUMBERS = st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=40)


def test_the_interval_of_ten_numbers_by_hand() -> None:
    # P(B <= 1) for B ~ binomial(10, 1/2) is 11 / 1024, twice that 2.1 %; P(B <= 2) is 5.5 %, twice
    # that 10.9 %. So the second smallest and the second largest are the ends at 95 %.
    found = median_of([9.0, 1, 2, 3, 4, 5, 6, 7, 8, 10])
    assert found is not None
    assert (found.value, found.low, found.high, found.n) == (5.5, 2, 9, 10)
    # All ten are above 0: 2 / 1024.
    assert (found.above, found.below) == (10, 0)
    assert found.p_value == pytest.approx(2 / 1024)


def test_five_numbers_bear_no_interval_at_95_percent() -> None:
    found = median_of([1.0, 2, 3, 4, 5])
    assert found is not None
    assert (found.value, found.low, found.high) == (3, None, None)
    assert median_of([1.0, 2, 3, 4, 5, 6]) is not None
    six = median_of([6.0, 5, 4, 3, 2, 1])
    # 2 / 64 = 3.1 %.
    assert six is not None
    assert (six.low, six.high) == (1, 6)


def test_zeros_say_nothing_of_a_direction() -> None:
    found = median_of([0.0, 0, 3, -1, 2])
    assert found is not None
    assert (found.above, found.below, found.p_value) == (2, 1, 1.0)
    none = median_of([0.0, 0])
    assert none is not None
    assert none.p_value is None
    assert median_of([]) is None


@given(NUMBERS)
def test_the_median_lies_in_its_interval_which_covers_the_level(numbers: list[float]) -> None:
    found = median_of(numbers)
    assert found is not None
    assert found.n == len(numbers)
    if found.low is None or found.high is None:
        return
    assert found.low <= found.value <= found.high
    n, j = len(numbers), sorted(numbers).index(found.low) + 1
    # Of equal numbers the first place is found: the coverage is then higher still.
    missed = 2 * sum(comb(n, k) for k in range(j)) / 2**n
    assert missed <= 0.05


@given(NUMBERS, st.integers(-20, 20).map(float))
def test_it_moves_with_its_numbers_and_turns_with_their_sign(
    numbers: list[float], shift: float
) -> None:
    found, moved = median_of(numbers), median_of(one + shift for one in numbers)
    turned = median_of(-one for one in numbers)
    assert found is not None
    assert moved is not None
    assert turned is not None
    assert moved.value == found.value + shift
    assert (turned.value, turned.p_value) == (-found.value, found.p_value)
    if found.low is not None and found.high is not None:
        assert (moved.low, moved.high) == (found.low + shift, found.high + shift)
        assert (turned.low, turned.high) == (-found.high, -found.low)
