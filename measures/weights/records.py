"""What the estimate of days from API to weights says: its fields, and its caveat.

Not here: how it is measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A model that was closed first and open later."""

    model: str
    api_on: str
    """First day on which it could be had, closed."""
    weights_on: str
    """First day on which its weights could be had."""
    days: int
    openness: str
    """Openness from that day on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysToWeightsEstimate(Estimate):
    """Days from a model's first day behind an API to the day of its weights: the median over the
    models that were closed first and open later.
    """

    MEASURE: ClassVar[str] = "days_to_weights"
    STATISTIC: ClassVar[str] = "median"
    KEY: ClassVar[tuple[str, ...]] = ("STATISTIC",)

    ONLY_OPENED: ClassVar[str] = (
        "Only models whose weights came are counted; of closed models most never open."
    )

    unit: str = "days"
    value: float
    n: int
    opened_at_once: int
    """Models whose weights came on their first day, which are not among the `n`."""
    still_closed: int
    """Models that are closed to this day."""
    models: tuple[OpenedModel, ...]
    """The models, by the day of their weights."""

    @property
    def caveat(self) -> str | None:
        """Models that never opened are not in it."""
        return self.ONLY_OPENED


RECORDS: Sequence[type[Estimate]] = (DaysToWeightsEstimate,)
