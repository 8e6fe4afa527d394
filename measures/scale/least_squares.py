"""Levenberg-Marquardt for the two-parameter logistic model, many weightings at once.

The normal equations of the model have a known shape: one diagonal block for the abilities and a
2 x 2 block per benchmark, coupled where a model has a score. Eliminating the abilities leaves
2B equations, which NumPy solves for all weightings together. scipy.optimize takes one weighting per
call and is several times slower; a test holds both to the same answer.

Shapes: n observations, M models, B benchmarks, R weightings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 200
TOLERANCE = 1e-8
_CHUNK = 25
"""Weightings that are solved together: their matrices stay within a few megabytes."""


@dataclass(frozen=True)
class Problem:
    """`model`, `benchmark`, `share`: (n,); `ridge`: weight of the squared parameters."""

    model: Ints
    benchmark: Ints
    share: Floats
    models: int
    benchmarks: int
    ridge: float


@dataclass(frozen=True)
class Solution:
    """Parameters of each weighting: `ability` (R, M), `difficulty` and `slope` (R, B)."""

    ability: Floats
    difficulty: Floats
    slope: Floats
    converged: NDArray[np.bool_]
    gradient: Floats
    """(R,) largest absolute derivative."""
    rmse: Floats
    """(R,) weighted root mean square residual."""


def solve(
    problem: Problem,
    weights: Floats,
    start: Solution | None = None,
    tolerance: float = TOLERANCE,
) -> Solution:
    """Minimise the loss of `measures.scale.item_response` under each row of `weights` (R, n).

    `start`: a solution of one weighting to begin from; `tolerance`: largest absolute derivative of
    the loss at which a fit counts as converged. Never raises for a fit that stops short:
    `converged` says so.
    """
    parts = [
        _solve(problem, weights[first : first + _CHUNK], start, tolerance)
        for first in range(0, len(weights), _CHUNK)
    ]
    return Solution(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in Solution.__dataclass_fields__
        )
    )


class _Model:
    """Loss and derivatives at points x (R, M + 2B) under weights (R, n)."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        rows = np.arange(len(problem.share))
        ones = np.ones(len(rows))
        self.by_model = csr_array((ones, (problem.model, rows)))
        self.by_benchmark = csr_array((ones, (problem.benchmark, rows)))
        self._cut = (problem.models, problem.models + problem.benchmarks)

    def split(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """Ability, difficulty and logarithm of the slope."""
        first, second = self._cut
        return x[:, :first], x[:, first:second], x[:, second:]

    def loss(self, x: Floats, weights: Floats) -> Floats:
        """(R,)"""
        ability, difficulty, log_slope = self.split(x)
        square = self._square(x, weights)
        held = (ability**2).sum(1) + (difficulty**2).sum(1) + np.exp(2 * log_slope).sum(1)
        return np.asarray(0.5 * square + 0.5 * self.problem.ridge * held)

    def rmse(self, x: Floats, weights: Floats) -> Floats:
        """(R,) root mean square residual, in shares."""
        return np.asarray(np.sqrt(self._square(x, weights) / weights.sum(axis=1)))

    def _square(self, x: Floats, weights: Floats) -> Floats:
        p, _ = self._predicted(x)
        return np.asarray((weights * (p - self.problem.share) ** 2).sum(axis=1))

    def _predicted(self, x: Floats) -> tuple[Floats, Floats]:
        ability, difficulty, log_slope = self.split(x)
        at = self.problem.benchmark
        z = np.exp(log_slope[:, at]) * (ability[:, self.problem.model] - difficulty[:, at])
        return 1 / (1 + np.exp(-np.clip(z, -500, 500))), z

    def linearised(self, x: Floats, weights: Floats) -> _Normal:
        """Gradient and Gauss-Newton blocks at x; of the ridge on slopes the full second
        derivative, without which a slope that only the ridge holds overshoots for ever."""
        problem, (ability, difficulty, log_slope) = self.problem, self.split(x)
        p, z = self._predicted(x)
        steep = p * (1 - p)
        to_ability = steep * np.exp(log_slope[:, problem.benchmark])
        to_slope = steep * z
        pull = weights * (p - problem.share)
        held = problem.ridge * np.exp(2 * log_slope)
        gradient = (
            summed(self.by_model, pull * to_ability) + problem.ridge * ability,
            -summed(self.by_benchmark, pull * to_ability) + problem.ridge * difficulty,
            summed(self.by_benchmark, pull * to_slope) + held,
        )
        own, cross = weights * to_ability**2, weights * to_ability * to_slope
        return _Normal(
            self,
            np.concatenate(gradient, axis=1),
            summed(self.by_model, own) + problem.ridge,
            summed(self.by_benchmark, own) + problem.ridge,
            summed(self.by_benchmark, weights * to_slope**2) + 2 * held,
            own,
            cross,
        )


@dataclass(frozen=True)
class _Normal:
    """Normal equations: abilities are diagonal, each benchmark has a symmetric 2 x 2 block.

    `own` and `cross` (R, n) couple an ability with the difficulty (minus own) and with the
    logarithm of the slope (cross) of a benchmark.
    """

    model: _Model
    gradient: Floats
    ability: Floats
    difficulty: Floats
    slope: Floats
    own: Floats
    cross: Floats

    def step(self, damping: Floats) -> Floats:
        """Marquardt's step (R, M + 2B): each diagonal is raised by its damping (R,)."""
        more = 1 + damping[:, None]
        problem, diagonal = self.model.problem, self.ability * more
        models, size = problem.models, problem.benchmarks
        first, second = self.gradient[:, :models], self.gradient[:, models:]
        eased = (first / diagonal)[:, problem.model]
        right = self._to_benchmarks(eased) - second
        inner = np.linalg.solve(self._reduced(diagonal, more), right[:, :, None])[:, :, 0]
        felt = (
            self.cross * inner[:, size + problem.benchmark] - self.own * inner[:, problem.benchmark]
        )
        outer = -(first + summed(self.model.by_model, felt)) / diagonal
        return np.concatenate([outer, inner], axis=1)

    def _to_benchmarks(self, values: Floats) -> Floats:
        """The coupling times one value per observation: (R, 2B)."""
        matrix = self.model.by_benchmark
        parts = (-summed(matrix, self.own * values), summed(matrix, self.cross * values))
        return np.concatenate(parts, axis=1)

    def _reduced(self, diagonal: Floats, more: Floats) -> Floats:
        """Equations of the benchmarks alone, (R, 2B, 2B), the abilities eliminated."""
        size = self.model.problem.benchmarks
        coupling = self._coupling()
        found = -(coupling.transpose(0, 2, 1) @ (coupling / diagonal[:, :, None]))
        at = np.arange(size)
        beside = summed(self.model.by_benchmark, self.cross)
        found[:, at, at] += self.difficulty * more
        found[:, at + size, at + size] += self.slope * more
        found[:, at, at + size] -= beside
        found[:, at + size, at] -= beside
        return found

    def _coupling(self) -> Floats:
        """Second derivatives between abilities and benchmarks, (R, M, 2B)."""
        problem = self.model.problem
        found = np.zeros((len(self.own), problem.models, 2 * problem.benchmarks))
        found[:, problem.model, problem.benchmark] = -self.own
        found[:, problem.model, problem.benchmarks + problem.benchmark] = self.cross
        return found


def summed(matrix: csr_array, values: Floats) -> Floats:
    """Row sums of `values` (R, n) over the groups of an incidence matrix (G, n): (R, G)."""
    return np.asarray((matrix @ values.T).T)


def _solve(problem: Problem, weights: Floats, start: Solution | None, tolerance: float) -> Solution:
    model = _Model(problem)
    x = _begin(problem, len(weights), start)
    loss, damping = model.loss(x, weights), np.full(len(weights), 1e-3 if start else 1e-1)
    gradient = np.full(len(weights), np.inf)
    for _ in range(STEPS):
        rows = np.flatnonzero(gradient > tolerance)
        normal = model.linearised(x[rows], weights[rows])
        gradient[rows] = np.abs(normal.gradient).max(axis=1)
        if not (gradient > tolerance).any():
            break
        tried = x[rows] + normal.step(damping[rows])
        after = model.loss(tried, weights[rows])
        # Close to the solution the loss no longer tells one digit from the next.
        better = np.isfinite(after) & (after <= loss[rows] * (1 + 1e-13))
        damping[rows] *= np.where(better, 0.2, 4.0)
        damping = np.clip(damping, 1e-12, 1e12)
        x[rows[better]], loss[rows[better]] = tried[better], after[better]
    ability, difficulty, log_slope = model.split(x)
    return Solution(
        ability,
        difficulty,
        np.exp(log_slope),
        gradient <= tolerance,
        gradient,
        model.rmse(x, weights),
    )


def _begin(problem: Problem, rows: int, start: Solution | None) -> Floats:
    if start is None:
        return np.zeros((rows, problem.models + 2 * problem.benchmarks))
    one = np.concatenate([start.ability[0], start.difficulty[0], np.log(start.slope[0])])
    return np.tile(one, (rows, 1))
