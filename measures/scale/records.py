"""What the estimates about the refit of Epoch's index say: its fit, kept errors, its agreement.

What belongs here: the fields of each, and the sentences that are made of them.
Not here: how they are measured (`rows`, `item_response`, `joint`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from measures.estimates import Estimate
from terms.units import Unit

ECI = "eci"
MIXED = (
    "Scores come from makers, third parties, boards and Epoch together; a model's makers may have "
    "measured some of its own."
)


class PairKey(NamedTuple):
    """Two models of one page of a scale: its published date, and their entries."""

    published_on: str
    closed: str
    open: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EciRefitEstimate(Estimate):
    """Of our refit of Epoch's index (docs/methods/uncertainty.md)."""

    MEASURE: ClassVar[str] = "eci_refit"

    @classmethod
    def kinds(cls) -> Sequence[type[Estimate]]:
        """The fit or its fault, its agreement with the index, and a pair."""
        return EciFit, EciFault, EciAgreement, EciPair


@dataclass(frozen=True, slots=True, kw_only=True)
class EciFit(EciRefitEstimate):
    """How well the refit of Epoch's index fits Epoch's scores: root mean square error of a share
    of solved items.
    """

    KEY: ClassVar[tuple[str, ...]] = ("WHAT",)
    WHAT: ClassVar[str] = "fit"

    unit: str = Unit.SHARE.value
    series: str
    value: float
    n: int
    models: int
    benchmarks: int
    left_out_models: int
    """Models with fewer benchmarks than a place on the scale takes."""
    converged: bool
    gradient: float
    """Largest part of the gradient where the fit stopped."""
    anchors: Mapping[str, float]
    """The two models that fix the scale, to their places on it."""
    replicates: int
    """Draws of the bootstrap."""
    replicates_converged: int
    published_on: str
    """Newest published date of the scores."""

    @property
    def caveat(self) -> str | None:
        """Whose scores they are."""
        return MIXED


@dataclass(frozen=True, slots=True, kw_only=True)
class EciFault(EciRefitEstimate):
    """Why Epoch's index could not be refitted to the scores in force."""

    KEY: ClassVar[tuple[str, ...]] = ("WHAT",)
    WHAT: ClassVar[str] = EciFit.WHAT

    unit: str = Unit.SHARE.value
    series: str
    converged: Literal[False]
    fault: str
    """What refused them said."""

    @property
    def caveat(self) -> str | None:
        """The fault."""
        return self.fault


@dataclass(frozen=True, slots=True, kw_only=True)
class EciPair(EciRefitEstimate):
    """Standard error of the difference of two entries of a page of Epoch's index, as the refit
    that spoke for the page gave it; later fits keep it.
    """

    KEY: ClassVar[tuple[str, ...]] = ("WHAT", "published_on", "closed", "open")
    WHAT: ClassVar[str] = "pair"

    unit: str = Unit.INDEX.value
    series: str
    value: float
    published_on: str
    """Published date of the page."""
    closed: str
    """Entry of the closed model."""
    open: str
    """Entry of the open model."""

    @property
    def key(self) -> PairKey:
        """What tells it from other pairs of the scale."""
        return PairKey(self.published_on, self.closed, self.open)

    @property
    def caveat(self) -> str | None:
        """What it accounts for."""
        return "Errors share the scale; drawn together from the bootstrap of the whole fit."


@dataclass(frozen=True, slots=True, kw_only=True)
class EciAgreement(EciRefitEstimate):
    """How close the refit comes to the index that Epoch published with the same scores; deviations
    in index points.
    """

    KEY: ClassVar[tuple[str, ...]] = ("WHAT",)
    WHAT: ClassVar[str] = "agreement"

    unit: str = "correlation"
    series: str
    value: float
    n: int
    correlation: float
    """Pearson's, over the models of both: the value."""
    largest_deviation: float
    largest_deviation_model: str
    largest_deviation_top_60: float
    """Among the 60 best by Epoch."""
    root_mean_square_deviation: float

    @property
    def caveat(self) -> str | None:
        """What it is no evidence for."""
        return "The refit uses Epoch's own scores and form: it checks our code, not the index."


RECORDS: Sequence[type[Estimate]] = (EciRefitEstimate,)
