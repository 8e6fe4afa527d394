"""What the estimate of the cost of a solved task over time says: its fields, and its caveat.

Not here: how it is measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate
from measures.price.records import (
    CI_LEVEL,
    DIGITS,
    LEAST_DAYS,
    LEAST_POINTS,
    NoInterval,
    NoRate,
    PricedGroup,
)
from terms.numbers import plural


@dataclass(frozen=True, slots=True)
class SolvedLow:
    """A run that solved a task more cheaply than every one before it."""

    on: str
    entry: str
    model: str | None
    usd_per_solved: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedCostEstimate(Estimate):
    """How many times cheaper a solved task gets in a year: the rate fitted to the runs that were
    cheaper per solved task than every one before, of one class or of all models.
    """

    MEASURE: ClassVar[str] = "solved_cost"
    KEY: ClassVar[tuple[str, ...]] = ("group",)
    DIGITS: ClassVar[int | None] = DIGITS

    RUNS: ClassVar[str] = (
        "Days are those of the runs: a board that tests late shows a price late, and it tests few."
    )
    NO_INTERVAL: ClassVar[Mapping[NoInterval, str]] = {
        NoInterval.FEW_RATES: "Interval not determined: too few draws give a rate.",
        NoInterval.SINGLE_MODELS: "Interval not determined: the fit hangs on single models.",
        NoInterval.WIDE: "Interval not determined: it would be too wide.",
    }

    unit: str = "times cheaper per year"
    series: str
    n: int
    group: PricedGroup
    """Whose runs they are, by the openness of the model on the day of the run."""
    runs: int
    """Runs with a cost and a day."""
    lows: tuple[SolvedLow, ...]
    """The runs that were cheaper than all before, by day."""
    halving_days: float | None
    """Days in which the cost halves; None: no rate, or it does not fall."""
    reason: NoRate | None
    """Why nothing is fitted."""
    no_interval: NoInterval | None
    """Why the fit has no interval."""

    @property
    def caveat(self) -> str | None:
        """Why there is no rate, or no interval; and whose days they are."""
        if self.reason is NoRate.FEW_LOWS:
            lows = plural(len(self.lows), "record low")
            return f"{lows}; nothing is fitted below {LEAST_POINTS}. {self.RUNS}"
        if self.reason is NoRate.SHORT_SPAN:
            return f"Record lows within less than {LEAST_DAYS} days bear no rate. {self.RUNS}"
        why = self.NO_INTERVAL[self.no_interval] + " " if self.no_interval else ""
        return why + self.RUNS


RECORDS: Sequence[type[Estimate]] = (SolvedCostEstimate,)
LEVEL = CI_LEVEL
"""Level of the rate's interval, as of the decline of prices."""
