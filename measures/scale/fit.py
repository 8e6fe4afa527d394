"""The two fitted scales that other measures use: the composite and the refit of Epoch's index.

What belongs here: what a fit is, and all fits of one run.
Not here: fitting (`measures.scale.item_response`); reading and recording (`pipelines`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from measures.scale import composite
from measures.scale.composite import Score
from measures.scale.item_response import Anchors, Scale
from measures.scale.joint import JointPairing
from measures.scale.records import ECI, PairKey, ScalePair

ECI_ANCHORS = Anchors(("Claude 3.5 Sonnet", 130.0), ("GPT-5", 150.0))
REACH = {ECI: 7, composite.SERIES: 0}
"""Days between a board and the scores behind it: Epoch writes both files on one day; the
composite is the fit itself."""


@dataclass(frozen=True)
class Fit:
    """A scale with what it was made of."""

    scale: Scale
    scores: tuple[Score, ...]
    published_on: str
    """The newest page among its inputs (ISO day)."""
    seen_on: str
    """The last day on which any of them was seen."""
    vintages: tuple[int, ...]


@dataclass(frozen=True)
class Scales:
    """What one run knows of the fitted scales, by series id."""

    fits: dict[str, Fit] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    """Why a scale could not be fitted."""
    pairings: dict[str, JointPairing] = field(default_factory=dict)
    """The joint errors of its fitted scale."""
    kept: dict[str, Mapping[PairKey, ScalePair]] = field(default_factory=dict)
    """The standard errors in the newest board of the fit."""
