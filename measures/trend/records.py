"""What the estimates of trend say: slopes, projections, and how earlier projections held.

What belongs here: the fields of each, and the sentences that are made of them.
Not here: how they are measured (`rows`, `slope`, `projection`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from measures.estimates import Estimate
from measures.trend.settings import settings

WEAK = 6.0
"""A lower BIC by less than this is weak evidence (Kass and Raftery 1995: positive at most)."""

What = Literal["gap", "lag"]
Basis = Literal["as published", "within the newest vintage"]
Undated = Literal["few_paths", "drift_away", "slope_away"]
UNDATED: Mapping[str, str] = {
    "few_paths": "fewer than half of the paths get there",
    "drift_away": "the drift distinguishably widens the gap",
    "slope_away": "the slope over the same time distinguishably widens the gap",
}
"""Why no median day of a first touch is told, in words."""


@dataclass(frozen=True, slots=True)
class WholePeriod:
    """The slope over all points, per year, with its interval."""

    from_on: str
    per_year: float
    low: float
    high: float
    n: int
    spans_bend: bool
    """Whether the slope changed strongly on the way."""


@dataclass(frozen=True, slots=True)
class BoundBefore:
    """The day before a sample, and the days that the lag was at least on it."""

    on: str
    at_least_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendEstimate(Estimate):
    """Change per year of a series' gap or lag since its slope last changed: least squares over
    equal steps, interval by a moving-block bootstrap of residuals (docs/methods/trend.md).
    """

    MEASURE: ClassVar[str] = "trend"
    KEY: ClassVar[tuple[str, ...]] = ("what", "openness_rule")

    series: str
    value: float
    low: float
    high: float
    n: int
    from_on: str
    through_on: str
    what: What
    basis: Basis
    method: str
    block: int
    """Steps in a block of the bootstrap."""
    step_days: int
    change_points: tuple[str, ...]
    """Days on which the slope changed."""
    slopes_per_year: tuple[float, ...]
    """Of each part between them."""
    bic_gain: float
    """How much lower the BIC is with the change points than without."""
    whole_period: WholePeriod
    first_value: float
    last_value: float
    before: BoundBefore | None
    """What is known of the lag before the sample begins; None: it begins by itself."""

    @property
    def is_as_published(self) -> bool:
        """Whether its history is what was published at the time."""
        return self.basis == "as published"

    @property
    def is_mixed(self) -> bool:
        """Whether the slope spans a bend, for want of points after it."""
        return self.whole_period.spans_bend and self.from_on == self.whole_period.from_on

    @property
    def is_weak(self) -> bool:
        """Whether the evidence for the change points is weak."""
        return self.bic_gain < WEAK

    @property
    def caveat(self) -> str | None:
        """That it is seen in hindsight, and that it begins after a bound."""
        told = [] if self.is_as_published else [settings().hindsight]
        told += [settings().after_bound] if self.before else []
        return " ".join(told) or None


@dataclass(frozen=True, slots=True)
class BandCoverage:
    """Share of trials within a band, in percent, with its 95 % Wilson interval."""

    percent: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecast and what came."""

    origin: str
    target: str
    said_50: tuple[float, float]
    said_90: tuple[float, float]
    at_origin: float
    median: float
    came: float

    def held(self, said: tuple[float, float]) -> bool:
        """Whether what came lies within."""
        return said[0] <= self.came <= said[1]


@dataclass(frozen=True, slots=True)
class Held:
    """How often earlier projections held; errors are mean absolute ones, in the gap's unit."""

    origins: int
    coverage_50: BandCoverage | None
    coverage_90: BandCoverage | None
    mean_error: float | None = None
    mean_error_of_no_change: float | None = None
    """Of saying that nothing changes, which a method must beat to be worth its name."""
    beats_no_change: bool | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A first touch of 0 by the gap as a distribution over days, and where the gap may be."""

    touch_on: Mapping[str, str | None]
    """Quantile to the day; None: beyond the horizon, never, or not told."""
    is_dated: bool
    undated_because: Undated | None
    touched_share: float
    """Share of paths that touch 0 by the horizon."""
    horizon_on: str
    touched_by: Mapping[str, float]
    """Day to the share of paths that have touched by then."""
    gap_bands: Mapping[str, Mapping[str, tuple[float, float]]]
    """Day to level to the interval of the gap."""
    below_at_horizon_share: float
    """Share of paths at or below 0 on the last day: a path may come back."""
    drift_per_step: float
    drift_low: float
    drift_high: float
    learnt_from: str
    """First day of the movement that is continued."""

    @property
    def is_unsure(self) -> bool:
        """Whether the drift cannot be told from 0."""
        return self.drift_low <= 0 <= self.drift_high

    @property
    def why_undated(self) -> str | None:
        """Why no median day is told; None: it is, or nothing forbids it."""
        return UNDATED[self.undated_because] if self.undated_because else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionEstimate(Estimate):
    """The probability that a gap does not touch 0 within the horizon if past movement went on: a
    random walk with drift, its blocks drawn anew (docs/methods/trend.md).
    """

    MEASURE: ClassVar[str] = "projection"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule",)
    INLINE: ClassVar[Mapping[str, type]] = {"forecast": Forecast}

    series: str
    n: int
    from_on: str
    through_on: str
    horizon_days: int
    crossed: bool
    """Whether open is level or ahead already, so that nothing is projected."""
    gap_now: float
    back_test: Held
    forecast: Forecast | None
    """None: open is level or ahead already."""

    @property
    def caveat(self) -> str | None:
        """The words that never leave a projection, and what its back-test said."""
        words, held = settings(), self.back_test
        if not held.origins or held.mean_error is None:
            return f"{words.disclaimer} Not back-tested: {words.hindsight}"
        said = f"{words.disclaimer} Back-tested at {held.origins} origins."
        if held.beats_no_change is False:
            said = f"{said} {words.no_better}"
        if held.origins < words.least_trials:
            said = f"{said} {words.few_trials}"
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTestEstimate(Estimate):
    """The percent of outcomes that fell within the 90 % band of earlier projections."""

    MEASURE: ClassVar[str] = "backtest"
    INLINE: ClassVar[Mapping[str, type]] = {"held": Held}

    unit: str = "percent of outcomes within the 90 % band"
    series: str
    n: int
    from_on: str
    through_on: str
    ahead_days: int
    """How far ahead each trial forecast."""
    held: Held
    trials: tuple[Trial, ...]

    @property
    def variant(self) -> str:
        """How far ahead, under a rule."""
        return f"{self.ahead_days} days|{self.openness_rule}"

    @property
    def caveat(self) -> str | None:
        """That there was no trial."""
        return None if self.trials else "No origin has history enough before it."


RECORDS = (BackTestEstimate, ProjectionEstimate, TrendEstimate)
