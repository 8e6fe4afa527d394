"""The fall of the price of a level: its observations, its fit, and when that has an interval."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from math import exp, log

import numpy as np
import pytest

from measures.price.decline import (
    DRAWS,
    LEAST_DRAWN,
    Observation,
    decline,
    interval,
    observations,
    prices_inside,
    record_lows,
)
from measures.price.records import NoInterval, NoRate
from terms.days import days_between
from tests.measures import sample as measures_sample
from tests.measures.price import sample as price_sample
from tests.measures.price.sample import board, book, row

CLOSED = {"some": "closed"}
STEP = 90
A_YEAR = 365.25 / STEP
"""Steps of `STEP` days in a year."""


def on(step: int) -> str:
    return (date(2024, 1, 1) + timedelta(STEP * step)).isoformat()


def falling(steps: int, copies: int = 1) -> list[Observation]:
    """Prices that halve every 90 days, each asked by some models."""
    return [
        (on(step), f"m{step}-{copy}", 16 / 2**step)
        for step in range(steps)
        for copy in range(copies)
    ]


def test_decline_of_prices_that_halve_every_ninety_days() -> None:
    fit = decline(falling(6))
    assert fit.factor == pytest.approx(2**A_YEAR)
    assert fit.halving_days == pytest.approx(STEP)
    assert decline(falling(6)) == fit


def test_nothing_is_fitted_below_five_record_lows_or_within_a_year() -> None:
    assert decline(falling(1)).reason is NoRate.FEW_LOWS
    few = decline(falling(4))
    assert (few.factor, few.reason) == (None, NoRate.FEW_LOWS)
    quick = [(f"2024-01-0{place}", "m", 10.0 - place) for place in range(1, 7)]
    assert decline(quick).reason is NoRate.SHORT_SPAN


def test_an_interval_goes_from_the_draws_without_a_model_to_those_with_it() -> None:
    # Eight steps asked by ten models each: no draw loses one. One more model, two halvings below
    # the line at step 8, is left out of a draw in (80/81)^81 = 37 % of them. Without it the log2
    # price falls by 1 a step; with it by 1 + 2 * (8 - 4) / 60 = 17/15 (steps 0 to 8: mean 4, sum
    # of squares 60). Both have more than 5 % of the draws, so they are the ends.
    fit = decline([*falling(8, copies=10), (on(8), "alone", 16 / 2**10)])
    assert fit.no_interval is None
    assert fit.factor == pytest.approx(2 ** (A_YEAR * 17 / 15))
    assert fit.low == pytest.approx(2**A_YEAR)
    assert fit.high == pytest.approx(2 ** (A_YEAR * 17 / 15))
    assert fit.low <= fit.factor <= fit.high
    assert fit.usable_share == 1


def test_prices_on_one_line_give_every_draw_the_rate_of_the_fit() -> None:
    fit = decline(falling(8, copies=10))
    assert fit.low == pytest.approx(fit.factor)
    assert fit.high == pytest.approx(fit.factor)
    assert fit.low is not None
    assert fit.low <= fit.factor <= fit.high


def test_single_models_a_low_give_no_interval() -> None:
    # Of six models a draw holds 3.99 on average, and needs four lows over a year.
    fit = decline(falling(6))
    assert fit.factor is not None
    assert (fit.low, fit.high) == (None, None)
    assert fit.no_interval is NoInterval.FEW_RATES
    assert fit.usable_share == pytest.approx(naive_share(falling(6)))


def test_an_interval_over_two_orders_of_magnitude_is_not_told() -> None:
    # As above, thirty halvings below the line: 1 + 30 * 4 / 60 = 3 a step, 16.7 to 4624 a year.
    fit = decline([*falling(8, copies=10), (on(8), "alone", 16 / 2**38)])
    assert fit.factor == pytest.approx(2 ** (3 * A_YEAR))
    assert (fit.low, fit.high) == (None, None)
    assert fit.no_interval is NoInterval.WIDE


def test_ends_are_the_fifth_draw_of_a_hundred_from_either_side() -> None:
    drawn = np.arange(1.0, 101) / 100
    assert interval(drawn, 0.5) == (0.05, 0.96)
    assert interval(drawn, 0.04) is interval(drawn, 0.97) is NoInterval.SINGLE_MODELS
    # 6 * 0.91 = 5.46, and ln 100 = 4.61.
    assert interval(drawn * 6, 3.0) is NoInterval.WIDE


def test_rounding_puts_no_fit_outside_its_interval() -> None:
    ends = interval(np.full(100, 0.5), 0.5 + 1e-12)
    assert ends == (0.5, 0.5 + 1e-12)


def test_a_draw_without_a_rate_may_stand_for_any() -> None:
    # Four of a hundred without one: the fifth from below is the lowest of the rest. Five: none.
    drawn = np.arange(1.0, 101) / 100
    drawn[50:54] = np.nan
    assert interval(drawn, 0.5) == (0.01, 1.0)
    drawn[54] = np.nan
    assert interval(drawn, 0.5) is NoInterval.FEW_RATES


def naive_rates(seen: list[Observation]) -> list[float | None]:
    """The rates of the same draws, one by one, by the rules for the sample itself."""
    names = sorted({model for _, model, _ in seen})
    seed = int.from_bytes(sha256(repr(seen).encode()).digest()[:8], "big")
    found: list[float | None] = []
    for drawn in np.random.default_rng(seed).integers(0, len(names), size=(DRAWS, len(names))):
        kept = {names[place] for place in drawn}
        lows = record_lows([one for one in seen if one[1] in kept])
        days = [days_between(lows[0][0], day) for day, _, _ in lows]
        if len(lows) < LEAST_DRAWN or days[-1] < 365:
            found.append(None)
        else:
            logs = [log(price) for _, _, price in lows]
            found.append(-float(np.polyfit(np.array(days) / 365.25, logs, 1)[0]))
    return found


def naive_share(seen: list[Observation]) -> float:
    return sum(rate is not None for rate in naive_rates(seen)) / DRAWS


@pytest.mark.parametrize("most", [40.0, 1.2])
def test_draws_keep_the_record_lows_that_the_sample_would_keep(most: float) -> None:
    # Noise of a tenth: many a price is a little dearer than one before it, also below one dollar.
    rng = np.random.default_rng(7)
    seen = [
        (on(step), f"m{step}-{copy}", most / 2**step * exp(rng.normal(0, 0.1)))
        for step in range(8)
        for copy in range(4)
    ]
    seen.sort(key=lambda one: (one[0], one[2]))
    fit, rates = decline(seen), naive_rates(seen)
    known = sorted(rate for rate in rates if rate is not None)
    assert fit.usable_share == len(known) / DRAWS
    missing = DRAWS - len(known)
    assert missing < 100
    assert fit.low == pytest.approx(exp(known[99 - missing]))
    assert fit.high == pytest.approx(exp(known[-100 + missing]))


def test_record_lows_and_observations() -> None:
    looks = {"2026-01-01": [row("some", 2, 8)], "2026-01-05": [row("some", 1, 4)]}
    found, known = book(board("list", looks), grades=CLOSED), price_sample.registry(CLOSED)
    inside = prices_inside(found, ["some"], known, frozenset({"closed"}), "2026-02-01")
    seen = observations(inside)
    assert seen == [("2026-01-01", "some", 3.5), ("2026-01-05", "some", 1.75)]
    dearer = [*seen, ("2026-01-06", "other", 2.0)]
    assert record_lows(dearer) == seen


def test_a_price_counts_in_a_class_on_the_days_of_that_class_alone() -> None:
    # Sold from the 1st, weights out on the 10th, cheaper from the 20th: the price at which it was
    # closed is a closed one of the 1st and an open one of the 10th, the later price open alone.
    looks = {"2026-01-01": [row("some", 2, 8)], "2026-01-20": [row("some", 1, 4)]}
    spans = [("closed", "2026-01-01", "2026-01-10"), ("permissive", "2026-01-10", None)]
    known = measures_sample.registry({"some": spans, "lost": [("unknown", "2026-01-01", None)]})
    found = book(board("page", looks), grades=CLOSED)

    def seen(*grades: str, through: str = "2026-02-01") -> list[tuple[str, str, float]]:
        models = ["some", "lost"]
        return observations(prices_inside(found, models, known, frozenset(grades), through))

    assert seen("closed") == [("2026-01-01", "some", 3.5)]
    assert seen("permissive") == [("2026-01-10", "some", 3.5), ("2026-01-20", "some", 1.75)]
    assert seen("permissive", through="2026-01-09") == []
    both = seen("closed", "permissive")
    assert both == [("2026-01-01", "some", 3.5), ("2026-01-20", "some", 1.75)]
