"""The day to which a lag is told, and its words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from measures.lag.words import bound_of, ended_on, last_changes, told_day, words
from measures.series import Series, load
from terms.words import GapVerdict

ROW = {"entry": "2024-12-20", "through": "2026-11-24", "published_until": "2026-04-19"}


@pytest.mark.parametrize("series", ["mmlu_helm", "mmlu_vendor_cot"])
def test_an_ended_series_is_told_on_the_day_it_last_changed(series: str) -> None:
    # Closed moved after the day from which the newest lag holds.
    assert told_day(ROW, load()[series], "2024-12-26") == "2024-12-26"
    assert told_day(ROW, load()[series]) == "2024-12-20"
    assert told_day(ROW, load()[series], "2023-01-01") == "2024-12-20"


def test_a_live_series_is_told_on_its_newest_page_whenever_it_changed() -> None:
    eci = load()["eci"]
    assert told_day(ROW, eci, "2024-12-26") == "2026-04-19"
    assert ended_on(eci, "2024-12-20", "2024-12-26") is None


@pytest.mark.parametrize("status", ["frozen", "saturated"])
def test_only_what_is_frozen_or_saturated_has_ended(status: Any) -> None:
    ended: Series = replace(load()["eci"], status=status, status_reason="It stopped.")
    assert ended_on(ended, "2024-12-20", "2024-12-26") == "2024-12-26"
    assert ended_on(replace(ended, status="disputed"), "2024-12-20", "2024-12-26") is None


def test_the_last_change_is_the_end_of_the_windows() -> None:
    window = {"measure": "lag_window", "series": "a", "through_on": "2024-12-26",
              "variant": "any_weights|released|backward"}  # fmt: skip
    rows = [window, {**window, "measure": "catch_up", "through_on": "2026-01-01"}]
    assert last_changes(rows) == {("a", "any_weights", "released"): "2024-12-26"}


def test_a_mean_of_bounds_is_told_as_one() -> None:
    assert bound_of("lag_window", {"bounds": 3, "lead_bounds": 0}) == "at least"
    assert bound_of("lag_window", {"bounds": 0, "lead_bounds": 3}) == "at most"
    assert bound_of("lag_exposure", {"bounds": 1, "lead_bounds": 1}) == "about"
    assert bound_of("lag_window", {"bounds": 0, "lead_bounds": 0}) is None
    assert bound_of("lag_window", {"bounds": 0}) is None
    assert bound_of("trend", {"bounds": 3}) is None
    assert bound_of("lag_window", None) is None


@pytest.mark.parametrize(
    ("days", "sign", "censored", "verdict", "said"),
    [
        (65, 1, False, "closed ahead", "65 days"),
        (1, 1, True, "closed ahead", "at least 1 day"),
        # Both were first seen on the same page: a bound of nothing, which is not "level".
        (0, 1, True, "closed ahead", "at least 0 days (not seen earlier)"),
        (0, 0, False, "closed ahead", "level"),
        (None, None, False, "closed ahead", "not known"),
        (-183, -1, False, "open ahead", "open leads by 183 days"),
        (-183, -1, True, "open ahead", "open leads by at least 183 days"),
        (0, -1, True, "open ahead", "open leads by at least 0 days (not seen earlier)"),
        (
            *(-1, -1, True, "not distinguishable"),
            "not distinguishable; by point values open was there at least 1 day earlier",
        ),
        (
            *(-183, -1, False, "not distinguishable"),
            "not distinguishable; by point values open was there 183 days earlier",
        ),
        (
            *(0, -1, False, "not distinguishable"),
            "not distinguishable; by point values open was there on this day",
        ),
        (
            *(-5, -1, False, "no interval"),
            "not known who leads; by point values open was there 5 days earlier",
        ),
    ],
)
def test_words_of_a_lag(
    days: int | None, sign: int | None, censored: bool, verdict: GapVerdict, said: str
) -> None:
    assert words(days, sign, censored=censored, verdict=verdict) == said
