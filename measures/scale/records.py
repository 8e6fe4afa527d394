"""What the estimates about the two fitted scales say: fits, kept errors, and both side by side.

What belongs here: the fields of each, and the sentences that are made of them.
Not here: how they are measured (`rows`, `item_response`, `joint`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

from measures.estimates import Estimate
from terms.units import Unit
from terms.words import GapMethod

ECI = "eci"
COMPOSITE = "composite"
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
class ScaleFit(Estimate):
    """How well the scale fits the scores behind it: the root mean square error of a share."""

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
class ScaleFault(Estimate):
    """A scale that could not be fitted to the scores in force."""

    KEY: ClassVar[tuple[str, ...]] = ("WHAT",)
    WHAT: ClassVar[str] = ScaleFit.WHAT

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
class ScalePair(Estimate):
    """Standard error of the difference between two models of one page, as the fit that spoke for
    the page gave it; later fits keep it.
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
class EciRefitEstimate(Estimate):
    """Of our refit of Epoch's index (docs/methods/composite.md)."""

    MEASURE: ClassVar[str] = "eci_refit"

    @classmethod
    def kinds(cls) -> Sequence[type[Estimate]]:
        """The fit or its fault, its agreement with the index, and a pair."""
        return EciFit, EciFault, EciAgreement, EciPair


@dataclass(frozen=True, slots=True, kw_only=True)
class EciFit(ScaleFit, EciRefitEstimate):
    """How well the refit of Epoch's index fits Epoch's scores: root mean square error of a share
    of solved items.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class EciFault(ScaleFault, EciRefitEstimate):
    """Why Epoch's index could not be refitted to the scores in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EciPair(ScalePair, EciRefitEstimate):
    """Standard error of the difference of two entries of a page of Epoch's index, as the refit
    that spoke for the page gave it; later fits keep it.
    """


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeFitEstimate(Estimate):
    """Of our own composite scale (docs/methods/composite.md)."""

    MEASURE: ClassVar[str] = "composite_fit"

    @classmethod
    def kinds(cls) -> Sequence[type[Estimate]]:
        """The fit or its fault, what a class rests on, and a pair."""
        return CompositeFit, CompositeFault, CompositeClass, CompositePair


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeFit(ScaleFit, CompositeFitEstimate):
    """How well the composite fits the scores behind it: root mean square error of a share of
    solved items.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeFault(ScaleFault, CompositeFitEstimate):
    """Why the composite could not be fitted to the scores in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositePair(ScalePair, CompositeFitEstimate):
    """Standard error of the difference of two models of a board of the composite, as the fit that
    spoke for the board gave it; later fits keep it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeClass(CompositeFitEstimate):
    """What one class of models brings to the composite: the median over its models of the effective
    number of benchmarks.
    """

    KEY: ClassVar[tuple[str, ...]] = ("WHAT", "name")
    WHAT: ClassVar[str] = "class"

    unit: str = "effective benchmarks per model (median)"
    series: str
    n: int
    name: str
    """`closed`, or the openness rule whose open models they are."""
    models: int
    scores: int
    own_share: float | None
    """Share of its scores that Epoch or the board measured."""
    effective_n: float | None
    """The value."""
    leader: str | None
    leader_n: float | None
    """Effective number of benchmarks behind the leader."""

    @property
    def caveat(self) -> str | None:
        """Whose scores they are."""
        return MIXED


@dataclass(frozen=True, slots=True)
class FittedScale:
    """The records of one scale."""

    fit: type[ScaleFit]
    fault: type[ScaleFault]
    pair: type[ScalePair]


FITTED: Mapping[str, FittedScale] = {
    ECI: FittedScale(EciFit, EciFault, EciPair),
    COMPOSITE: FittedScale(CompositeFit, CompositeFault, CompositePair),
}
"""Series to the records of its scale."""


@dataclass(frozen=True, slots=True)
class ScaleGap:
    """A gap as one scale gives it, in index points."""

    closed_model: str | None
    open_model: str | None
    vintage_on: str | None
    """Published date of the page."""
    gap: float
    gap_low: float | None
    gap_high: float | None
    ci_method: GapMethod | None
    """How the errors of the two leaders were joined."""


@dataclass(frozen=True, slots=True)
class ScaleLag:
    """A lag as one scale gives it."""

    closed_model: str | None
    open_model: str | None
    counts_from: str
    """The day that the lag counts from."""
    sign: int
    censored: Literal["left"] | None
    """left: the lag is at least this."""
    vintage_on: str | None
    """Published date of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeVsEciEstimate(Estimate):
    """Our composite beside Epoch's index, on the day of the composite's newest page; values are
    composite minus index.
    """

    MEASURE: ClassVar[str] = "composite_vs_eci"
    WHAT: ClassVar[str]
    CIRCULAR: ClassVar[str] = (
        "Both are fitted to nearly the same scores, so their agreement is almost no evidence."
    )

    series: str

    @property
    def caveat(self) -> str | None:
        """How little an agreement says."""
        return self.CIRCULAR

    @classmethod
    def kinds(cls) -> Sequence[type[Estimate]]:
        """Gaps, lags, or ranks."""
        return ComparedGap, ComparedLag, ComparedRanks

    @classmethod
    def kind_of(cls, details: Mapping[str, Any]) -> type[Estimate]:
        """By a field that only one has."""
        if "median_difference" in details:
            return ComparedRanks
        return ComparedLag if "counts_from" in details[ECI] else ComparedGap


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGap(CompositeVsEciEstimate):
    """The gap on the composite less that on Epoch's index."""

    KEY: ClassVar[tuple[str, ...]] = ("WHAT", "openness_rule")
    WHAT: ClassVar[str] = "gap"

    unit: str = Unit.INDEX.value
    openness_rule: str
    value: float
    composite: ScaleGap
    eci: ScaleGap


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLag(CompositeVsEciEstimate):
    """The lag on the composite less that on Epoch's index; null while either is only a bound."""

    KEY: ClassVar[tuple[str, ...]] = ("WHAT", "openness_rule")
    WHAT: ClassVar[str] = "lag"
    BOUND: ClassVar[str] = (
        "One of the lags is only a lower bound, so their difference is not known."
    )

    unit: str = "days"
    openness_rule: str
    composite: ScaleLag
    eci: ScaleLag

    @property
    def caveat(self) -> str | None:
        """How little an agreement says, and why the difference is not known."""
        return self.CIRCULAR if self.value is not None else f"{self.CIRCULAR} {self.BOUND}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRanks(CompositeVsEciEstimate):
    """Spearman's rank correlation of the models on both scales."""

    KEY: ClassVar[tuple[str, ...]] = ("WHAT",)
    WHAT: ClassVar[str] = "rank"

    unit: str = "rank correlation"
    value: float
    n: int
    median_difference: float
    """Median over the models of the absolute difference, in index points."""


RECORDS: Sequence[type[Estimate]] = (EciRefitEstimate, CompositeFitEstimate, CompositeVsEciEstimate)
