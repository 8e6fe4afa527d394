from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.errors import RowInvalid
from measures.uncertainty.intervals import (
    gap_uncertainty,
    independent,
    level_in_words,
    stderr_of,
    wilson,
    win_probability,
    z_of,
)
from tests.measures.sample import row


def test_a_level_is_printed_in_percent() -> None:
    assert level_in_words() == "95 %"
    assert [level_in_words(level) for level in (0.9, 0.999)] == ["90 %", "99.9 %"]


def test_normal_quantiles_of_the_levels_that_sources_use() -> None:
    assert z_of(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert z_of(0.90) == pytest.approx(1.644854, abs=1e-6)


def test_wilson_by_hand() -> None:
    # p = 0.5, n = 100, z² = 3.8415: centre 0.5, half = sqrt(.0025 + .00009604) / 1.038415
    low, high = wilson(50, 100)
    assert low == pytest.approx(40.383, abs=1e-3)
    assert high == pytest.approx(59.617, abs=1e-3)


def test_wilson_of_nothing_solved_still_has_a_width() -> None:
    low, high = wilson(0, 100)
    assert low == pytest.approx(0, abs=1e-9)
    assert high == pytest.approx(3.6995, abs=1e-3)


@pytest.mark.parametrize(("percent", "n"), [(-0.1, 10), (100.1, 10), (50, 0)])
def test_wilson_refuses_what_is_no_proportion(percent: float, n: int) -> None:
    with pytest.raises(RowInvalid, match=f"n = {n}"):
        wilson(percent, n)


@settings(deadline=None)
@given(st.floats(0, 100), st.integers(1, 10_000), st.integers(1, 10_000))
def test_more_items_at_an_equal_proportion_never_widen_the_interval(
    percent: float, n: int, more: int
) -> None:
    low, high = wilson(percent, n)
    narrow_low, narrow_high = wilson(percent, n + more)
    assert narrow_high - narrow_low <= high - low


def test_a_published_standard_error_comes_first() -> None:
    given_row = row("a", 50, stderr=1.5, ci_low=40, ci_high=60, ci_level=0.95, n=500)
    assert stderr_of(given_row, 500) == 1.5


def test_a_published_interval_is_read_at_its_own_level() -> None:
    ends = {"ci_low": 40.0, "ci_high": 60.0}
    assert stderr_of(row("a", 50, **ends, ci_level=0.95), 500) == pytest.approx(5.1021, abs=1e-4)
    assert stderr_of(row("a", 50, **ends, ci_level=0.90), 500) == pytest.approx(6.0796, abs=1e-4)


def test_a_percentage_without_interval_takes_wilson_from_its_own_items() -> None:
    assert stderr_of(row("a", 50, n=100), 500) == pytest.approx(4.9067, abs=1e-3)


def test_a_percentage_without_items_takes_those_of_the_series() -> None:
    assert stderr_of(row("a", 50), 100) == stderr_of(row("a", 50, n=100), 7)


@pytest.mark.parametrize(
    "columns",
    [
        {"stderr": 0.0},
        {"ci_low": 40.0, "ci_high": 60.0},
        {"ci_low": 40.0, "ci_level": 0.95},
        {"ci_low": 50.0, "ci_high": 50.0, "ci_level": 0.95},
    ],
)
def test_a_missing_or_empty_uncertainty_is_none_never_zero(columns: dict[str, float]) -> None:
    assert stderr_of(row("a", 50, **columns), None) is None


def test_votes_are_no_items() -> None:
    assert stderr_of(row("a", 1400, unit="elo", n=5000), None) is None


def test_the_vendor_gap_of_february_2026() -> None:
    closed, opened = (stderr_of(row("a", value, n=500), None) for value in (80.9, 80.2))
    sure = gap_uncertainty(0.7, independent(closed, opened))
    assert sure is not None
    assert (round(sure.low, 1), round(sure.high, 1)) == (-4.2, 5.6)
    assert round(sure.p_open_ahead, 2) == 0.39
    assert sure.detectable == pytest.approx(2.8016 * 2.4994, abs=1e-2)


def test_no_uncertainty_of_a_gap_without_both_errors() -> None:
    assert independent(None, 1.0) is None
    assert independent(1.0, None) is None
    assert gap_uncertainty(1.0, None) is None


def test_equal_scores_leave_even_chances() -> None:
    sure = gap_uncertainty(0.0, independent(3.0, 4.0))
    assert sure is not None
    assert sure.p_open_ahead == 0.5
    assert sure.high == pytest.approx(5 * 1.959964, abs=1e-5)


def test_win_probability_by_hand() -> None:
    assert win_probability(0) == 0.5
    assert win_probability(31) == pytest.approx(0.5445, abs=1e-4)
    assert win_probability(147) == pytest.approx(0.700, abs=1e-3)
    assert win_probability(-147) == pytest.approx(1 - 0.700, abs=1e-3)
