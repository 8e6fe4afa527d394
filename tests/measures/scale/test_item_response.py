"""The item response fit: planted parameters, anchors, order, pieces, and the library's answer."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from measures.errors import ScaleInvalid
from measures.scale.item_response import TOLERANCE, Anchors, Scale, fitted, shares_of, solve, spread

ANCHORS = Anchors(("m05", 130.0), ("m15", 150.0))
# Planted on the anchors' scale: model k has ability 120 + 2k, so m05 is 130 and m15 is 150.
ABILITY = {f"m{k:02}": 120.0 + 2 * k for k in range(21)}
BENCHMARKS = {f"b{k:02}": (118.0 + 4 * k, 0.06 + 0.02 * (k % 4)) for k in range(12)}
Row = dict[str, object]


def _row(model: str, benchmark: str, share: float) -> Row:
    return {"model_name": model, "protocol": benchmark, "value": share}


def _planted(keep: float = 0.8, noise: float = 0.0) -> list[Row]:
    draw = np.random.default_rng(7)
    pairs = [(m, b) for m in ABILITY for b in BENCHMARKS if draw.random() < keep]
    shares = (
        1 / (1 + math.exp(-slope * (ABILITY[m] - difficulty)))
        for m, b in pairs
        for difficulty, slope in (BENCHMARKS[b],)
    )
    # A share outside 0 to 1 counts as the nearer end.
    return [
        _row(m, b, one + draw.normal(0, noise)) for (m, b), one in zip(pairs, shares, strict=True)
    ]


@pytest.fixture(scope="module")
def scale() -> Scale:
    return fitted(shares_of(_planted()), ANCHORS, replicates=60)


def test_planted_abilities_come_back_and_anchors_are_exact(scale: Scale) -> None:
    # Shares are exact; the ridge alone bends the scale, and only a little.
    assert max(abs(scale.ability[name] - true) for name, true in ABILITY.items()) < 0.6
    assert scale.rmse < 0.003
    assert scale.gradient <= TOLERANCE
    for name, value in ANCHORS:
        assert scale.ability[name] == value
        assert spread(scale.draws[name]) is None


def test_order_of_rows_does_not_matter_and_the_better_of_two_counts(scale: Scale) -> None:
    rows = _planted()
    again = fitted(shares_of([_row("m03", "b01", 0.0), *rows[::-1]]), ANCHORS, replicates=60)
    assert again.shares.equals(scale.shares)
    assert again.ability.equals(scale.ability)
    assert again.draws.equals(scale.draws)


def test_noise_widens_the_error_and_the_truth_stays_inside(scale: Scale) -> None:
    wide = fitted(shares_of(_planted(noise=0.04)), ANCHORS, replicates=60)
    found, exact = spread(wide.draws["m20"]), spread(scale.draws["m20"])
    assert exact is not None
    assert found > 2 * exact
    assert abs(wide.ability["m20"] - 160.0) < 3 * found
    assert spread(wide.draws["m20"][:9]) is None, "of nine draws nothing is said"


ISLAND = [_row(f"x{m}", f"y{b}", 0.3) for m in range(4) for b in range(5)]
THIN = [_row("thin", f"b0{k}", 0.5) for k in range(3)]


def test_models_with_three_benchmarks_are_left_out_and_with_four_are_not() -> None:
    assert shares_of([*_planted(), *THIN]).equals(shares_of(_planted()))
    assert "thin" in shares_of([*_planted(), *THIN, _row("thin", "b03", 0.5)]).index


def test_a_benchmark_of_one_model_is_left_out_and_counts_for_nobody() -> None:
    alone = [_row("m03", "alone", 0.5), *THIN, _row("thin", "its own", 0.5)]
    assert shares_of([*_planted(), *alone]).equals(shares_of(_planted()))


@pytest.mark.parametrize(
    ("anchors", "unplaced"),
    [(ANCHORS, ["x0", "x3"]), (Anchors(("m05", 130.0), ("x0", 140.0)), ["x0", "x3", "m20"])],
    ids=["the others keep their scale", "between anchors nobody has one"],
)
def test_a_draw_says_nothing_of_models_that_it_does_not_connect_to_both_anchors(
    anchors: Anchors, unplaced: list[str]
) -> None:
    bridge = [_row(f"x{m}", "b05", 0.6) for m in range(4)]
    found = fitted(shares_of([*_planted(), *ISLAND, *bridge]), anchors, replicates=30)
    cut = found.draws["x0"].isna()
    assert found.replicates_converged == 30
    # Each of 17 benchmarks is missing in (16/17)^17 of draws, 36 %; one alone is the bridge.
    assert 4 <= cut.sum() <= 18
    assert found.draws[unplaced].isna().eq(cut, axis=0).all(axis=None)
    assert found.draws["m20"].isna().sum() == (cut.sum() if "m20" in unplaced else 0)


@pytest.mark.parametrize(
    ("rows", "anchors", "why"),
    [
        ([*_planted(), *ISLAND], ANCHORS, r"2 pieces.*x0, x1, x2, x3"),
        (THIN, ANCHORS, "no model has 4 benchmarks"),
        (_planted(), Anchors(("nobody", 1.0), ("m15", 2.0)), "anchor nobody"),
        (_planted(), Anchors(("m15", 130.0), ("m05", 150.0)), "comes out below"),
    ],
)
def test_what_fixes_no_scale_is_refused(rows: list[Row], anchors: Anchors, why: str) -> None:
    with pytest.raises(ScaleInvalid, match=why):
        fitted(shares_of(rows), anchors, replicates=1)


def test_the_librarys_optimiser_finds_the_same_minimum() -> None:
    shares = shares_of(_planted(keep=0.6, noise=0.05))
    draw, known = np.random.default_rng(5), shares.notna().to_numpy()
    share, ridge, models = shares.fillna(0.5).clip(0.001, 0.999).to_numpy(), 0.002, len(shares)
    weights = known * draw.integers(0, 3, shares.shape).astype(float)

    def loss(x: np.ndarray) -> float:
        ability, difficulty, log_slope = np.split(x, [models, models + shares.shape[1]])
        slope = np.exp(log_slope)
        p = 1 / (1 + np.exp(-slope * (ability[:, None] - difficulty)))
        held = np.sum(ability**2) + np.sum(difficulty**2) + np.sum(slope**2)
        return float(0.5 * np.sum(weights * (p - share) ** 2) + 0.5 * ridge * held)

    ours = solve(share, weights, ridge)
    theirs = minimize(loss, np.zeros(len(ours.x)), method="L-BFGS-B", tol=1e-12)
    assert ours.gradient <= TOLERANCE
    assert loss(ours.x) <= theirs.fun + 1e-9
    assert ours.x[:models] == pytest.approx(theirs.x[:models], abs=5e-3)
