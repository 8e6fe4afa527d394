"""How long open takes to catch up with each closed milestone, as right-censored survival.

A milestone is a step of the closed frontier; its time runs from its day until an open entry is
there, T = max(0, ...); a milestone that open has not reached is censored at the vintage's day.
Its interval runs from the first open model that closed did not clearly exceed to the first one that
clearly exceeded closed, each by a one-sided test at 95 %.
Kaplan-Meier and its interval come from scipy.stats.ecdf. Formulae with a worked case:
docs/methods/lag.md.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
import scipy  # its `stats` takes a second and is loaded when it is used
from numpy.typing import NDArray

from measures.contenders import Contender
from measures.lag.records import Milestone
from measures.lag.releases import ReleaseTable
from terms.days import days_between

CLEARLY = NormalDist().inv_cdf(0.95)
"""Standard errors of a difference: one-sided 95 %, so both ends of an interval make 90 %."""


def milestones(scale: ReleaseTable, through: str) -> list[Milestone]:
    """The closed milestones by day `through`.

    A step that open reaches by the same model, opened, is none: no model lags its own closed past.
    """
    opened = scale.steps("open", through)
    reached = [(step, _there(step, opened)) for step in scale.steps("closed", through)]
    return [
        _milestone(scale, step, caught, through)
        for step, caught in reached
        if caught is None or caught.entry.model != step.entry.model
    ]


def _there(milestone: Contender, opened: Sequence[Contender]) -> Contender | None:
    """The first open step with at least the milestone's score."""
    return next((step for step in opened if step.score >= milestone.score), None)


def _milestone(
    scale: ReleaseTable, step: Contender, caught: Contender | None, through: str
) -> Milestone:
    opened = scale.steps("open", through)
    days = _days(step, through if caught is None else caught.from_on)
    low, high, has_errors = _interval(scale, step, opened)
    return Milestone(
        on=step.from_on,
        model=str(step.entry.model),
        value=step.entry.value,
        caught_on=None if caught is None else caught.from_on,
        caught_by=None if caught is None else caught.entry.model,
        days=days,
        is_at_most=days > 0 and any(caught is one for one in opened[:1]),
        low_days=low,
        high_days=high,
        compared=len(opened),
        has_errors=has_errors,
    )


def _days(milestone: Contender, end: str) -> int:
    return max(0, days_between(milestone.from_on, end))


def _interval(
    scale: ReleaseTable, milestone: Contender, opened: Sequence[Contender]
) -> tuple[int | None, int | None, bool]:
    """Days to the first open step that may be there, to the first that surely is, and whether both
    can be said: errors are needed of all steps up to it. What the first open step observed has,
    open may have had any time before.
    """
    near = _until(opened, lambda step: _exceeds(scale, milestone, step), is_so=False)
    clear = _until(opened, lambda step: _exceeds(scale, step, milestone), is_so=True)
    if near == "unknown" or clear == "unknown":
        return None, None, False
    low = None if near is None else 0 if near is opened[0] else _days(milestone, near.from_on)
    return low, None if clear is None else _days(milestone, clear.from_on), True


def _until(
    steps: Sequence[Contender], holds: Callable[[Contender], bool | None], *, is_so: bool
) -> Contender | Literal["unknown"] | None:
    """The first step of which it holds (or not), unless one before it has no error."""
    for step in steps:
        found = holds(step)
        if found is None:
            return "unknown"
        if found == is_so:
            return step
    return None


def _exceeds(scale: ReleaseTable, better: Contender, other: Contender) -> bool | None:
    """Whether `better` is clearly above `other`; None where that needs an error that is missing."""
    if better.score <= other.score:
        return False
    error, its_error = scale.error(better), scale.error(other)
    if error is None or its_error is None:
        return None
    return better.score - other.score > CLEARLY * hypot(error, its_error)


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Kaplan-Meier summary in days; None: the curve or its bound never falls that far."""

    n: int
    caught: int
    median: float | None
    low: float | None
    high: float | None


def survival(times: Sequence[Milestone], level: float) -> CatchUp | None:
    """Median of the time to catch up; None without a milestone.

    It is the first time at which the share not yet caught up is at most one half; its interval
    inverts the log-log interval of the curve.
    """
    if not times:
        return None
    caught = [item.days for item in times if item.caught_on is not None]
    waiting = [item.days for item in times if item.caught_on is None]
    curve = scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=caught, right=waiting)).sf
    low, high = _bounds(curve, level) if caught else (None, None)
    median = _falls_to_half(curve.quantiles, curve.probabilities)
    return CatchUp(len(times), len(caught), median, low, high)


def _falls_to_half(times: NDArray[Any], shares: NDArray[Any]) -> float | None:
    # 1 - 1/2 may come out of a product as 0.5000000000000001.
    there = np.flatnonzero(shares <= 0.5 + 1e-12)
    return float(times[there[0]]) if len(there) else None


def _bounds(curve: Any, level: float) -> tuple[float | None, float | None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # At shares of 1 and 0 the interval is undefined, which scipy says by a warning and NaN.
        warnings.simplefilter("ignore")
        ends = curve.confidence_interval(level, method="log-log")
    return (
        _falls_to_half(ends.low.quantiles, ends.low.probabilities),
        _falls_to_half(ends.high.quantiles, ends.high.probabilities),
    )
