"""What one page says by release date: who led each class since when, and the lag of every day.

What belongs here: the fields of both records, and the sentences that are made of them.
Not here: how they are measured (`release_rows`); other estimates about lags (`records`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate
from measures.lag.records import Censored
from terms.words import Word


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


@dataclass(frozen=True, slots=True)
class ModelScore:
    """A model and its score on the page."""

    model: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LagSawtoothEstimate(Estimate):
    """The lag of a stretch of days between two changes, inside a board's newest whole page: `value`
    days on `from_on`, growing (a lead of open, below 0: falling) by a day each day.
    """

    MEASURE: ClassVar[str] = "lag_sawtooth"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule", "from_on")

    LAG_BOUND: ClassVar[str] = "A lower bound: the first observed closed model was there already."
    LEAD_BOUND: ClassVar[str] = (
        "At least so long a lead: the first observed open model was there already."
    )

    unit: str = "days"
    series: str
    openness_rule: str
    value: float
    from_on: str
    through_on: str
    last: int
    """Days of lag on the last day, `through_on`."""
    since: str
    """Day from which the lag, or the lead, counts."""
    censored: Censored | None
    """left: it may have begun before `since`."""
    is_lead: bool
    """Open is above closed, by point values."""
    closed: ModelScore | None
    """Who of closed was first there; where open leads or is level, the best closed model."""
    open: ModelScore
    """The best open model."""

    @property
    def first(self) -> int:
        """Days of lag on the first day."""
        return int(self.value)

    @property
    def is_bound(self) -> bool:
        """Whether the lag is at least this, and a lead at least so long."""
        return self.censored == "left"

    @property
    def caveat(self) -> str | None:
        """Which way the truth may lie beyond a bound."""
        if not self.is_bound:
            return None
        return self.LEAD_BOUND if self.is_lead else self.LAG_BOUND


RECORDS: Sequence[type[Estimate]] = (ReleaseFrontierEstimate, LagSawtoothEstimate)
