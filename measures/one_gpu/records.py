"""What the estimate of the gap on one GPU says: its fields, and the sentences made of them.

Not here: how it is measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class OneGpuGapEstimate(Estimate):
    """The gap between the best closed model and the best open one that fits one GPU, in the newest
    page of a series, with its lag; beside the gap of all open models. No value: none fits.
    """

    MEASURE: ClassVar[str] = "one_gpu_gap"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule",)

    UNKNOWN: ClassVar[str] = " Open models of unknown size above it do not count: {}."

    series: str
    openness_rule: str
    n: int
    through_on: str
    assumption: str
    """What fits one GPU."""
    closed_model: str | None
    """The best closed model."""
    closed_value: float | None
    open_model: str | None
    """The best open model that fits."""
    open_value: float | None
    parameters_total_b: float | None
    """Its parameters in billions."""
    memory_gb: float | None
    """What it needs of the GPU, in GB."""
    p_open_ahead: float | None
    """Probability that it is truly better than the closed one."""
    lag_days: int | None
    """Days since closed first had its score, on `through_on`; negative: it leads."""
    lag_low: int | None
    lag_high: int | None
    lag_censored: bool
    """The first closed model observed was there already: at least `lag_days`."""
    whole_open_model: str | None
    """The best open model of any size."""
    whole_gap: float | None
    """The gap to it, by the same independent errors."""
    whole_gap_low: float | None
    whole_gap_high: float | None
    open_models: int
    """Open models of any size on the page."""
    size_unknown: int
    """Of these, models whose size nobody says; they do not count."""
    size_unknown_above: tuple[str, ...]
    """Of those, the models above the best one that fits."""
    unknown_gap: float | None
    """The gap if every model of unknown size fitted."""
    unknown_gap_low: float | None
    unknown_gap_high: float | None
    unresolved_above: int | None
    """Entries of unknown model or openness that could move the gap."""

    @property
    def caveat(self) -> str | None:
        """What is assumed, and who could lead if their size were known."""
        above = self.size_unknown_above
        return f"{self.assumption}." + (self.UNKNOWN.format(", ".join(above)) if above else "")


RECORDS: Sequence[type[Estimate]] = (OneGpuGapEstimate,)
