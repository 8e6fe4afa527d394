"""What the whole board says about the gap, by drawing every rating again.

The best of many noisy scores is biased upward, and the class with more contenders near the top
gains more from it. The simulation draws each score from N(value, stderr²), takes the best of each
class, and reports how often open comes out ahead and how far the mean simulated gap is from the
point gap. It never moves the headline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
_REACH = 5.0
"""An entry that stays below a rival even when both miss by five standard errors never leads
(the chance is below 1e-6 a draw), so it is not drawn."""

Score = tuple[float, float]
"""(score oriented so that higher is better, standard error)."""


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
    seed = sha256(repr((ours, theirs)).encode()).digest()[:8]
    rng = np.random.default_rng(int.from_bytes(seed, "big"))
    gaps = _best(rng, ours) - _best(rng, theirs)
    point = max(score for score, _ in ours) - max(score for score, _ in theirs)
    return BoardVerdict(
        p_open_ahead=float(np.mean(gaps < 0)),
        selection_bias=float(np.mean(gaps)) - point,
    )


def _within_reach(scores: Iterable[Score]) -> list[Score]:
    known = sorted(scores)
    floor = max(score - _REACH * stderr for score, stderr in known)
    return [pair for pair in known if pair[0] + _REACH * pair[1] >= floor]


def _best(rng: np.random.Generator, scores: list[Score]) -> NDArray[np.float64]:
    """Best score of each draw, shape (DRAWS,)."""
    reach = np.array(scores)
    draws = rng.standard_normal((DRAWS, len(reach)))
    best: NDArray[np.float64] = (reach[:, 0] + draws * reach[:, 1]).max(axis=1)
    return best
