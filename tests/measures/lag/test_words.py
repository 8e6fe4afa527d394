"""The words of a lag."""

from __future__ import annotations

import pytest

from measures.lag.words import interval_in_words, words
from terms.words import GapVerdict

BY_VALUES = "by point values open was there"
CLOSE = f"too close to call; {BY_VALUES}"


@pytest.mark.parametrize(
    ("days", "sign", "censored", "verdict", "said"),
    [
        (65, 1, False, "closed ahead", "65 days"),
        (1, 1, True, "closed ahead", "at least 1 day"),
        # Both were first seen on the same page: a bound of nothing, which is not "level".
        (0, 1, True, "closed ahead", "at least 0 days (not seen earlier)"),
        (0, 0, False, "closed ahead", "level"),
        (None, None, False, "closed ahead", "not known"),
        (330, 1, False, "cannot be judged", "cannot be judged; 330 days by those known"),
        (0, 0, False, "cannot be judged", "cannot be judged; level by those known"),
        (-183, -1, False, "open ahead", "open leads by 183 days"),
        (-183, -1, True, "open ahead", "open leads by at least 183 days"),
        (0, -1, True, "open ahead", "open leads by at least 0 days (not seen earlier)"),
        (-1, -1, True, "not distinguishable", f"{CLOSE} at least 1 day earlier"),
        (-183, -1, False, "not distinguishable", f"{CLOSE} 183 days earlier"),
        (0, -1, False, "not distinguishable", f"{CLOSE} on this day"),
        (-5, -1, False, "no interval", f"not known who leads; {BY_VALUES} 5 days earlier"),
    ],
)
def test_words_of_a_lag(
    days: int | None, sign: int | None, censored: bool, verdict: GapVerdict, said: str
) -> None:
    assert words(days, sign, censored=censored, verdict=verdict) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(5, 90, "5 to 90"), (5, None, "5 or more"), (None, 90, "90 or less"), (None, None, "–")],
)
def test_an_interval_may_have_an_open_end(low: int | None, high: int | None, said: str) -> None:
    assert interval_in_words(low, high) == said
