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

from measures.gap.field import FrontierStep
from measures.lag.frontiers import Frontiers, ordinal
from measures.lag.records import Milestone

CLEARLY = NormalDist().inv_cdf(0.95)
"""Standard errors of a difference: one-sided 95 %, so both ends of an interval make 90 %."""


def milestones(found: Frontiers, through: str) -> list[Milestone]:
    """The closed milestones by day `through`.

    A step that open reaches by the same model, opened, is none: no model lags its own closed past.
    """
    known = found.until(through)
    reached = [(step, _there(step, known.opened)) for step in known.closed]
    return [
        _milestone(step, caught, known.opened, through)
        for step, caught in reached
        if caught is None or caught.item.model != step.item.model
    ]


def _there(milestone: FrontierStep, opened: Sequence[FrontierStep]) -> FrontierStep | None:
    """The first open step with at least the milestone's score."""
    return next((step for step in opened if step.score >= milestone.score), None)


def _milestone(
    step: FrontierStep, caught: FrontierStep | None, opened: Sequence[FrontierStep], through: str
) -> Milestone:
    days = _days(step, through if caught is None else caught.on)
    low, high, has_errors = _interval(step, opened)
    return Milestone(
        on=step.on,
        model=str(step.item.model),
        value=step.item.value,
        caught_on=None if caught is None else caught.on,
        caught_by=None if caught is None else caught.item.model,
        days=days,
        is_at_most=days > 0 and any(caught is one for one in opened[:1]),
        low_days=low,
        high_days=high,
        compared=len(opened),
        has_errors=has_errors,
    )


def _days(milestone: FrontierStep, end: str) -> int:
    return max(0, ordinal(end) - ordinal(milestone.on))


def _interval(
    milestone: FrontierStep, opened: Sequence[FrontierStep]
) -> tuple[int | None, int | None, bool]:
    """Days to the first open step that may be there, to the first that surely is, and whether both
    can be said: errors are needed of all steps up to it. What the first open step observed has,
    open may have had any time before.
    """
    near = _until(opened, lambda step: _exceeds(milestone, step), is_so=False)
    clear = _until(opened, lambda step: _exceeds(step, milestone), is_so=True)
    if near == "unknown" or clear == "unknown":
        return None, None, False
    low = None if near is None else 0 if near is opened[0] else _days(milestone, near.on)
    return low, None if clear is None else _days(milestone, clear.on), True


def _until(
    steps: Sequence[FrontierStep], holds: Callable[[FrontierStep], bool | None], *, is_so: bool
) -> FrontierStep | Literal["unknown"] | None:
    """The first step of which it holds (or not), unless one before it has no error."""
    for step in steps:
        found = holds(step)
        if found is None:
            return "unknown"
        if found == is_so:
            return step
    return None


def _exceeds(better: FrontierStep, other: FrontierStep) -> bool | None:
    """Whether `better` is clearly above `other`; None where that needs an error that is missing."""
    if better.score <= other.score:
        return False
    if better.stderr is None or other.stderr is None:
        return None
    return better.score - other.score > CLEARLY * hypot(better.stderr, other.stderr)


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
