"""What the whole board says about the gap, by drawing every rating again.

The best of many noisy scores is biased upward, and the class with more contenders near the top
gains more from it. The simulation draws each score from N(value, stderr²), takes the best of each
class, and reports how often open comes out ahead and how far the mean simulated gap is from the
point gap. Scores of one fitted scale share their errors: there the fit's own draws say how. It
never moves the headline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
FEWEST_DRAWS = 10
"""As for the error of one model: `measures.scale.item_response.spread`."""
_REACH = 5.0
"""An entry that stays below a rival even when both miss by five standard errors never leads
(the chance is below 1e-6 a draw), so it is not drawn."""

Score = tuple[float, float]
"""(score oriented so that higher is better, standard error)."""
Floats = NDArray[np.float64]
Joint = tuple[Sequence[float], Floats]
"""(n scores, draws of them from one bootstrap, shape (R, n); NaN: a draw says nothing of it)."""


@dataclass(frozen=True, slots=True)
class BoardVerdict:
    """`p_open_ahead`: share of draws with open ahead; `selection_bias`: in the series' unit."""

    p_open_ahead: float
    selection_bias: float


def simulate(closed: Iterable[Score], opened: Iterable[Score]) -> BoardVerdict:
    """Draw both classes `DRAWS` times. Equal contenders give equal numbers, on any day.

    Both classes must have at least one score; the order of the scores does not matter, and
    neither does an entry that is out of reach.
    """
    ours, theirs = _within_reach(closed), _within_reach(opened)
    return _drawn(tuple(ours), tuple(theirs), repr((ours, theirs)))


@lru_cache(maxsize=10_000)
def _drawn(ours: tuple[Score, ...], theirs: tuple[Score, ...], seeded_by: str) -> BoardVerdict:
    """Kept: rules and days share their contenders. Numbers that are equal may be written apart."""
    seed = sha256(seeded_by.encode()).digest()[:8]
    rng = np.random.default_rng(int.from_bytes(seed, "big"))
    gaps = _best(rng, ours) - _best(rng, theirs)
    point = max(score for score, _ in ours) - max(score for score, _ in theirs)
    return _verdict(gaps, point)


def simulate_jointly(closed: Joint, opened: Joint) -> BoardVerdict | None:
    """The same for scores with joint errors: `DRAWS` times from N(scores, covariance of the draws).

    Only how draws differ from their mean counts: what a bootstrap is off by is no selection. Draws
    in which an entry within reach is NaN are left out; None when fewer than `FEWEST_DRAWS` remain.
    Both classes must have at least one score.
    """
    sides = [_near(closed), _near(opened)]
    scores = np.concatenate([side[0] for side in sides])
    draws = np.hstack([side[1] for side in sides])
    known = draws[np.isfinite(draws).all(axis=1)]
    if len(known) < FEWEST_DRAWS:
        return None
    away = (known - known.mean(axis=0)) / sqrt(len(known) - 1)
    seed = sha256(scores.tobytes() + known.tobytes()).digest()[:8]
    rng = np.random.default_rng(int.from_bytes(seed, "big"))
    # Sums of independent standard normals, weighted by the deviations, have just their covariance.
    drawn = scores + rng.standard_normal((DRAWS, len(away))) @ away
    split = len(sides[0][0])
    gaps = drawn[:, :split].max(axis=1) - drawn[:, split:].max(axis=1)
    return _verdict(gaps, float(scores[:split].max() - scores[split:].max()))


def _near(side: Joint) -> tuple[Floats, Floats]:
    """The scores (n,) and draws (R, n) of what could lead."""
    scores, draws = np.array(side[0]), side[1]
    told = np.isfinite(draws)
    mean = np.where(told, draws, 0).sum(axis=0) / np.maximum(told.sum(axis=0), 1)
    square = np.where(told, draws - mean, 0) ** 2
    reach = _REACH * np.sqrt(square.sum(axis=0) / np.maximum(told.sum(axis=0) - 1, 1))
    near = scores + reach >= (scores - reach).max()
    return scores[near], draws[:, near]


def _verdict(gaps: Floats, point: float) -> BoardVerdict:
    return BoardVerdict(
        p_open_ahead=float(np.mean(gaps < 0)),
        selection_bias=float(np.mean(gaps)) - point,
    )


def _within_reach(scores: Iterable[Score]) -> list[Score]:
    known = sorted(scores)
    floor = max(score - _REACH * stderr for score, stderr in known)
    return [pair for pair in known if pair[0] + _REACH * pair[1] >= floor]


def _best(rng: np.random.Generator, scores: tuple[Score, ...]) -> Floats:
    """Best score of each draw, shape (DRAWS,)."""
    reach = np.array(scores)
    draws = rng.standard_normal((DRAWS, len(reach)))
    best: Floats = (reach[:, 0] + draws * reach[:, 1]).max(axis=1)
    return best
