"""When closed counts as having had what open has: the three rules of lag, on two frontiers.

Source of the definition: the daily backward lag of https://epoch.ai/data-insights/open-closed-eci-gap
(anchors in docs/methods/lag.md). The lag of a day t is sign * (t - since).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from statistics import NormalDist
from typing import Literal

from measures.boards.states import Contender
from measures.gap.field import FrontierStep
from terms.words import LagRule

Z: dict[str, float] = {
    LagRule.TOLERANCE_0.value: 0.0,
    LagRule.ONE_SE.value: 1.0,
    LagRule.SIGNIFICANCE.value: NormalDist().inv_cdf(0.95),
}
"""Standard errors of the difference by which a lead must exceed zero; one-sided 95 % is 1.645."""


@dataclass(frozen=True, slots=True)
class LagResult:
    """The lag from some day until something changes; all None: nothing can be said."""

    sign: int | None
    since: str | None
    closed: Contender | None = None
    """Who of closed was first there; where open leads or is level, the closed leader."""
    censored: Literal["left"] | None = None
    """left: the class may have been there before `since`, so a lag is at least, and a lead too."""


UNSAID = LagResult(None, None)


def exceeds(better: FrontierStep, other: FrontierStep, z: float) -> bool | None:
    """Whether `better` is above `other` by more than z standard errors of the difference.

    With z = 0 a plain comparison; else None when either standard error is missing.
    """
    if z == 0 or better.score <= other.score:
        return better.score > other.score
    if better.stderr is None or other.stderr is None:
        return None
    return better.score - other.score > z * hypot(better.stderr, other.stderr)


@dataclass(frozen=True)
class Sides:
    """Both frontiers by date up to a day, and who leads each class on it."""

    closed: Sequence[FrontierStep]
    opened: Sequence[FrontierStep]
    closed_leader: FrontierStep
    open_leader: FrontierStep
    is_whole: bool = True


def verdict(sides: Sides, on: str, rule: str) -> LagResult:
    """The lag on day `on` under a rule of `Z`. Raises KeyError for another rule.

    Closed at or above open: the lag counts from the first closed step that had open's level
    (tolerance 0), or that is above it by more than the rule's margin; none: level (sign 0).
    Open above: the mirror image, as a lead (sign -1). Left-censored when the step is the first
    observed one of its class; a lag also when the step may have been there before its date, or
    when only leaders are known, where a lead is not told.
    """
    z = Z[rule]
    if sides.open_leader.score > sides.closed_leader.score:
        return _lead(sides, on, z)
    found = _first_there(sides.closed, sides.open_leader, z)
    if found == "unknown":
        return UNSAID
    if found is None:
        return LagResult(0, on, sides.closed_leader.item)
    is_bound = found is sides.closed[0] or found.is_late or not sides.is_whole
    return LagResult(1, found.on, found.item, "left" if is_bound else None)


def _lead(sides: Sides, on: str, z: float) -> LagResult:
    found = _first_above(sides.opened, sides.closed_leader, z)
    if found is None:
        return LagResult(0, on, sides.closed_leader.item)
    if found == "unknown" or found.is_late or not sides.is_whole:
        # An earlier open entry, or an earlier day, may be missing: the lead would be too short.
        return UNSAID
    is_bound = found is sides.opened[0]
    return LagResult(-1, found.on, sides.closed_leader.item, "left" if is_bound else None)


Found = FrontierStep | Literal["unknown"] | None


def _first_there(steps: Sequence[FrontierStep], level: FrontierStep, z: float) -> Found:
    if z == 0:
        return next((step for step in steps if step.score >= level.score), None)
    return _first_above(steps, level, z)


def _first_above(steps: Sequence[FrontierStep], level: FrontierStep, z: float) -> Found:
    for step in steps:
        above = exceeds(step, level, z)
        if above is None:
            return "unknown"
        if above:
            return step
    return None
