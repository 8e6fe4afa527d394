"""The refit of Epoch's index: what it is made of, and what one run knows of it.

What belongs here: what a fit is, its anchors, and the scores that it takes.
Not here: fitting (`measures.scale.item_response`); reading and recording (`pipelines`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from measures.boards.states import BoardState
from measures.scale.item_response import Anchors, Observation, Scale
from measures.scale.joint import JointPairing, PairKey

ECI = "eci"
ECI_ANCHORS = Anchors(("Claude 3.5 Sonnet", 130.0), ("GPT-5", 150.0))
"""Models and values that fix the scale of Epoch's index (https://epoch.ai/eci)."""
BASE = ("epoch_eci_benchmarks", "eci_benchmarks", "")
"""(source, board, category) of the shares that the index is fitted to: one benchmark a protocol."""


@dataclass(frozen=True)
class Fit:
    """A scale with what it was made of."""

    scale: Scale
    published_on: str
    """The newest page among its inputs (ISO day)."""
    seen_on: str
    """The last day on which any of them was seen."""
    vintages: tuple[int, ...]


@dataclass
class Refit:
    """What one run knows of the fitted index."""

    fit: Fit | None = None
    fault: str | None = None
    """Why it could not be fitted."""
    pairing: JointPairing | None = None
    """The joint errors of two of its models."""
    kept: Mapping[PairKey, Mapping[str, Any]] = field(default_factory=dict)
    """The rows of table eci_pair that were derived last."""


def observations(state: BoardState) -> Iterator[Observation]:
    """The shares of Epoch's table by Epoch's own names, the nearer end where one is outside 0 to 1.

    A name that the registry does not know helps to place the benchmarks all the same.
    """
    for row in state.rows:
        share = min(1.0, max(0.0, float(row["value"])))
        yield Observation(str(row["model_name"]), row["protocol"], share)
