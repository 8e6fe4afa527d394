"""What the estimates about lags say: a record for every measure of `rows` and its neighbours.

What belongs here: the fields of each, and the sentences that are made of them.
Not here: how they are measured (`rows`, `rows_by_release`, `rows_published`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from measures.estimates import Bound, Estimate
from terms.openness import HEADLINE_RULE
from terms.words import (
    HEADLINE_CLOCK,
    LagClock,
    LagRule,
    LagStatistic,
    Word,
)

Censored = Literal["left"]
"""left: the class may have been there earlier, so a lag is at least this, and a lead too."""


class Counted(Word):
    """What a mean counts."""

    DAYS = "days"
    LEVELS = "bands of levels"


class CatchUpStatistic(Word):
    """How times to catch up are summed up."""

    MEDIAN = "median"
    RESTRICTED_MEAN = "restricted_mean"


class ReleaseDates(Word):
    """Whose release dates a comparison with published work takes."""

    REGISTRY = "registry"
    BOARD = "board"


def bound_of(lags: int, leads: int) -> Bound | None:
    """How a mean reads of which `lags` parts may be longer, and open's lead in `leads` of them."""
    if lags and leads:
        return "about"
    return "at least" if lags else "at most" if leads else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LagWindowEstimate(Estimate):
    """Mean lag of one series under one openness rule on one clock, inside its newest vintage, over
    all its days or over the last year (docs/methods/lag.md).
    """

    MEASURE: ClassVar[str] = "lag_window"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule", "clock", "name")

    LEFT_OUT: ClassVar[str] = (
        "Levels that open has not reached are left out, so the mean is too short."
    )
    SO_FAR: ClassVar[str] = (
        "Levels that open has not reached count with the days so far: a lower bound."
    )
    LAG_BOUNDS: ClassVar[str] = "Some days count with a lower bound, so the mean is too short."
    LEAD_BOUNDS: ClassVar[str] = (
        "On some days open may have led for longer, so the mean is too long."
    )
    BOTH_BOUNDS: ClassVar[str] = (
        "Some days count with a lower bound, and on some open may have led for longer, so the mean "
        "is neither at least nor at most this."
    )

    series: str
    openness_rule: str
    value: float
    from_on: str
    through_on: str
    clock: LagClock
    """Which dates are compared."""
    statistic: LagStatistic
    """How the lag is averaged; `vertical` averages the gap, in the series' unit."""
    is_last_year: bool
    """Over the last year, or what there is of it; else over all days on which both have a model."""
    bounds: int
    """Days, or bands of levels, whose lag may be longer than anybody saw."""
    lead_bounds: int
    """Days on which open may have led for longer than anybody saw."""
    counted: Counted
    """What `n`, `bounds` and `lead_bounds` count."""
    undated: int
    """Matched entries of the vintage without a date on this clock, which take no part."""
    unmatched: int
    """Entries of the vintage without a known model, which take no part."""

    @property
    def name(self) -> str:
        """The statistic with its window."""
        return f"{self.statistic}_year" if self.is_last_year else self.statistic.value

    @property
    def is_principal(self) -> bool:
        """The mean over the last year by release dates."""
        is_mean = self.statistic is LagStatistic.BACKWARD and self.is_last_year
        return is_mean and self.clock is HEADLINE_CLOCK

    @property
    def bound(self) -> Bound | None:
        """Which way the mean may be off."""
        return bound_of(self.bounds, self.lead_bounds)

    @property
    def caveat(self) -> str | None:
        """What the bounds among its days or levels make of the mean."""
        if self.statistic is LagStatistic.HORIZONTAL:
            return self.LEFT_OUT
        if self.statistic is LagStatistic.HORIZONTAL_WITH_UNCAUGHT and self.bounds:
            return self.SO_FAR
        if self.lead_bounds:
            return self.BOTH_BOUNDS if self.bounds else self.LEAD_BOUNDS
        return self.LAG_BOUNDS if self.bounds else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LagThresholdEstimate(Estimate):
    """Days from the first closed to the first open model at or above a round level; no value while
    open has not reached it.
    """

    MEASURE: ClassVar[str] = "lag_threshold"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule", "clock", "level")

    unit: str = "days"
    series: str
    openness_rule: str
    through_on: str
    clock: LagClock
    """Which dates are compared."""
    level: float
    """Score to reach, in the series' unit."""
    days: int | None
    """The value once more; below 0 where open was there first."""
    closed_on: str
    """Day on which the first closed model had the level."""
    closed_model: str
    open_on: str | None
    """Day on which the first open model had it; None: not yet."""
    open_model: str | None
    is_left_censored: bool
    """The first observed closed entry was already there: closed may have been earlier."""
    is_at_most: bool
    """The first observed open entry was already there: open may have been earlier."""

    @property
    def caveat(self) -> str | None:
        """Which of the two may have been there earlier, or that open is not."""
        told = {
            "Closed may have been there before the first one observed.": self.is_left_censored,
            "Open may have been there before the first one observed: at most this.": (
                self.is_at_most
            ),
            "Open has not reached this level.": self.days is None,
        }
        return " ".join(text for text, holds in told.items() if holds) or None


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step of the closed frontier and when open was there."""

    on: str
    model: str
    value: float
    caught_on: str | None
    caught_by: str | None
    days: int
    """Days until caught up, at least 0; or followed so far when it is not."""
    is_at_most: bool
    """The first observed open entry caught up: open may have been there earlier."""
    low_days: int | None = None
    """Days until the first open model that the closed one did not clearly exceed (one-sided 95 %);
    None: not yet, or no standard error."""
    high_days: int | None = None
    """Days until the first open model that clearly exceeded it; None: not yet, or no error."""
    compared: int = 0
    """Steps of the open frontier that it was compared with."""
    has_errors: bool = False
    """Both scores have standard errors wherever the interval needs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpEstimate(Estimate):
    """Days until open catches up with a step of the closed frontier, by Kaplan-Meier over the steps
    so far; those not caught up yet are right-censored.
    """

    MEASURE: ClassVar[str] = "catch_up"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule", "clock", "lag_rule", "statistic")

    DEPENDENT: ClassVar[str] = (
        "One open model may catch up with several milestones, so they are not independent and the "
        "interval is too narrow."
    )
    LATE: ClassVar[str] = (
        " Times of milestones that the first open model observed caught, which open may have had "
        "before, are at most this: {} of them."
    )

    unit: str = "days"
    series: str
    openness_rule: str
    from_on: str
    through_on: str
    clock: LagClock
    """Which dates are compared."""
    lag_rule: LagRule
    """When open counts as caught up."""
    statistic: CatchUpStatistic
    """The median, or the mean restricted to `horizon_days`."""
    at_most: int
    """Milestones that the first observed open entry caught: their times are at most so long."""
    caught: int
    """Milestones that open has caught up with."""
    undecided: int
    """Milestones that a missing standard error leaves undecided; they take no part."""
    horizon_days: int
    """To which day after a milestone the restricted mean runs."""
    milestones: tuple[Milestone, ...]
    """The milestones, by day."""

    @property
    def caveat(self) -> str | None:
        """Milestones depend on each other, and some times are upper bounds."""
        return self.DEPENDENT + (self.LATE.format(self.at_most) if self.at_most else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LagCompareEstimate(Estimate):
    """Our number beside a published one: of a mean over a window, or of one month."""

    MEASURE: ClassVar[str] = "lag_compare"

    OTHER_VINTAGE: ClassVar[str] = (
        "No data from before {} are in this warehouse; the newest re-estimated every value."
    )

    series: str
    openness_rule: str = HEADLINE_RULE
    from_on: str
    through_on: str
    publication: str
    """Id of the publication in measures/lag/published.toml."""
    by: str
    """Who published it, and when."""
    url: str
    """Where it is published."""
    published: float
    """The published number: months, or points of `vertical`."""
    vintage_on: str
    """Published date of the vintage that ours is made of."""
    vintage_by: str
    """Day by which that vintage should have been published, to be of the publication's time."""

    @property
    def caveat(self) -> str | None:
        """Whether our vintage is younger than the published number."""
        is_other = self.vintage_on > self.vintage_by
        return self.OTHER_VINTAGE.format(self.vintage_by) if is_other else None

    @classmethod
    def kinds(cls) -> Sequence[type[Estimate]]:
        """A mean, or a month."""
        return LagCompareMean, LagCompareMonth


@dataclass(frozen=True, slots=True, kw_only=True)
class LagCompareMean(LagCompareEstimate):
    """A published mean over a window beside ours, by the registry's or the board's dates."""

    KEY: ClassVar[tuple[str, ...]] = ("publication", "statistic", "dates")

    statistic: LagStatistic
    """Which mean it is."""
    published_low: float | None
    """Lower end of the published interval."""
    published_high: float | None
    """Upper end of the published interval."""
    dates: ReleaseDates
    """Whose release dates ours takes."""
    why: str
    """Why ours may differ."""
    bounds: int | None
    """Days, or bands of levels, that count with a lower bound; None where ours has no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LagCompareMonth(LagCompareEstimate):
    """A month of a published series of lags beside our lag of that day, in months."""

    KEY: ClassVar[tuple[str, ...]] = ("publication", "from_on")

    unit: str = "months"
    same_rule: float | None
    """Ours by their rule: held from the open release on, with their tolerance."""
    same_rule_board_dates: float | None
    """The same on the board's release dates."""
    is_bound: bool
    """Ours is a lower bound."""
    open_model: str | None
    """Who leads open on that day."""


RECORDS: Sequence[type[Estimate]] = (
    LagWindowEstimate,
    LagThresholdEstimate,
    CatchUpEstimate,
    LagCompareEstimate,
)
