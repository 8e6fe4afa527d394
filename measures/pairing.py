"""The error of a difference when the two scores' errors are not independent.

Two entries that answered the same items, or two abilities estimated on one scale, share part of
their error. Whoever knows how much passes a `Pairing` to `measures.gap.gap_history`; without one,
or where it answers None, the gap counts the two errors as independent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from measures.errors import RowInvalid
from measures.states import Contender

Draws = Callable[[Sequence[Contender]], NDArray[np.float64] | None]
"""From n entries of one board to draws of their scores that share their errors, shape (R, n), NaN
where a draw says nothing of an entry; None: not known of all of them."""


@dataclass(frozen=True, slots=True)
class PairError:
    """Standard error of closed minus open, in the series' unit, and how the two were joined.

    `paired`: from results on the same items; `joint`: from a refit of the whole scale, which also
    gives `draws` of the leaders' board where it still speaks for it. Raises RowInvalid unless
    `stderr` is positive and finite.
    """

    stderr: float
    method: Literal["paired", "joint"]
    draws: Draws | None = None

    def __post_init__(self) -> None:
        if not (isfinite(self.stderr) and self.stderr > 0):
            raise RowInvalid(f"a {self.method} standard error of {self.stderr} does not exist")


Pairing = Callable[[Contender, Contender], PairError | None]
"""From the closed and the open leader to the error of their difference; None: not known."""


def first_known(*pairings: Pairing | None) -> Pairing:
    """The answer of the first pairing that has one."""

    def answer(closed: Contender, opened: Contender) -> PairError | None:
        told = (pairing(closed, opened) for pairing in pairings if pairing is not None)
        return next((found for found in told if found is not None), None)

    return answer
