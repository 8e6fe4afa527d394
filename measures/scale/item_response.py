"""Two-parameter logistic item response over benchmarks: one ability per model.

score_ij = sigmoid(slope_j * (ability_i - difficulty_j)), fitted by least squares with a ridge

    1/2 sum_ij w_j (score_ij - share_ij)^2
        + 1/2 ridge (sum_i ability_i^2 + sum_j difficulty_j^2 + sum_j slope_j^2)

with ridge = 0.1 / (number of parameters), the published choice of Epoch's own fit
(https://github.com/epoch-research/eci-public). Slopes are positive by construction. Two anchor
models fix the scale afterwards, exactly. The error comes from drawing *benchmarks* again, with
replacement, and fitting anew: whether another set of benchmarks would say the same.

Shapes: n observations, M models, B benchmarks, R replicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from measures.errors import ScaleInvalid
from measures.scale.least_squares import Floats, Ints, Problem, solve

MINIMUM = 4
"""Benchmarks that a model must have, as in Epoch's index."""
REPLICATES = 200
LOOSE = 1e-5
"""Gradient at which a replicate counts as converged: on the scale of Epoch's index its abilities
are then within about 0.01 of the solution, where draws differ by points."""
PENALTY = 0.1
CLIP = 1e-3
"""Shares are kept within this of 0 and 1, where the curve never arrives."""


@dataclass(frozen=True, slots=True)
class Observation:
    """The share (0 to 1) that one model reached on one benchmark."""

    model: str
    benchmark: str
    share: float


@dataclass(frozen=True)
class Grid:
    """Observations of connected models and benchmarks, in the order of their names.

    `model` and `benchmark` (n,) point into `models` and `benchmarks`; `share` is (n,).
    """

    models: tuple[str, ...]
    benchmarks: tuple[str, ...]
    model: Ints
    benchmark: Ints
    share: Floats
    left_out: tuple[str, ...]
    """Models with fewer than `MINIMUM` benchmarks."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The two models that define the scale, and their values on it."""

    low: tuple[str, float]
    high: tuple[str, float]


@dataclass(frozen=True)
class Scale:
    """A fitted scale. Everything is in the unit that the anchors define."""

    grid: Grid
    anchors: Anchors
    ability: Floats
    """(M,)"""
    draws: Floats
    """(R, M) abilities under other sets of benchmarks; NaN where a draw says nothing of a model."""
    replicates_converged: int
    gradient: float
    """Largest absolute derivative of the loss at the solution."""
    rmse: float
    """Root mean square residual, in shares."""


def arranged(observations: Iterable[Observation]) -> Grid:
    """The observations of models with at least `MINIMUM` benchmarks, each with two such models.

    Order of the rows does not matter. Of two observations of one pair the better counts. Raises
    ScaleInvalid for a share outside 0 to 1, for none left, and for a graph in several pieces,
    whose abilities would not compare.
    """
    known: dict[tuple[str, str], float] = {}
    for one in observations:
        if not 0 <= one.share <= 1:
            raise ScaleInvalid(
                f"{one.model} on {one.benchmark}: a share of {one.share} is not within 0 and 1"
            )
        pair = (one.model, one.benchmark)
        known[pair] = max(one.share, known.get(pair, 0.0))
    pairs = sorted(_core(set(known)))
    if not pairs:
        raise ScaleInvalid(f"no model has {MINIMUM} benchmarks that another model shares")
    models, model = np.unique([model for model, _ in pairs], return_inverse=True)
    benchmarks, benchmark = np.unique([benchmark for _, benchmark in pairs], return_inverse=True)
    grid = Grid(
        tuple(models.tolist()),
        tuple(benchmarks.tolist()),
        model,
        benchmark,
        np.array([known[pair] for pair in pairs]),
        tuple(sorted({model for model, _ in known} - {*models.tolist()})),
    )
    _refuse_pieces(grid)
    return grid


def _core(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    while True:
        by_model = Counter(model for model, _ in pairs)
        by_benchmark = Counter(benchmark for _, benchmark in pairs)
        kept = {(m, b) for m, b in pairs if by_model[m] >= MINIMUM and by_benchmark[b] > 1}
        if kept == pairs:
            return kept
        pairs = kept


def _refuse_pieces(grid: Grid) -> None:
    count, piece = _pieces(grid, np.ones(len(grid.share), dtype=bool))
    if count > 1:
        sizes = np.bincount(piece[: len(grid.models)], minlength=count)
        least = int(np.argmin(sizes))
        named = [name for name, at in zip(grid.models, piece, strict=False) if at == least][:5]
        raise ScaleInvalid(
            f"models and benchmarks fall into {count} pieces that share no benchmark, so they "
            f"have no common scale; the smallest holds {', '.join(named) or 'no model'}"
        )


def _pieces(grid: Grid, used: NDArray[np.bool_]) -> tuple[int, NDArray[np.int32]]:
    """Connected components of models (first M nodes) and benchmarks over the used rows."""
    size = len(grid.models) + len(grid.benchmarks)
    left, right = grid.model[used], grid.benchmark[used] + len(grid.models)
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(size, size))
    count, piece = connected_components(graph, directed=False)
    return int(count), piece


def fitted(grid: Grid, anchors: Anchors, replicates: int = REPLICATES) -> Scale:
    """Fit abilities, difficulties and slopes, and `replicates` bootstrap abilities.

    Equal observations give equal draws. Raises ScaleInvalid when an anchor is missing, when the
    fit does not converge, or when the anchors come out in the wrong order.
    """
    ends = (_index(grid, anchors.low[0]), _index(grid, anchors.high[0]))
    size = len(grid.models) + 2 * len(grid.benchmarks)
    share = np.clip(grid.share, CLIP, 1 - CLIP)
    problem = Problem(
        grid.model, grid.benchmark, share, len(grid.models), len(grid.benchmarks), PENALTY / size
    )
    best = solve(problem, np.ones(len(share)))
    if not best.converged:
        raise ScaleInvalid(f"the fit did not converge (gradient {best.gradient:.2g})")
    ability = problem.split(best.x)[0]
    _, unit = _affine(ability, ends, anchors)
    if not unit > 0:
        raise ScaleInvalid(f"{anchors.high[0]} comes out below {anchors.low[0]}")
    draws = np.full((replicates, len(grid.models)), np.nan)
    converged = 0
    count = len(grid.benchmarks)
    rng = np.random.default_rng(_seed(grid))
    times = rng.multinomial(count, np.full(count, 1 / count), size=replicates)
    for row, weights in enumerate(times[:, grid.benchmark].astype(float)):
        again = solve(problem, weights, best.x, LOOSE)
        converged += again.converged
        if again.converged:
            draws[row] = _drawn(grid, problem.split(again.x)[0], weights > 0, ends, anchors)
    return Scale(
        grid=grid,
        anchors=anchors,
        ability=_anchored(ability, ends, anchors),
        draws=draws,
        replicates_converged=converged,
        gradient=best.gradient,
        rmse=float(np.sqrt(problem.square(best.x, np.ones(len(share))) / len(share))),
    )


def _index(grid: Grid, model: str) -> int:
    if model not in grid.models:
        raise ScaleInvalid(f"anchor {model} is not among the models on the scale")
    return grid.models.index(model)


def _affine(ability: Floats, ends: tuple[int, int], anchors: Anchors) -> tuple[float, float]:
    low, high = float(ability[ends[0]]), float(ability[ends[1]])
    if high == low:
        return float("nan"), float("nan")
    unit = (anchors.high[1] - anchors.low[1]) / (high - low)
    return anchors.low[1] - unit * low, unit


def _anchored(ability: Floats, ends: tuple[int, int], anchors: Anchors) -> Floats:
    shift, unit = _affine(ability, ends, anchors)
    placed = shift + unit * ability
    # The anchors are exact by definition, not up to rounding.
    placed[list(ends)] = anchors.low[1], anchors.high[1]
    return placed


def _drawn(
    grid: Grid,
    ability: Floats,
    used: NDArray[np.bool_],
    ends: tuple[int, int],
    anchors: Anchors,
) -> Floats:
    """Abilities of the models connected to both anchors by the drawn benchmarks; NaN elsewhere."""
    _, piece = _pieces(grid, used)
    found = _anchored(ability, ends, anchors)
    at_low, at_high = piece[ends[0]], piece[ends[1]]
    _, unit = _affine(ability, ends, anchors)
    if at_low != at_high or not unit > 0:
        return np.full_like(found, np.nan)
    found[piece[: len(grid.models)] != at_low] = np.nan
    return found


def _seed(grid: Grid) -> int:
    told = repr((grid.models, grid.benchmarks)).encode()
    body = told + grid.model.tobytes() + grid.benchmark.tobytes() + grid.share.tobytes()
    return int.from_bytes(sha256(body).digest()[:8], "big")


def spread(draws: Floats) -> float | None:
    """Standard deviation of bootstrap draws (R,), NaN left out; None below ten, or when all are
    equal (an anchor)."""
    known = draws[np.isfinite(draws)]
    if len(known) < 10:
        return None
    found = float(np.std(known, ddof=1))
    return found if found > 1e-9 else None
