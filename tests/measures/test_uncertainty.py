from typing import Any

import pytest
from hypothesis import given, strategies as st

from measures.errors import RowInvalid
from measures.uncertainty import level_in_words, stderr_of, wilson, win_probability
from tests.measures.sample import row


def test_a_level_is_printed_in_percent() -> None:
    assert [level_in_words(level) for level in (0.95, 0.9, 0.999)] == ["95 %", "90 %", "99.9 %"]


def test_wilson_by_hand() -> None:
    # p = 0.5, n = 100, z² = 3.8415: centre 0.5, half = sqrt(.0025 + .00009604) / 1.038415
    assert wilson(50, 100) == pytest.approx((40.383, 59.617), abs=1e-3)
    assert wilson(0, 100) == pytest.approx((0, 3.6995), abs=1e-3)
    for percent, n in ((-0.1, 10), (100.1, 10), (50, 0)):
        with pytest.raises(RowInvalid, match=f"n = {n}"):
            wilson(percent, n)


@given(st.floats(0, 100), st.integers(1, 10_000), st.integers(1, 10_000))
def test_more_items_at_an_equal_proportion_never_widen_the_interval(
    percent: float, n: int, more: int
) -> None:
    low, high = wilson(percent, n)
    narrow_low, narrow_high = wilson(percent, n + more)
    assert narrow_high - narrow_low <= high - low


ENDS = {"ci_low": 40.0, "ci_high": 60.0}


@pytest.mark.parametrize(
    ("columns", "items", "error"),
    [
        ({**ENDS, "stderr": 1.5, "ci_level": 0.95, "n": 500}, 500, 1.5),
        # A published interval is read at its own level.
        ({**ENDS, "ci_level": 0.95}, 500, 5.1021),
        ({**ENDS, "ci_level": 0.90}, 500, 6.0796),
        # Wilson, of the row's own items, else of the series'.
        ({"n": 100}, 500, 4.9067),
        ({}, 100, 4.9067),
        # A missing or empty uncertainty is none, never zero; votes are no items.
        ({"stderr": 0.0}, None, None),
        (ENDS, None, None),
        ({"ci_low": 40.0, "ci_level": 0.95}, None, None),
        ({"ci_low": 50.0, "ci_high": 50.0, "ci_level": 0.95}, None, None),
        ({"unit": "elo", "n": 5000}, None, None),
    ],
)
def test_the_error_of_a_score(
    columns: dict[str, Any], items: int | None, error: float | None
) -> None:
    found = stderr_of(row("a", 50, **columns), items)
    assert found == (None if error is None else pytest.approx(error, abs=1e-4))


def test_win_probability_by_hand() -> None:
    assert win_probability(0) == 0.5
    assert win_probability(31) == pytest.approx(0.5445, abs=1e-4)
    assert win_probability(147) == pytest.approx(0.700, abs=1e-3)
    assert win_probability(-147) == pytest.approx(1 - 0.700, abs=1e-3)
