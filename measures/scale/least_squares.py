"""Levenberg-Marquardt for the two-parameter logistic model under weights of its observations.

The normal equations have a known shape: abilities are diagonal, each benchmark has a 2 x 2 block,
and both are coupled where a model has a score. Eliminating the abilities leaves 2B equations;
scipy.optimize, which solves all, is several times slower. A test holds both to the same answer.

Shapes: n observations, M models, B benchmarks; x: ability (M), difficulty and log slope (B).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 200
TOLERANCE = 1e-8


@dataclass(frozen=True)
class Problem:
    """`model`, `benchmark`, `share`: (n,); `ridge`: weight of the squared parameters."""

    model: Ints
    benchmark: Ints
    share: Floats
    models: int
    benchmarks: int
    ridge: float

    def split(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """Ability, difficulty and slope."""
        ability, difficulty, log_slope = np.split(x, [self.models, self.models + self.benchmarks])
        return ability, difficulty, np.exp(log_slope)

    def predicted(self, x: Floats) -> tuple[Floats, Floats]:
        """The shares (n,) and their logits."""
        ability, difficulty, slope = self.split(x)
        z = slope[self.benchmark] * (ability[self.model] - difficulty[self.benchmark])
        return 1 / (1 + np.exp(-np.clip(z, -500, 500))), z

    def square(self, x: Floats, weights: Floats) -> float:
        """The weighted sum of squared residuals, in shares."""
        return float(weights @ (self.predicted(x)[0] - self.share) ** 2)

    def loss(self, x: Floats, weights: Floats) -> float:
        """What is minimised (`measures.scale.item_response`)."""
        held = sum(float(part @ part) for part in self.split(x))
        return 0.5 * self.square(x, weights) + 0.5 * self.ridge * held


@dataclass(frozen=True)
class Solution:
    """The parameters under one weighting."""

    x: Floats
    converged: bool
    gradient: float
    """Largest absolute derivative."""


def solve(
    problem: Problem, weights: Floats, start: Floats | None = None, tolerance: float = TOLERANCE
) -> Solution:
    """Minimise the loss under `weights` (n,), from the point `start`.

    `tolerance`: largest absolute derivative at which a fit counts as converged. Never raises for a
    fit that stops short: `converged` says so.
    """
    x = np.zeros(problem.models + 2 * problem.benchmarks) if start is None else start
    loss, damping = problem.loss(x, weights), 1e-1 if start is None else 1e-3
    gradient = np.inf
    for _ in range(STEPS):
        normal = _normal(problem, x, weights)
        gradient = float(np.abs(normal.gradient).max())
        if gradient <= tolerance:
            break
        tried = x + normal.step(damping)
        after = problem.loss(tried, weights)
        # Close to the solution the loss no longer tells one digit from the next.
        is_better = bool(np.isfinite(after)) and after <= loss * (1 + 1e-13)
        damping = float(np.clip(damping * (0.2 if is_better else 4.0), 1e-12, 1e12))
        if is_better:
            x, loss = tried, after
    return Solution(x, gradient <= tolerance, gradient)


@dataclass(frozen=True)
class _Normal:
    """The normal equations at a point."""

    gradient: Floats
    diagonal: Floats
    beside: Floats
    """(B,) between difficulty and log slope of one benchmark."""
    coupling: Floats
    """(M, 2B) between abilities and benchmarks."""

    def step(self, damping: float) -> Floats:
        """Marquardt's step: each diagonal is raised by its damping."""
        models, twice = self.coupling.shape
        own, inner = np.split(self.diagonal * (1 + damping), [models])
        eased = self.coupling / own[:, None]
        reduced = np.diag(inner) - self.coupling.T @ eased
        at = np.arange(twice // 2)
        reduced[at, at + twice // 2] += self.beside
        reduced[at + twice // 2, at] += self.beside
        first, second = np.split(self.gradient, [models])
        of_benchmarks = np.linalg.solve(reduced, eased.T @ first - second)
        return np.concatenate([-(first + self.coupling @ of_benchmarks) / own, of_benchmarks])


def _normal(problem: Problem, x: Floats, weights: Floats) -> _Normal:
    """Gradient and Gauss-Newton blocks at x; of the ridge on slopes the full second derivative,
    without which a slope that only the ridge holds overshoots for ever."""
    model, benchmark, size = problem.model, problem.benchmark, problem.benchmarks

    def by_model(values: Floats) -> Floats:
        return np.asarray(np.bincount(model, values, problem.models), dtype=np.float64)

    def by_benchmark(values: Floats) -> Floats:
        return np.asarray(np.bincount(benchmark, values, size), dtype=np.float64)

    ability, difficulty, slope = problem.split(x)
    p, z = problem.predicted(x)
    steep = p * (1 - p)
    to_ability, to_slope = steep * slope[benchmark], steep * z
    pull, held = weights * (p - problem.share), problem.ridge * slope**2
    gradient = (
        by_model(pull * to_ability) + problem.ridge * ability,
        -by_benchmark(pull * to_ability) + problem.ridge * difficulty,
        by_benchmark(pull * to_slope) + held,
    )
    own, cross = weights * to_ability**2, weights * to_ability * to_slope
    diagonal = (
        by_model(own) + problem.ridge,
        by_benchmark(own) + problem.ridge,
        by_benchmark(weights * to_slope**2) + 2 * held,
    )
    coupling = np.zeros((problem.models, 2 * size))
    coupling[model, benchmark] = -own
    coupling[model, size + benchmark] = cross
    return _Normal(
        np.concatenate(gradient), np.concatenate(diagonal), -by_benchmark(cross), coupling
    )
