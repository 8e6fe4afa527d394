from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from measures.uncertainty import simulation
from measures.uncertainty.simulation import simulate, simulate_jointly


def test_two_lone_leaders_agree_with_the_formula() -> None:
    verdict = simulate([(50.0, 3.0)], [(48.0, 4.0)])
    assert verdict.p_open_ahead == pytest.approx(NormalDist().cdf(-2 / 5), abs=0.04)
    assert verdict.selection_bias == pytest.approx(0, abs=0.5)


def test_many_equal_contenders_raise_their_side() -> None:
    # The expected maximum of 16 standard normal draws is 1.766.
    verdict = simulate([(50.0, 2.0)] * 16, [(50.0, 0.001)])
    assert verdict.selection_bias == pytest.approx(2 * 1.766, abs=0.1)
    assert verdict.p_open_ahead < 0.01


def test_the_same_text_gives_the_same_numbers_in_any_order() -> None:
    closed, opened = [(50.0, 2.0), (49.0, 3.0)], [(48.0, 2.0), (47.0, 1.0)]
    assert simulate(closed, opened) == simulate(closed[::-1], opened[::-1])
    assert simulate(closed, opened) != simulate(closed, [*opened, opened[0]])


def test_an_entry_out_of_reach_changes_nothing() -> None:
    closed, opened = [(50.0, 1.0)], [(48.0, 1.0)]
    assert simulate([*closed, (20.0, 1.0)], opened) == simulate(closed, opened)


def test_two_leaders_with_joint_errors_agree_with_the_formula() -> None:
    # Errors of 3 and 4 with a correlation of 0.8: sd of the difference sqrt(9 + 16 - 19.2) = 2.408.
    one, two = np.random.default_rng(1).standard_normal((2, 4000))
    closed, opened = 50 + 3 * one, 48 + 4 * (0.8 * one + 0.6 * two)
    verdict = simulate_jointly(([50.0], closed[:, None]), ([48.0], opened[:, None]))
    assert verdict is not None
    assert verdict.p_open_ahead == pytest.approx(NormalDist().cdf(-2 / 2.408), abs=0.03)
    assert verdict.selection_bias == pytest.approx(0, abs=0.2)


def test_an_error_of_the_whole_scale_never_changes_who_leads() -> None:
    # In every draw closed is 2 ahead, whatever the scale does.
    scale = np.linspace(-30, 30, 11)[:, None]
    closed = ([50.0, 49.0], np.add(scale, [50, 49]))
    verdict = simulate_jointly(closed, ([48.0], np.add(scale, 48)))
    assert verdict is not None
    assert verdict.p_open_ahead == 0
    assert verdict.selection_bias == pytest.approx(0, abs=1e-9)
    # Taken as independent, errors of that size (sd 19.9) would have open ahead in 1 of 3 draws.
    assert simulate([(50.0, 19.9), (49.0, 19.9)], [(48.0, 19.9)]).p_open_ahead > 0.25


def test_many_equal_contenders_with_errors_of_their_own_raise_their_side_jointly_too() -> None:
    # As above: 16 with an error of 2 each, of which no other knows, gain 2 x 1.766.
    draws = np.random.default_rng(2).normal(50, 2, (4000, 16))
    anchor = ([50.0], np.full((4000, 1), 50.0))
    verdict = simulate_jointly(([50.0] * 16, draws), anchor)
    assert verdict is not None
    assert verdict.selection_bias == pytest.approx(2 * 1.766, abs=0.15)
    # What the bootstrap is off by on average is no selection.
    off = simulate_jointly(([50.0] * 16, draws + 7), anchor)
    assert off is not None
    assert off.selection_bias == pytest.approx(2 * 1.766, abs=0.15)


def test_draws_that_say_nothing_of_a_contender_are_left_out_and_too_few_are_no_answer() -> None:
    draws = np.random.default_rng(3).normal([50, 49, 10], 1, (20, 3))
    closed, scores, opened = draws.copy(), [50.0, 49.0, 10.0], ([48.0], draws[:, :1] - 2)
    closed[:5, 1], closed[:, 2] = np.nan, np.nan  # the third is out of reach: no matter
    kept = (closed[5:], ([48.0], opened[1][5:]))
    assert simulate_jointly((scores, closed), opened) == simulate_jointly(
        (scores, kept[0]), kept[1]
    )
    closed[:11, 1] = np.nan
    assert simulate_jointly((scores, closed), opened) is None


def test_what_was_drawn_once_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    closed, opened = [(71.25, 1.5), (70.0, 1.0)], [(69.125, 1.25)]
    first = simulate(closed, opened)
    monkeypatch.setattr(simulation, "_best", lambda *_: pytest.fail("drawn again"))
    assert simulate(reversed(closed), opened) == first
    with pytest.raises(pytest.fail.Exception, match="drawn again"):
        simulate(closed, [(69.125, 1.26)])
