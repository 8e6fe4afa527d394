"""Estimates of lags: a record becomes a row and comes back; what its sentences say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from measures.estimates import Bound, Estimate, only
from measures.lag.records import CatchUpStatistic, LagCompareMean
from measures.records import ESTIMATES, read
from terms.words import LagClock, LagRule, LagStatistic
from tests.measures.lag.estimates import (
    catch_up,
    compared,
    level,
    month,
    stair,
    tooth,
    window,
)

SEEN = LagClock.FIRST_SEEN
EVERY: tuple[tuple[Estimate, str], ...] = (
    (window(), "any_weights|released|backward"),
    (window(is_last_year=True), "any_weights|released|backward_year"),
    (window("backward_one_se", is_last_year=True, clock=SEEN),
     "any_weights|first_seen|backward_one_se_year"),
    (window("backward_uncensored"), "any_weights|released|backward_uncensored"),
    (window("vertical", unit="index", is_last_year=True), "any_weights|released|vertical_year"),
    (window("horizontal_with_uncaught", bounds=2, high=None),
     "any_weights|released|horizontal_with_uncaught"),
    (level(), "any_weights|released|150"),
    (level(level=2.5, value=None, n=None, days=None, open_on=None, open_model=None),
     "any_weights|released|2.5"),
    (catch_up(), "any_weights|released|tolerance_0|median"),
    (catch_up(lag_rule=LagRule.ONE_SE, statistic=CatchUpStatistic.RESTRICTED_MEAN),
     "any_weights|released|one_se|restricted_mean"),
    (compared(), "epoch_2025|horizontal|board"),
    (month(), "iaps_2026-01-24|2025-08-24"),
    (stair("closed", "2024-01-01", 100.0, "c1"), "any_weights|closed|2024-01-01"),
    (stair("open", "2024-01-01", 100.0, "o1", page_on="2023-12-31"), "any_weights|open|2024-01-01"),
    (tooth("2024-01-01", "2024-02-01", 1, 32, "2023-12-31", closed=None),
     "any_weights|2024-01-01"),
)  # fmt: skip


@pytest.mark.parametrize(("record", "variant"), EVERY)
def test_a_record_is_a_row_and_back(record: Estimate, variant: str) -> None:
    row = record.row("0.1.0+test")
    seen: dict[str, Any] = {**row, "measure": record.MEASURE, "variant": row.pop("entry")}
    assert seen["variant"] == record.variant == variant
    assert read(seen) == record


def test_every_measure_of_lags_has_a_record_that_is_tested() -> None:
    tested = {type(record) for record, *_ in EVERY}
    ours = [kind for kind in ESTIMATES.values() if "measures.lag" in kind.__module__]
    assert tested == {shape for kind in ours for shape in kind.kinds()}
    assert only(LagCompareMean, [compared(), month()]) == [compared()]


def test_details_hold_what_is_not_known() -> None:
    assert json.loads(compared().row("v")["detail"])["published_high"] is None
    assert "page_on" not in json.loads(stair("open", "2024-01-01", 1.0, "o").row("v")["detail"])
    [caught, waiting] = json.loads(catch_up().row("v")["detail"])["milestones"]
    assert (caught["is_at_most"], waiting["caught_on"]) == (False, None)


@pytest.mark.parametrize(
    ("bounds", "lead_bounds", "bound"),
    [(3, 0, "at least"), (0, 3, "at most"), (1, 1, "about"), (0, 0, None)],
)
def test_a_mean_of_bounds_is_one(bounds: int, lead_bounds: int, bound: Bound | None) -> None:
    assert window(bounds=bounds, lead_bounds=lead_bounds).bound == bound
    assert level().bound is None


@pytest.mark.parametrize(
    ("statistic", "bounds", "lead_bounds", "said"),
    [
        ("backward", 0, 0, None),
        ("backward_uncensored", 1, 0, "Some days count with a lower bound, so the mean is too"),
        ("backward_one_se", 0, 1, "On some days open may have led for longer, so the mean is too"),
        ("backward", 1, 1, "Some days count with a lower bound, and on some open may have led"),
        ("horizontal", 0, 0, "Levels that open has not reached are left out, so the mean is too"),
        ("horizontal_with_uncaught", 0, 0, None),
        ("horizontal_with_uncaught", 1, 0, "Levels that open has not reached count with the days"),
    ],
)
def test_a_mean_says_which_way_its_bounds_point(
    statistic: str, bounds: int, lead_bounds: int, said: str | None
) -> None:
    caveat = window(statistic, bounds=bounds, lead_bounds=lead_bounds).caveat
    assert (caveat or "").startswith(said or "")
    assert (caveat is None) == (said is None)


def test_a_level_says_who_may_have_been_there_earlier_and_who_is_not() -> None:
    assert level().caveat is None
    assert level(is_left_censored=True, is_at_most=True).caveat == (
        "Closed may have been there before the first one observed. "
        "Open may have been there before the first one observed: at most this."
    )
    assert level(days=None).caveat == "Open has not reached this level."


def test_times_to_catch_up_say_how_many_are_at_most() -> None:
    assert str(catch_up().caveat).endswith("the interval is too narrow.")
    assert str(catch_up(at_most=2).caveat).endswith("are at most this: 2 of them.")


def test_another_vintage_than_the_published_one_is_said() -> None:
    assert compared().caveat is None
    assert month(vintage_on="2026-01-25").caveat == (
        "No data from before 2025-12-31 are in this warehouse; the newest re-estimated every value."
    )


def test_a_bound_says_whether_the_lag_or_the_lead_may_be_longer() -> None:
    days = ("2024-01-01", "2024-02-01", 1, 32, "2023-12-31")
    assert tooth(*days).caveat is None
    assert str(tooth(*days, censored="left").caveat).startswith("A lower bound: the first observed")
    # On the day on which a lead begins it is 0 days long.
    lead = tooth("2024-01-01", "2024-01-01", 0, 0, "2024-01-01", censored="left", is_lead=True)
    assert str(lead.caveat).startswith("At least so long a lead:")


def test_one_mean_of_a_series_leads() -> None:
    shown = [window(one, is_last_year=year) for one in LagStatistic for year in (False, True)]
    shown.append(window(is_last_year=True, clock=SEEN))
    principal = [one.variant for one in shown if one.is_principal]
    assert principal == ["any_weights|released|backward_year"]
