"""The lag of open behind closed models, in days, one segment per change.

Backward, per day, within one vintage and by the models' dates: days since closed first had what
open has today. The lag of a day t is sign * (t - counts_from), so it grows without a new row.
Definitions, formulae and limits: docs/methods/lag.md.

How sure a lag is: both frontiers drawn again from their standard errors.

Only entries that led are drawn, as the gap's interval compares only leaders. Errors are taken as
independent. The interval is kept as (sign, day) like the lag itself, so it holds on every day of
its segment: the order of drawn lags does not depend on the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from hashlib import sha256
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.boards.states import BoardSpan, BoardState, Contender, board_spans, check_day
from measures.gap.field import FrontierStep
from measures.gap.judgement import confirmation
from measures.lag.frontiers import Fields, Frontiers, LagField, iso, ordinal
from measures.lag.rules import UNSAID, LagResult, Sides, verdict
from measures.names.registry import Registry
from measures.segments import LagSegment
from measures.series import Series
from measures.uncertainty.intervals import LEVEL

DRAWS = 1000
_REACH = 5.0
"""A closed step that stays below the open leader and below the best closed step even when both miss
by five standard errors is not drawn."""

Drawn = tuple[int, float, float, bool]
"""(day number, score, standard error, whether a lag that counts from it is a lower bound)."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ends:
    """Ends of a lag's interval: sign and day it counts from; None: open-ended (left-censored).

    Of a lag the upper end, of a lead the lower one: both may be longer than anybody saw.
    """

    low_sign: int | None
    low_from: str | None
    high_sign: int | None
    high_from: str | None


def interval(
    closed: Sequence[FrontierStep],
    opened: Sequence[FrontierStep],
    leader: FrontierStep,
    level: float,
) -> Ends | None:
    """Interval of the lag; `opened` up to the day, `leader` leads on it.

    None when a standard error is missing. A drawn lag that counts from the first observed closed
    entry, or from a late date, is a lower bound: as a low end it holds, as a high end nothing is
    known. A drawn lead that counts from the first observed open entry is the mirror image.
    """
    first = next((step.on for step in opened if step.item is leader.item), None)
    unsure = tuple(ordinal(step.on) for step in opened if step is opened[0] or step.is_late)
    ours = _drawable(closed, closed[0])
    theirs = _drawable([step for step in opened if step.item is not leader.item], None)
    if first is None or leader.stderr is None or ours is None or theirs is None:
        return None
    best = (ordinal(first), leader.score, leader.stderr, False)
    return _interval(*_matters(ours, theirs, best), best, unsure, level)


def _drawable(steps: Sequence[FrontierStep], first: FrontierStep | None) -> list[Drawn] | None:
    found = [
        (ordinal(step.on), step.score, step.stderr, step is first or step.is_late)
        for step in steps
        if step.stderr is not None
    ]
    return found if len(found) == len(steps) else None


def _matters(
    ours: Sequence[Drawn], theirs: Sequence[Drawn], leader: Drawn
) -> tuple[tuple[Drawn, ...], tuple[Drawn, ...]]:
    """What can decide the lag.

    Closed steps out of reach below and those after one that is surely there cannot, nor can
    earlier open steps once closed is surely there; so a new closed leader far above changes
    nothing. Where open is ahead, the best closed score decides since when, however far below.
    """
    near = [pair for pair in ours if _reaches(pair, leader)]
    sure = [pair[1] - _REACH * (pair[2] + leader[2]) >= leader[1] for pair in near]
    if any(sure):
        return tuple(near[: sure.index(True) + 1]), ()
    best = max(ours, key=lambda pair: pair[1])
    ours = [pair for pair in ours if _reaches(pair, leader) or _reaches(pair, best)]
    return tuple(ours), tuple(theirs)


def _reaches(pair: Drawn, other: Drawn) -> bool:
    """Whether `pair` could be at `other` when both miss by `_REACH` standard errors."""
    return pair[1] + _REACH * (pair[2] + other[2]) >= other[1]


@lru_cache(maxsize=4096)
def _interval(
    near: tuple[Drawn, ...],
    theirs: tuple[Drawn, ...],
    leader: Drawn,
    unsure: tuple[int, ...],
    level: float,
) -> Ends:
    """`unsure`: open days from which a lead is a bound."""
    digest = sha256(repr((near, theirs, leader)).encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    closed, opened = _scores(rng, near), _scores(rng, (*theirs, leader))
    sign, since = _lags(closed, opened, near, (*theirs, leader))
    at_least = (sign == 1) & np.isin(since, [pair[0] for pair in near if pair[3]])
    at_most = (sign == -1) & np.isin(since, unsure)
    after = max(pair[0] for pair in (*near, *theirs, leader)) + 1
    order = np.argsort(sign * (after - since), kind="stable")
    low = order[floor((1 - level) / 2 * (DRAWS - 1))]
    high = order[ceil((1 + level) / 2 * (DRAWS - 1))]
    return Ends(
        low_sign=None if at_most[low] else int(sign[low]),
        low_from=None if at_most[low] else iso(int(since[low])),
        high_sign=None if at_least[high] else int(sign[high]),
        high_from=None if at_least[high] else iso(int(since[high])),
    )


def _scores(rng: np.random.Generator, pairs: Sequence[Drawn]) -> Floats:
    """Drawn scores, shape (DRAWS, len(pairs))."""
    if not pairs:
        return np.empty((DRAWS, 0))
    reach = np.array([pair[1:3] for pair in pairs])
    drawn: Floats = reach[:, 0] + rng.standard_normal((DRAWS, len(pairs))) * reach[:, 1]
    return drawn


def _lags(
    closed: Floats, opened: Floats, near: Sequence[Drawn], theirs: Sequence[Drawn]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sign and day number of each draw's lag; the open leader is the last column of `opened`."""
    best = closed.max(axis=1, keepdims=True, initial=-np.inf)
    open_days = np.array([pair[0] for pair in theirs])
    since = np.where(opened > best, open_days, np.iinfo(np.int64).max).min(axis=1)
    there = closed >= opened[:, -1:]
    behind = there.any(axis=1)
    if near:
        closed_days = np.array([pair[0] for pair in near])
        since = np.where(behind, closed_days[there.argmax(axis=1)], since)
    return np.where(behind, 1, -1), since


_NO_ENDS = Ends(None, None, None, None)


@dataclass(frozen=True)
class Day:
    """Both sides on one day on which something changes; None: a class has no entry."""

    on: str
    sides: Sides | None
    basis: str
    vintage_on: str | None


class LagHistory:
    """Lag of one series under every openness rule.

    `states` are the visible states of the boards the series reads, in any order. Raises
    RowInvalid for days not written YYYY-MM-DD and rows in another unit than the series'.
    """

    def __init__(
        self,
        series: Series,
        states: Sequence[BoardState],
        registry: Registry,
        through: str,
    ) -> None:
        check_day(through, f"last day of series {series.id}")
        fields = Fields(series, registry)
        self._spells: Sequence[_BoardSpell | _EntrySpell] = [
            _BoardSpell(field, span)
            if series.axis == "board"
            else _EntrySpell(field, span, through)
            for span in board_spans(series, states, through)
            for field in (fields.of(span.states),)
        ]

    def segments(self, openness_rule: str) -> list[LagSegment]:
        """By day. Days on which nothing can be said have no segment before the first lag, and one
        whose lag is None after it. Raises KeyError for an unknown openness rule.
        """
        segments: list[LagSegment] = []
        for day in self.days(openness_rule):
            segment = _segment(day)
            if segment.sign is None and not segments:
                continue
            if not segments or replace(segments[-1], entry=day.on) != segment:
                segments.append(segment)
        return segments

    def days(self, openness_rule: str) -> Iterator[Day]:
        """Every day on which something changes, in order."""
        for spell in self._spells:
            yield from spell.days(openness_rule)


def _segment(day: Day) -> LagSegment:
    said = UNSAID if day.sides is None else verdict(day.sides)
    ends = _ends(day.sides, said)
    opened = None if day.sides is None or said.sign is None else day.sides.open_leader.item
    return LagSegment(
        entry=day.on,
        **_side("closed", said.closed),
        **_side("open", opened),
        counts_from=said.since,
        sign=said.sign,
        **asdict(ends or _NO_ENDS),
        ci_level=LEVEL if ends else None,
        censored=said.censored,
        **confirmation(*_behind(day.sides, said)),
        basis=day.basis,
        vintage_on=day.vintage_on,
    )


def _side(side: str, item: Contender | None) -> dict[str, Any]:
    return {
        f"{side}_entry": item and item.entry,
        f"{side}_model": item and item.model,
        f"{side}_value": item and item.value,
        f"{side}_vintage": item and item.state.vintage,
    }


def _behind(sides: Sides | None, said: LagResult) -> tuple[Contender | None, ...]:
    """Whose classes a lag rests on."""
    if sides is None or said.sign is None:
        return ()
    return sides.closed_leader.item, sides.open_leader.item, said.closed


def _ends(sides: Sides | None, said: LagResult) -> Ends | None:
    if sides is None or said.sign is None or not sides.is_whole:
        return None
    return interval(sides.closed, sides.opened, sides.open_leader, LEVEL)


@dataclass(frozen=True)
class _BoardSpell:
    """One vintage from its day until the next: the openness in force on a day decides who leads."""

    field: LagField
    span: BoardSpan

    def days(self, rule: str) -> Iterator[Day]:
        for on in self._changes(rule):
            closed, opened = self.field.leader("closed", on), self.field.leader(rule, on)
            sides = None
            if closed is not None and opened is not None:
                sides = Sides(
                    self.field.steps("closed", on, without=opened.item.model),
                    self.field.steps(rule, on),
                    closed,
                    opened,
                    self.field.is_whole,
                )
            yield Day(on, sides, self.span.states[-1].basis, self.span.first)

    def _changes(self, rule: str) -> list[str]:
        first, end = self.span.first, self.span.end
        return [first, *sorted(on for on in self.field.days() if first < on < end)]


@dataclass(frozen=True)
class _EntrySpell:
    """The newest states as the whole history: an entry stays in the class it joined."""

    field: LagField
    span: BoardSpan
    through: str

    def days(self, rule: str) -> Iterator[Day]:
        every = Frontiers.of(self.field, rule, self.through)
        for on in every.days():
            sides = every.until(on).sides(is_whole=self.field.is_whole)
            yield Day(on, sides, self.span.states[-1].basis, None)
