"""How sure a lag is: both frontiers drawn again from their standard errors.

Only entries that led are drawn, as the gap's interval compares only leaders. Errors are taken as
independent. An interval is kept as (sign, day) like the lag itself, so it holds on every day of
its segment: the order of drawn lags does not depend on the day.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from math import ceil, floor
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from measures.contenders import Contender
from measures.lag.releases import ReleaseTable, Sides
from measures.uncertainty import LEVEL
from terms.days import from_number, number_of

DRAWS = 1000
_REACH = 5.0
"""A closed step that stays below the open leader and below the best closed step even when both miss
by five standard errors is not drawn."""

Floats = NDArray[np.float64]


class Drawn(NamedTuple):
    """A step of a frontier that is drawn again."""

    day: int
    """Its number."""
    score: float
    error: float
    is_bound: bool
    """Whether a lag that counts from it is a lower bound."""


class Ends(NamedTuple):
    """Ends of a lag's interval: sign and day it counts from; None: open-ended (left-censored).

    Of a lag the upper end, of a lead the lower one: both may be longer than anybody saw.
    """

    low_sign: int | None = None
    low_from: str | None = None
    high_sign: int | None = None
    high_from: str | None = None


def interval(sides: Sides) -> Ends | None:
    """Interval of the lag of both sides; None when a standard error is missing.

    A drawn lag that counts from the first observed closed entry, or from a late date, is a lower
    bound: as a low end it holds, as a high end nothing is known. A drawn lead that counts from the
    first observed open entry is the mirror image.
    """
    scale, leader, opened = sides.scale, sides.open_leader, sides.opened
    error = scale.error(leader)
    first = next((step.start for step in opened if step.entry is leader.entry), None)
    begins = scale.has_beginning
    ours = _drawable(scale, sides.closed, sides.closed[0] if begins else None)
    others = [step for step in opened if step.entry is not leader.entry]
    theirs = _drawable(scale, others, None)
    if first is None or error is None or ours is None or theirs is None:
        return None
    unsure = tuple(
        number_of(step.start)
        for step in opened
        if (begins and step is opened[0]) or step.entry.provisional
    )
    best = Drawn(number_of(first), leader.score, error, is_bound=False)
    return _interval(*_matters(ours, theirs, best), best, unsure)


def _drawable(
    scale: ReleaseTable, steps: Sequence[Contender], first: Contender | None
) -> list[Drawn] | None:
    found = []
    for step in steps:
        error, is_bound = scale.error(step), step is first or bool(step.entry.provisional)
        if error is None:
            return None
        found.append(Drawn(number_of(step.start), step.score, error, is_bound))
    return found


def _matters(
    ours: Sequence[Drawn], theirs: Sequence[Drawn], leader: Drawn
) -> tuple[tuple[Drawn, ...], tuple[Drawn, ...]]:
    """What can decide the lag.

    Closed steps out of reach below and those after one that is surely there cannot, nor can
    earlier open steps once closed is surely there; so a new closed leader far above changes
    nothing. Where open is ahead, the best closed score decides since when, however far below.
    """
    near = [one for one in ours if _reaches(one, leader)]
    sure = [one.score - _REACH * (one.error + leader.error) >= leader.score for one in near]
    if any(sure):
        return tuple(near[: sure.index(True) + 1]), ()
    best = max(ours, key=attrgetter("score"))
    ours = [one for one in ours if _reaches(one, leader) or _reaches(one, best)]
    return tuple(ours), tuple(theirs)


def _reaches(one: Drawn, other: Drawn) -> bool:
    """Whether `one` could be at `other` when both miss by `_REACH` standard errors."""
    return one.score + _REACH * (one.error + other.error) >= other.score


@lru_cache(maxsize=4096)
def _interval(
    near: tuple[Drawn, ...], theirs: tuple[Drawn, ...], leader: Drawn, unsure: tuple[int, ...]
) -> Ends:
    """`unsure`: open days from which a lead is a bound."""
    drawn = tuple(map(tuple, near)), tuple(map(tuple, theirs)), tuple(leader)
    digest = sha256(repr(drawn).encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    closed, opened = _scores(rng, near), _scores(rng, (*theirs, leader))
    sign, since = _lags(closed, opened, near, (*theirs, leader))
    at_least = (sign == 1) & np.isin(since, [one.day for one in near if one.is_bound])
    at_most = (sign == -1) & np.isin(since, unsure)
    after = max(one.day for one in (*near, *theirs, leader)) + 1
    order = np.argsort(sign * (after - since), kind="stable")
    low = order[floor((1 - LEVEL) / 2 * (DRAWS - 1))]
    high = order[ceil((1 + LEVEL) / 2 * (DRAWS - 1))]
    return Ends(
        low_sign=None if at_most[low] else int(sign[low]),
        low_from=None if at_most[low] else from_number(int(since[low])),
        high_sign=None if at_least[high] else int(sign[high]),
        high_from=None if at_least[high] else from_number(int(since[high])),
    )


def _scores(rng: np.random.Generator, some: Sequence[Drawn]) -> Floats:
    """Drawn scores, shape (DRAWS, len(some))."""
    scores, errors = [one.score for one in some], [one.error for one in some]
    drawn: Floats = scores + rng.standard_normal((DRAWS, len(some))) * errors
    return drawn


def _lags(
    closed: Floats, opened: Floats, near: Sequence[Drawn], theirs: Sequence[Drawn]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sign and day number of each draw's lag; the open leader is the last column of `opened`."""
    best = closed.max(axis=1, keepdims=True, initial=-np.inf)
    open_days = np.array([one.day for one in theirs])
    since = np.where(opened > best, open_days, np.iinfo(np.int64).max).min(axis=1)
    there = closed >= opened[:, -1:]
    behind = there.any(axis=1)
    if near:
        closed_days = np.array([one.day for one in near])
        since = np.where(behind, closed_days[there.argmax(axis=1)], since)
    return np.where(behind, 1, -1), since
