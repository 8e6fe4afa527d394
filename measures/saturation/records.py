"""What the estimate of saturation says: its fields, and its title.

Not here: how it is measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturationEstimate(Estimate):
    """How far the best closed model is from 100 % of the items of a series, and how many standard
    errors from the best open one; whether its item set is saturated by the rule, and since when.
    """

    MEASURE: ClassVar[str] = "saturation"
    STATE: ClassVar[str] = "now"
    KEY: ClassVar[tuple[str, ...]] = ("STATE",)

    NO_ERRORS: ClassVar[str] = "No standard error is known, so the rule cannot hold."

    series: str
    value: float
    n: int | None
    """Items behind the leader's score."""
    items_of: str
    """Name of the item set; the series' own where no other has the same items."""
    leader: str
    """The best closed model."""
    leader_value: float
    """Its score in percent."""
    second: str | None
    """The best open model."""
    second_value: float | None
    errors_apart: float | None
    """Standard errors of their difference between the two."""
    series_since: str | None
    """First day since which the rule has held for this series; None: it does not."""
    is_saturated: bool
    """The rule holds for a series of the item set."""
    saturated_since: str | None
    """Since when, of the series of the set for which it has held longest."""
    is_declared: bool
    """The series is declared saturated."""

    @property
    def caveat(self) -> str | None:
        """Without errors nothing is told apart."""
        return self.NO_ERRORS if self.errors_apart is None else None


RECORDS: Sequence[type[Estimate]] = (SaturationEstimate,)
