from __future__ import annotations

from statistics import NormalDist

import pytest

from measures.simulation import simulate


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
