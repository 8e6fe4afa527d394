"""Two-parameter logistic item response over benchmarks: one ability per model.

score_ij = sigmoid(slope_j * (ability_i - difficulty_j)), fitted by least squares with a ridge

    1/2 sum_ij w_j (score_ij - share_ij)^2
        + 1/2 ridge (sum_i ability_i^2 + sum_j difficulty_j^2 + sum_j slope_j^2)

with ridge = 0.1 / (number of parameters), the published choice of Epoch's own fit
(https://github.com/epoch-research/eci-public). Slopes are positive by construction. Two anchor
models fix the scale afterwards, exactly. The error comes from drawing *benchmarks* again, with
replacement, and fitting anew: whether another set of benchmarks would say the same.

Shapes: M models, B benchmarks, N known shares, R replicates; x: ability (M), difficulty and log
slope (B).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import expit

from measures.errors import ScaleInvalid

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
MINIMUM = 4
"""Benchmarks that a model must have, as in Epoch's index."""
REPLICATES = 200
STEPS = 200
TOLERANCE = 1e-8
"""Largest absolute derivative at which the fit counts as converged."""
LOOSE = 1e-5
"""The same of a replicate: on the scale of Epoch's index its abilities are then within about 0.01
of the solution, where draws differ by points."""
PENALTY = 0.1
CLIP = 1e-3
"""Shares are kept within this of 0 and 1, where the curve never arrives."""
DIGITS = 3
"""Decimals of a draw, so that an error does not hang on a machine's last bit."""


class Anchors(NamedTuple):
    """The two models that define the scale, and their values on it."""

    low: tuple[str, float]
    high: tuple[str, float]


@dataclass(frozen=True)
class Scale:
    """A fitted scale. Everything is in the unit that the anchors define."""

    shares: pd.DataFrame
    """Models by benchmarks (M, B), both in the order of their names."""
    anchors: Anchors
    ability: pd.Series[float]
    """By model."""
    draws: pd.DataFrame
    """(R, M) abilities under other sets of benchmarks; NaN where a draw says nothing of a model."""
    replicates_converged: int
    gradient: float
    """Largest absolute derivative of the loss at the solution."""
    rmse: float
    """Root mean square residual, in shares."""

    @cached_property
    def drawn(self) -> Mapping[str, Floats]:
        """Model to its draws (R), for who asks for thousands of pairs."""
        return dict(zip(map(str, self.draws), self.draws.to_numpy().T, strict=True))


def shares_of(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """The shares of Epoch's table by Epoch's own names, the nearer end where one is outside 0 to 1,
    of models with at least `MINIMUM` benchmarks, each with two such models; NaN: not tested.

    A name that the registry does not know helps to place the benchmarks all the same. Of two shares
    of one pair the better counts; the order of rows does not. Raises ScaleInvalid for none left,
    and for a graph in several pieces, whose abilities would not compare.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second that other commands do not need

    scores = [(str(row["model_name"]), row["protocol"], float(row["value"])) for row in rows]
    table = pd.DataFrame(scores, columns=["model", "benchmark", "share"])
    shares = table.pivot_table("share", "model", "benchmark", "max").clip(0, 1)
    kept = shares.loc[[], []]
    while kept.shape != shares.shape:
        kept, shares = shares, shares.loc[shares.count(axis=1) >= MINIMUM, shares.count() > 1]
    if shares.empty:
        raise ScaleInvalid(f"no model has {MINIMUM} benchmarks that another model shares")
    count, piece = _pieces(shares.notna().to_numpy())
    if count > 1:
        sizes = np.bincount(piece[: len(shares)], minlength=count)
        named = shares.index[piece[: len(shares)] == np.argmin(sizes)][:5]
        raise ScaleInvalid(
            f"models and benchmarks fall into {count} pieces that share no benchmark, so they "
            f"have no common scale; the smallest holds {', '.join(named) or 'no model'}"
        )
    return shares


def _pieces(used: NDArray[np.bool_]) -> tuple[int, NDArray[np.int32]]:
    """Connected components of models (first M nodes) and benchmarks over the used shares."""
    models, size = used.shape[0], sum(used.shape)
    left, right = np.nonzero(used)
    graph = coo_array((np.ones(len(left)), (left, right + models)), shape=(size, size))
    count, piece = connected_components(graph, directed=False)
    return int(count), piece


def fitted(shares: pd.DataFrame, anchors: Anchors, replicates: int = REPLICATES) -> Scale:
    """Fit abilities, difficulties and slopes, and `replicates` bootstrap abilities.

    Equal shares give equal draws. Raises ScaleInvalid when an anchor is missing, when the fit does
    not converge, or when the anchors come out in the wrong order.
    """
    import pandas as pd  # noqa: PLC0415 - as above

    for model, _ in anchors:
        if model not in shares.index:
            raise ScaleInvalid(f"anchor {model} is not among the models on the scale")
    models, size = shares.shape
    known, ridge = shares.notna().to_numpy(), PENALTY / (models + 2 * size)
    share = shares.fillna(0.5).clip(CLIP, 1 - CLIP).to_numpy()
    ends = tuple(shares.index.get_loc(model) for model, _ in anchors)
    best = solve(share, known.astype(float), ridge)
    if not best.gradient <= TOLERANCE:
        raise ScaleInvalid(f"the fit did not converge (gradient {best.gradient:.2g})")
    ability = _anchored(best.x[:models], ends, anchors)
    if ability is None:
        raise ScaleInvalid(f"{anchors.high[0]} comes out below {anchors.low[0]}")
    draws = np.full((replicates, models), np.nan)
    converged = 0
    rng = np.random.default_rng(_seed(shares))
    for row, times in enumerate(rng.multinomial(size, np.full(size, 1 / size), size=replicates)):
        again = solve(share, known * times.astype(float), ridge, best.x, LOOSE)
        if again.gradient <= LOOSE:
            converged += 1
            found = _anchored(again.x[:models], ends, anchors)
            # Only models that the drawn benchmarks connect to both anchors are on the scale.
            _, piece = _pieces(known & (times > 0))
            if found is not None and piece[ends[0]] == piece[ends[1]]:
                draws[row] = np.where(piece[:models] == piece[ends[0]], found, np.nan)
    return Scale(
        shares=shares,
        anchors=anchors,
        ability=pd.Series(ability, shares.index),
        draws=pd.DataFrame(draws.round(DIGITS), columns=shares.index),
        replicates_converged=converged,
        gradient=best.gradient,
        rmse=float(np.sqrt(np.mean(best.residuals**2))),
    )


def _anchored(ability: Floats, ends: tuple[Any, ...], anchors: Anchors) -> Floats | None:
    """Abilities in the unit of the anchors; None where these come out in the wrong order."""
    low, high = ability[list(ends)]
    if not high > low:
        return None
    (_, least), (_, most) = anchors
    unit = (most - least) / (high - low)
    placed: Floats = least - unit * low + unit * ability
    # The anchors are exact by definition, not up to rounding.
    placed[list(ends)] = least, most
    return placed


def _seed(shares: pd.DataFrame) -> int:
    table = shares.to_numpy()
    model, benchmark = np.nonzero(~np.isnan(table))
    names = repr((tuple(shares.index), tuple(shares.columns))).encode()
    body = names + model.tobytes() + benchmark.tobytes() + table[model, benchmark].tobytes()
    return int.from_bytes(sha256(body).digest()[:8], "big")


class Solution(NamedTuple):
    """The parameters under one weighting, and how well they fit."""

    x: Floats
    residuals: Floats
    """Predicted less observed, of each share with a weight."""
    gradient: float
    """Largest absolute derivative."""


def solve(
    share: Floats,
    weights: Floats,
    ridge: float,
    start: Floats | None = None,
    tolerance: float = TOLERANCE,
) -> Solution:
    """Minimise the loss under `weights` (M, B) by Levenberg-Marquardt, from the point `start`.

    Never raises for a fit that stops short of `tolerance`: its gradient says so. The normal
    equations have a known shape, which scipy.optimize does not use and is several times slower for
    it: abilities are diagonal, each benchmark has a 2 x 2 block, and both are coupled where a model
    has a score. Eliminating the abilities leaves two equations for each of the K benchmarks that
    have a score; the others stand alone. A test holds both to one answer.
    """
    models, size = share.shape
    observed = _Observed.of(share, weights, ridge)
    x = np.zeros(models + 2 * size) if start is None else start
    damping, gradient = (1e-1 if start is None else 1e-3), np.inf
    loss, p, z = observed.at(x)
    for _ in range(STEPS):
        normal = observed.normal(x, p, z)
        gradient = float(np.abs(normal.gradient).max())
        if gradient <= tolerance:
            break
        step = observed.step(normal, damping)
        after, *curves = observed.at(x + step)
        # Close to the solution the loss no longer tells one digit from the next.
        is_better = bool(np.isfinite(after)) and after <= loss * (1 + 1e-13)
        damping = float(np.clip(damping * (0.2 if is_better else 4.0), 1e-12, 1e12))
        if is_better:
            x, loss, (p, z) = x + step, after, curves
    return Solution(x, p - observed.share, gradient)


class _Normal(NamedTuple):
    """The gradient, and the Gauss-Newton blocks. Of the ridge on slopes the full second derivative,
    without which a slope that only the ridge holds overshoots for ever."""

    gradient: Floats
    diagonal: Floats
    beside: Floats
    """(K) what stands between difficulty and log slope of one benchmark."""
    coupling: Floats
    """(M, 2K) between abilities and benchmarks."""


class _Observed(NamedTuple):
    """The shares that have a weight, N of M x B: a fifth of them, so that what is computed of each
    share costs a fifth. With them what is minimised."""

    shape: tuple[int, ...]
    model: NDArray[np.intp]
    """(N) the row of each."""
    benchmark: NDArray[np.intp]
    """(N) the column of each."""
    scored: NDArray[np.intp]
    """(K) the columns that have any."""
    place: NDArray[np.intp]
    """(N) the place of each column among them."""
    share: Floats
    weight: Floats
    ridge: float

    @classmethod
    def of(cls, share: Floats, weights: Floats, ridge: float) -> _Observed:
        """Of dense (M, B) shares and weights."""
        at = model, benchmark = np.nonzero(weights)
        scored, place = np.unique(benchmark, return_inverse=True)
        return cls(share.shape, model, benchmark, scored, place, share[at], weights[at], ridge)

    def at(self, x: Floats) -> tuple[float, Floats, Floats]:
        """The loss, the predicted shares (N), and their logits."""
        ability, difficulty, slope = parts = self._split(x)
        z = slope[self.benchmark] * (ability[self.model] - difficulty[self.benchmark])
        p = expit(z)
        held = sum(float(part @ part) for part in parts)
        return 0.5 * float(self.weight @ (p - self.share) ** 2) + 0.5 * self.ridge * held, p, z

    def normal(self, x: Floats, p: Floats, z: Floats) -> _Normal:
        """The normal equations there."""
        ability, difficulty, slope = self._split(x)
        steep = p * (1 - p)
        to_ability, to_slope = steep * slope[self.benchmark], steep * z
        pull, held = self.weight * (p - self.share), self.ridge * slope**2
        gradient = (
            self._by_model(pull * to_ability) + self.ridge * ability,
            -self._by_benchmark(pull * to_ability) + self.ridge * difficulty,
            self._by_benchmark(pull * to_slope) + held,
        )
        own, cross = self.weight * to_ability**2, self.weight * to_ability * to_slope
        diagonal = (
            self._by_model(own) + self.ridge,
            self._by_benchmark(own) + self.ridge,
            self._by_benchmark(self.weight * to_slope**2) + 2 * held,
        )
        coupling = np.zeros((self.shape[0], 2 * len(self.scored)))
        coupling[self.model, self.place] = -own
        coupling[self.model, self.place + len(self.scored)] = cross
        beside = -self._by_benchmark(cross)[self.scored]
        return _Normal(np.concatenate(gradient), np.concatenate(diagonal), beside, coupling)

    def step(self, normal: _Normal, damping: float) -> Floats:
        """Marquardt's step: each diagonal is raised by its damping."""
        models, size = self.shape
        own, inner = np.split(normal.diagonal * (1 + damping), [models])
        first, second = np.split(normal.gradient, [models])
        scored = np.concatenate([self.scored, self.scored + size])
        eased = normal.coupling / np.sqrt(own)[:, None]
        reduced = np.diag(inner[scored]) - eased.T @ eased
        at = np.arange(len(self.scored))
        reduced[at, at + len(at)] += normal.beside
        reduced[at + len(at), at] += normal.beside
        of_benchmarks = -second / inner
        eliminated = normal.coupling.T @ (first / own) - second[scored]
        of_benchmarks[scored] = np.linalg.solve(reduced, eliminated)
        of_models = -(first + normal.coupling @ of_benchmarks[scored]) / own
        return np.concatenate([of_models, of_benchmarks])

    def _split(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """Ability, difficulty and slope."""
        models, size = self.shape
        ability, difficulty, log_slope = np.split(x, [models, models + size])
        return ability, difficulty, np.exp(log_slope)

    def _by_model(self, values: Floats) -> Floats:
        """(M) sums of what (N) shares have."""
        return np.bincount(self.model, values, self.shape[0]).astype(np.float64)

    def _by_benchmark(self, values: Floats) -> Floats:
        """(B) sums of the same."""
        return np.bincount(self.benchmark, values, self.shape[1]).astype(np.float64)


def spread(draws: Floats) -> float | None:
    """Standard deviation of bootstrap draws (R), NaN left out; None below ten, or when all are
    equal (an anchor)."""
    known = draws[~np.isnan(draws)]
    found = float(known.std(ddof=1)) if len(known) >= 10 else 0.0
    return found if found > 1e-9 else None
