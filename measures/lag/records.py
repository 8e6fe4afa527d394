"""What the estimates about lags say: times to catch up, and who led each class since when.

Not here: how they are measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate
from terms.words import Word


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
    """Median days until open catches up with a step of the closed frontier, by Kaplan-Meier over
    the steps so far; those not caught up yet are right-censored.
    """

    MEASURE: ClassVar[str] = "catch_up"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule",)

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
    at_most: int
    """Milestones that the first observed open entry caught: their times are at most so long."""
    caught: int
    """Milestones that open has caught up with."""
    milestones: tuple[Milestone, ...]
    """The milestones, by day."""

    @property
    def caveat(self) -> str | None:
        """Milestones depend on each other, and some times are upper bounds."""
        return self.DEPENDENT + (self.LATE.format(self.at_most) if self.at_most else "")


class FrontierClass(Word):
    """The class that a frontier is of."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFrontierEstimate(Estimate):
    """A step of the closed or open frontier by release date, inside a board's newest whole page:
    who took the lead of the class on day `from_on`. The picture ends on day `through_on`.
    """

    MEASURE: ClassVar[str] = "release_frontier"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule", "side", "from_on")

    series: str
    openness_rule: str
    value: float
    from_on: str
    through_on: str
    side: FrontierClass
    """The class that it leads."""
    entry: str
    """The entry, as the board spells it."""
    model: str
    """Its canonical model."""
    released_on: str | None
    """When the model was released; the step may be later, when its weights came."""
    stderr: float | None
    """Standard error of its score; 0: it defines the scale."""
    page_on: str | None = None
    """Published date of the page, where `through_on` is later."""

    @property
    def published_on(self) -> str:
        """Published date of the page."""
        return self.page_on or self.through_on


RECORDS: Sequence[type[Estimate]] = (CatchUpEstimate, ReleaseFrontierEstimate)
