"""The item response fit: planted parameters, anchors, order, pieces, and the library's answer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from measures.errors import ScaleInvalid
from measures.scale.item_response import (
    Anchors,
    Observation,
    Scale,
    arranged,
    fitted,
    spread,
)
from measures.scale.least_squares import Problem, solve

ANCHORS = Anchors(("m05", 130.0), ("m15", 150.0))
# Planted on the anchors' scale: model k has ability 120 + 2k, so m05 is 130 and m15 is 150.
ABILITY = {f"m{k:02}": 120.0 + 2 * k for k in range(21)}
BENCHMARKS = {f"b{k:02}": (118.0 + 4 * k, 0.06 + 0.02 * (k % 4)) for k in range(12)}


def _share(model: str, benchmark: str) -> float:
    difficulty, slope = BENCHMARKS[benchmark]
    return 1 / (1 + math.exp(-slope * (ABILITY[model] - difficulty)))


def _planted(keep: float = 0.8) -> list[Observation]:
    draw = np.random.default_rng(7)
    pairs = [(m, b) for m in ABILITY for b in BENCHMARKS if draw.random() < keep]
    return [Observation(m, b, _share(m, b)) for m, b in pairs]


@pytest.fixture(scope="module")
def scale() -> Scale:
    return fitted(arranged(_planted()), ANCHORS, replicates=60)


def test_planted_abilities_come_back(scale: Scale) -> None:
    found = dict(zip(scale.grid.models, scale.ability, strict=True))
    # Shares are exact; the ridge alone bends the scale, and only a little.
    assert max(abs(found[name] - true) for name, true in ABILITY.items()) < 0.6
    assert scale.rmse < 0.003


def test_anchors_are_exact_and_have_no_error(scale: Scale) -> None:
    for name, value in (ANCHORS.low, ANCHORS.high):
        place = scale.grid.models.index(name)
        assert scale.ability[place] == value
        assert spread(scale.draws[:, place]) is None
    assert scale.gradient <= 1e-8


def test_order_of_rows_does_not_matter(scale: Scale) -> None:
    rows = _planted()
    rows = rows[::-1][5:] + rows[::-1][:5]
    again = fitted(arranged(rows), ANCHORS, replicates=60)
    assert np.array_equal(again.ability, scale.ability)
    assert np.array_equal(again.draws, scale.draws, equal_nan=True)


def test_noise_widens_the_error_and_the_truth_stays_inside(scale: Scale) -> None:
    draw = np.random.default_rng(11)
    noisy = [
        Observation(one.model, one.benchmark, min(1, max(0, one.share + draw.normal(0, 0.04))))
        for one in _planted()
    ]
    wide = fitted(arranged(noisy), ANCHORS, replicates=60)
    place = wide.grid.models.index("m20")
    found, exact = spread(wide.draws[:, place]), spread(scale.draws[:, place])
    assert found is not None
    assert exact is not None
    assert found > 2 * exact
    # The planted truth lies within three errors.
    assert abs(wide.ability[place] - 160.0) < 3 * found


def test_models_with_three_benchmarks_are_left_out() -> None:
    few = [Observation("thin", f"b0{k}", 0.5) for k in range(3)]
    grid = arranged([*_planted(), *few])
    assert grid.left_out == ("thin",)
    assert "thin" not in grid.models


ISLAND = [Observation(f"x{m}", f"y{b}", 0.3) for m in range(4) for b in range(5)]


@pytest.mark.parametrize(
    ("rows", "anchors", "why"),
    [
        ([*_planted(), *ISLAND], ANCHORS, r"2 pieces.*x0, x1, x2, x3"),
        ([Observation("a", "b", 56.0)], ANCHORS, "a share of 56"),
        (_planted(), Anchors(("nobody", 1.0), ("m15", 2.0)), "anchor nobody"),
        (_planted(), Anchors(("m15", 130.0), ("m05", 150.0)), "comes out below"),
    ],
)
def test_what_fixes_no_scale_is_refused(
    rows: list[Observation], anchors: Anchors, why: str
) -> None:
    with pytest.raises(ScaleInvalid, match=why):
        fitted(arranged(rows), anchors, replicates=1)


def test_the_librarys_optimiser_finds_the_same_minimum() -> None:
    grid = arranged(_planted(keep=0.6))
    draw = np.random.default_rng(5)
    share = np.clip(grid.share + draw.normal(0, 0.05, len(grid.share)), 0.001, 0.999)
    models, benchmarks, ridge = len(grid.models), len(grid.benchmarks), 0.002
    weights = draw.integers(0, 3, len(share)).astype(float)

    def loss(x: np.ndarray) -> float:
        ability, difficulty, log_slope = np.split(x, [models, models + benchmarks])
        slope = np.exp(log_slope)
        at = grid.benchmark
        p = 1 / (1 + np.exp(-slope[at] * (ability[grid.model] - difficulty[at])))
        held = np.sum(ability**2) + np.sum(difficulty**2) + np.sum(slope**2)
        return float(0.5 * np.sum(weights * (p - share) ** 2) + 0.5 * ridge * held)

    problem = Problem(grid.model, grid.benchmark, share, models, benchmarks, ridge)
    ours = solve(problem, weights)
    theirs = minimize(loss, np.zeros(models + 2 * benchmarks), method="L-BFGS-B", tol=1e-12)
    assert ours.converged
    assert loss(ours.x) <= theirs.fun + 1e-9
    assert ours.x[:models] == pytest.approx(theirs.x[:models], abs=5e-3)
