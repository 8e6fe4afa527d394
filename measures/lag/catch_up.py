"""How long open takes to catch up with each closed milestone, as right-censored survival.

A milestone is a step of the closed frontier; its time runs from its day until an open entry is
there, T = max(0, ...); a milestone that open has not reached is censored at the vintage's day.
Its interval runs from the first open model that closed did not clearly exceed to the first one that
clearly exceeded closed, each by a one-sided test at 95 %.
Kaplan-Meier and its interval come from scipy.stats.ecdf; the restricted mean is the area under
that curve. Formulae with a worked case: docs/methods/lag.md.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import scipy  # its `stats` takes a second and is loaded when it is used
from numpy.typing import NDArray

from measures.gap.field import FrontierStep
from measures.lag.frontiers import ordinal
from measures.lag.records import Milestone
from measures.lag.rules import Z, exceeds
from measures.lag.windows import Frontiers
from measures.uncertainty.intervals import z_of
from terms.words import LagRule

CLEARLY = Z[LagRule.SIGNIFICANCE]
"""Standard errors of a difference: one-sided 95 %, so both ends of an interval make 90 %."""
HORIZON_DAYS = 730
"""The restricted mean runs to two years, or to the longest time where all are shorter."""


def milestones(found: Frontiers, through: str, rule: str) -> tuple[list[Milestone], int]:
    """The closed milestones by day `through`, and how many a missing error leaves undecided.

    A step that open reaches by the same model, opened, is none: no model lags its own closed past.
    Open is there when closed's milestone does not exceed an open step by the rule's margin
    (tolerance 0: when open's score is at least as high). Raises KeyError for an unknown rule.
    """
    known = found.until(through)
    judged = [_caught(step, known.opened, Z[rule]) for step in known.closed]
    reached = [
        _milestone(step, caught, known.opened, through)
        for step, caught in zip(known.closed, judged, strict=True)
        if caught != "unknown" and (caught is None or caught.item.model != step.item.model)
    ]
    return reached, judged.count("unknown")


def _caught(milestone: FrontierStep, opened: Sequence[FrontierStep], z: float) -> Any:
    """The first open step that is there, None, or "unknown"."""
    for step in opened:
        above = exceeds(milestone, step, z)
        if above is None:
            return "unknown"
        if not above:
            return step
    return None


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
    near = _caught(milestone, opened, CLEARLY)
    clear: Any = None
    for step in opened:
        above = exceeds(step, milestone, CLEARLY)
        if above or above is None:
            clear = step if above else "unknown"
            break
    if near == "unknown" or clear == "unknown":
        return None, None, False
    low = None if near is None else 0 if near is opened[0] else _days(milestone, near.on)
    return low, None if clear is None else _days(milestone, clear.on), True


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Kaplan-Meier summary in days; None: the curve or its bound never falls that far."""

    n: int
    caught: int
    median: float | None
    median_low: float | None
    median_high: float | None
    restricted_mean: float
    restricted_low: float | None
    restricted_high: float | None
    horizon: int


def survival(times: Sequence[Milestone], level: float) -> CatchUp | None:
    """Median and restricted mean of the time to catch up; None without a milestone.

    Median: first time at which the share not yet caught up is at most one half; its interval
    inverts the log-log interval of the curve. The restricted mean's interval is Greenwood's:
    var = sum over event times of A(t)² d / (n (n - d)), A(t) the area from t to the horizon.
    """
    if not times:
        return None
    caught = [item.days for item in times if item.caught_on is not None]
    waiting = [item.days for item in times if item.caught_on is None]
    curve = scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=caught, right=waiting)).sf
    horizon = min(HORIZON_DAYS, max(caught + waiting))
    low, high = _bounds(curve, level) if caught else (None, None)
    area, error = _restricted(curve, caught, [*caught, *waiting], horizon)
    half = None if error is None else z_of(level) * error
    return CatchUp(
        n=len(times),
        caught=len(caught),
        median=_falls_to_half(curve.quantiles, curve.probabilities),
        median_low=low,
        median_high=high,
        restricted_mean=area,
        restricted_low=None if half is None else max(0.0, area - half),
        restricted_high=None if half is None else min(float(horizon), area + half),
        horizon=horizon,
    )


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


def _restricted(
    curve: Any, caught: Sequence[int], every: Sequence[int], horizon: int
) -> tuple[float, float | None]:
    """Area under the curve up to `horizon`, and its standard error (None without an event)."""
    times = [float(time) for time in curve.quantiles if time < horizon]
    shares = [1.0, *(float(share) for share in curve.probabilities[: len(times)])]
    edges = [0.0, *times, float(horizon)]
    areas = [
        share * (end - start)
        for share, start, end in zip(shares, edges[:-1], edges[1:], strict=True)
    ]
    variance = 0.0
    for place, time in enumerate(times, start=1):
        events, at_risk = caught.count(int(time)), sum(other >= time for other in every)
        if events and at_risk > events:
            variance += sum(areas[place:]) ** 2 * events / (at_risk * (at_risk - events))
    return sum(areas), sqrt(variance) if variance else None
