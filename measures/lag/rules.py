"""When closed counts as having had what open has, on two frontiers.

Source of the definition: the daily backward lag of https://epoch.ai/data-insights/open-closed-eci-gap
(anchors in docs/methods/lag.md). The lag of a day t is sign * (t - since).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from measures.boards.states import Contender
from measures.gap.field import FrontierStep


@dataclass(frozen=True, slots=True)
class LagResult:
    """The lag from some day until something changes; all None: nothing can be said."""

    sign: int | None
    since: str | None
    closed: Contender | None = None
    """Who of closed was first there; where open leads, the closed leader."""
    censored: Literal["left"] | None = None
    """left: the class may have been there before `since`, so a lag is at least, and a lead too."""


UNSAID = LagResult(None, None)


@dataclass(frozen=True)
class Sides:
    """Both frontiers by date up to a day, and who leads each class on it."""

    closed: Sequence[FrontierStep]
    opened: Sequence[FrontierStep]
    closed_leader: FrontierStep
    open_leader: FrontierStep
    is_whole: bool = True


def verdict(sides: Sides) -> LagResult:
    """The lag that both sides make.

    Closed at or above open: the lag counts from the first closed step that had open's level. Open
    above: the mirror image, as a lead (sign -1). Left-censored when the step is the first observed
    one of its class; a lag also when the step may have been there before its date, or when only
    leaders are known, where a lead is not told.
    """
    level = sides.open_leader.score
    if level > sides.closed_leader.score:
        return _lead(sides)
    found = next(step for step in sides.closed if step.score >= level)  # at the latest the leader
    is_bound = found is sides.closed[0] or found.is_late or not sides.is_whole
    return LagResult(1, found.on, found.item, "left" if is_bound else None)


def _lead(sides: Sides) -> LagResult:
    best = sides.closed_leader
    found = next(step for step in sides.opened if step.score > best.score)
    if found.is_late or not sides.is_whole:
        # An earlier open entry, or an earlier day, may be missing: the lead would be too short.
        return UNSAID
    is_bound = found is sides.opened[0]
    return LagResult(-1, found.on, best.item, "left" if is_bound else None)
