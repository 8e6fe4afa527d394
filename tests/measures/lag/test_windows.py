from __future__ import annotations

import numpy as np
import pytest

from measures.lag.frontiers import ordinal
from measures.lag.windows import (
    Frontiers,
    backward,
    backward_interval,
    backward_mean,
    bounded,
    crossings,
    draw,
    grid,
    horizontal,
    horizontal_mean,
    percentiles,
    point,
    round_levels,
    vertical_mean,
)
from tests.measures.lag.sample import Model, field, frontiers

# Closed: 100 on day 0, 110 on day 10, 120 on day 20. Open: 95 on day 5, 105 on day 15, 112 on 25.
STAIRS: dict[str, Model] = {
    "c1": ("2024-01-01", "closed", 100, 1.0),
    "c2": ("2024-01-11", "closed", 110, 1.0),
    "c3": ("2024-01-21", "closed", 120, 1.0),
    "o1": ("2024-01-06", "permissive", 95, 1.0),
    "o2": ("2024-01-16", "permissive", 105, 1.0),
    "o3": ("2024-01-26", "permissive", 112, 1.0),
}
WINDOW = ("2024-01-01", "2024-01-30")


@pytest.fixture
def stairs() -> Frontiers:
    return frontiers(STAIRS, "2024-01-31")


def test_the_backward_mean_by_hand(stairs: Frontiers) -> None:
    # Days 5-14: open 95 is below the first closed model: lags 5..14 from day 0, sum 95, bounds.
    # Days 15-24: 105 was there with c2 on day 10: lags 5..14, sum 95.
    # Days 25-29: 112 was there with c3 on day 20: lags 5..9, sum 35.
    mean = backward_mean(stairs, WINDOW, "tolerance_0")
    assert mean is not None
    assert (mean.n, mean.bounds, mean.value) == (25, 10, pytest.approx(225 / 25))
    sure = backward_mean(stairs, WINDOW, "tolerance_0", uncensored=True)
    assert sure is not None
    assert (sure.n, sure.value) == (15, pytest.approx(130 / 15))


def test_a_mean_of_bounds_has_no_upper_end(stairs: Frontiers) -> None:
    # On days 5-14 closed may have had 95 at any time before day 0: the mean is at least 9.0. From
    # day 15 on no day is a bound: c1 with 100 is 3.5 errors of the difference (1.41) below 105. In
    # 8 of 100 draws c2 has 112: days 25-29 then count 15..19, not 5..9, so the sum is 50 more.
    mean = backward_mean(stairs, WINDOW, "tolerance_0")
    assert mean is not None
    whole = mean.between((8.0, 12.0))
    assert (whole.low, whole.high, whole.value) == (8.0, None, mean.value)
    assert backward_interval(stairs, WINDOW, 0.95) == (pytest.approx(9.0), None)
    later = backward_interval(stairs, ("2024-01-16", "2024-01-30"), 0.95)
    assert later == pytest.approx((130 / 15, 180 / 15))


def test_a_mean_of_leads_that_may_be_longer_has_no_lower_end() -> None:
    # Open's first observed entry is above closed: days 0..9 of lead, since then at least.
    lead: dict[str, Model] = {
        "c1": ("2024-01-01", "closed", 100, 1.0),
        "o1": ("2024-01-06", "permissive", 130, 0.001),
    }
    found, window = frontiers(lead, "2024-01-31"), ("2024-01-06", "2024-01-15")
    mean, ends = backward_mean(found, window, "tolerance_0"), backward_interval(found, window, 0.95)
    assert mean is not None
    assert (mean.n, mean.bounds, mean.lead_bounds, mean.value) == (10, 0, 10, -4.5)
    assert ends == (None, pytest.approx(-4.5))
    assert mean.between(ends).low is None
    assert backward_mean(found, window, "tolerance_0", uncensored=True) is None


def test_an_end_of_an_interval_that_rests_on_a_bound_is_open() -> None:
    values = np.arange(10.0)
    fourth, last = values == 3, values == 9
    # Of 0..9 the quantiles at 0.25 and 0.75 are 2.25 and 6.75.
    assert percentiles(values, 0.5) == (2.25, 6.75)
    assert percentiles(values, 0.5, last) == (2.25, 6.75)
    # 3 may be anything above: 0, 1, 2, 4, ..., 9, infinity have 7.75 at 0.75, and 2.25 stays.
    assert percentiles(values, 0.5, fourth) == (2.25, 7.75)
    assert percentiles(values, 0.9, last) == (pytest.approx(0.45), None)
    assert percentiles(values, 0.9, None, fourth) == (None, pytest.approx(8.55))


def test_the_draws_that_are_bounds_are_those_that_count_from_the_first_step(
    stairs: Frontiers,
) -> None:
    first, last = ordinal("2024-01-06"), ordinal("2024-01-11")
    over = grid([(first, last, 0, 0)])
    lags, leads = bounded(point(stairs), over)
    assert (lags.tolist(), leads.tolist()) == ([True], [False])
    lags, leads = bounded(point(stairs), grid([(first, last, 2, 2)]))
    assert (lags.tolist(), leads.tolist()) == ([False], [False])
    lags, leads = bounded(point(Frontiers(stairs.opened, stairs.closed)), over)
    assert (lags.tolist(), leads.tolist()) == ([False], [True])


def test_the_vertical_mean_by_hand(stairs: Frontiers) -> None:
    # Days 5-9: 5; 10-14: 15; 15-19: 5; 20-24: 15; 25-29: 8 -> (25 + 75 + 25 + 75 + 40) / 25.
    mean = vertical_mean(stairs, WINDOW, 0.95)
    assert mean is not None
    assert (mean.value, mean.n) == (pytest.approx(240 / 25), 25)
    assert mean.low is not None
    assert mean.high is not None
    assert mean.low < mean.value < mean.high


def test_the_horizontal_mean_by_hand(stairs: Frontiers) -> None:
    # Levels above 100 (closed's first) up to 112: (100, 105] open day 15, closed day 10: 5 days;
    # (105, 110] 25 - 10 = 15; (110, 112] 25 - 20 = 5 -> (25 + 75 + 10) / 12.
    mean = horizontal_mean(stairs, "2024-01-31", 0.95)
    assert mean is not None
    assert (mean.value, mean.n, mean.bounds) == (pytest.approx(110 / 12), 3, 0)
    # (112, 120] is not reached by day 30: 10 days so far -> (110 + 80) / 20.
    all_levels = horizontal_mean(stairs, "2024-01-31", 0.95, uncaught=True)
    assert all_levels is not None
    assert (all_levels.value, all_levels.n, all_levels.bounds) == (pytest.approx(9.5), 4, 1)
    # When open will reach 120 nobody knows; without that band both ends are known.
    assert mean.low is not None
    assert mean.high is not None
    assert all_levels.low is not None
    assert all_levels.high is None


def test_a_range_that_one_side_never_had_has_no_horizontal_mean() -> None:
    low: dict[str, Model] = {**STAIRS, "o2": ("2024-01-16", "permissive", 96, 1.0)}
    del low["o3"]
    assert horizontal_mean(frontiers(low), "2025-12-31", 0.95) is None
    assert horizontal_mean(Frontiers([], []), "2025-12-31", 0.95) is None


def test_a_window_without_both_classes_has_no_mean(stairs: Frontiers) -> None:
    assert backward_mean(stairs, ("2023-01-01", "2024-01-05"), "tolerance_0") is None
    assert vertical_mean(Frontiers(stairs.closed, []), WINDOW, 0.95) is None
    assert backward_interval(Frontiers([], stairs.opened), WINDOW, 0.95) is None


def test_the_arrays_give_the_same_point_as_the_rules(stairs: Frontiers) -> None:
    known = stairs.until(WINDOW[1])
    days = sorted({step.on for step in (*known.closed, *known.opened) if step.on >= "2024-01-06"})
    ends = [*(ordinal(on) for on in days[1:]), ordinal(WINDOW[1]) + 1]
    stretches = [
        (ordinal(on), end, len(known.until(on).closed) - 1, len(known.until(on).opened) - 1)
        for on, end in zip(days, ends, strict=True)
    ]
    mean = backward_mean(stairs, WINDOW, "tolerance_0")
    assert mean is not None
    assert backward(point(known), grid(stretches))[0] == pytest.approx(mean.value)


def test_a_lead_is_negative_in_the_arrays_too() -> None:
    ahead = frontiers({**STAIRS, "o4": ("2024-01-28", "permissive", 130, 0.001)}, "2024-02-06")
    window = ("2024-01-28", "2024-02-06")
    mean, ends = backward_mean(ahead, window, "tolerance_0"), backward_interval(ahead, window, 0.9)
    # Days 0..9 since open passed closed: mean -4.5; no draw changes that.
    assert mean is not None
    assert ends is not None
    assert (mean.value, *ends) == pytest.approx((-4.5, -4.5, -4.5))


def test_intervals_are_the_same_again_and_need_every_error(stairs: Frontiers) -> None:
    assert backward_interval(stairs, WINDOW, 0.95) == backward_interval(stairs, WINDOW, 0.95)
    bare = frontiers({**STAIRS, "c2": ("2024-01-11", "closed", 110, None)}, "2024-01-31")
    assert draw(bare) is None
    assert backward_interval(bare, WINDOW, 0.95) is None
    mean = horizontal_mean(bare, "2024-01-31", 0.95)
    assert mean is not None
    assert mean.low is None


def test_levels_outside_both_frontiers_are_not_a_number(stairs: Frontiers) -> None:
    below = Frontiers(stairs.closed, stairs.opened[:1])
    assert horizontal(point(below), None)[0] != horizontal(point(below), None)[0]


def test_a_model_crosses_no_level_before_itself() -> None:
    models: dict[str, Model] = {
        "c1": ("2024-01-01", "closed", 100, 1.0),
        "k": ("2024-01-16", "opened 2024-01-27", 110, 1.0),
        "c2": ("2024-01-24", "closed", 120, 1.0),
        "o1": ("2024-01-05", "permissive", 99, 1.0),
    }
    found = Frontiers.of(field(models, "2024-02-01"), "any_weights", "2024-02-01")
    [one] = crossings(found, [105])
    assert (one.closed_model, one.open_model, one.days) == ("c2", "k", 3)


def test_first_crossings(stairs: Frontiers) -> None:
    found = crossings(stairs, [98, 105, 115, 130])
    assert [(one.level, one.days, one.is_left_censored) for one in found] == [
        (98, 15, True), (105, 5, False), (115, None, False),
    ]  # fmt: skip
    # Open's first observed entry, o1 with 95, says when open was there at the latest.
    assert [one.is_at_most for one in crossings(stairs, [94, 95, 95.5])] == [True, True, False]
    assert (found[1].closed_model, found[1].open_model) == ("c2", "o2")
    assert round_levels(stairs, 5.0) == [105, 110, 115, 120]
    assert round_levels(Frontiers([], []), 5.0) == []
