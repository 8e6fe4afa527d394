"""Mean lag and mean gap over a window of days, inside one vintage, and first crossings of levels.

Everything here reads two frontiers by date (`Field.steps`). Times are in days. A window is a pair
of inclusive ISO days; it should not end after the vintage, which knows nothing of later models.
Formulae with worked numbers and limits: docs/methods/lag.md.

Window statistics of lag over many drawn pairs of frontiers at once, as arrays.

A draw gives every entry that led a new score from N(score, stderr²); a frontier is then the
running maximum over its dates. Shapes: K closed steps, J open steps, n draws, m stretches of days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import isfinite
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from measures.gap.field import Field, FrontierStep
from measures.lag.frontiers import ordinal
from measures.lag.rules import UNSAID, LagResult, Sides, verdict

DRAWS = 400
Floats = NDArray[np.float64]
Days = NDArray[np.int64]
Flags = NDArray[np.bool_]
Ends = tuple[float | None, float | None]
"""Of an interval; None: open, nobody knows how far it reaches."""


class TwoFrontiers(Protocol):
    """Both frontiers by date."""

    @property
    def closed(self) -> Sequence[FrontierStep]:
        """Closed steps, by day."""

    @property
    def opened(self) -> Sequence[FrontierStep]:
        """Open steps, by day."""


@dataclass(frozen=True)
class FrontierDraws:
    """Running maxima of drawn scores: `closed` (n, K) on `closed_days` (K,), open likewise (J)."""

    closed: Floats
    closed_days: Days
    opened: Floats
    open_days: Days


@dataclass(frozen=True)
class Stretches:
    """m stretches of days without a change: their lengths, middle days and frontier places."""

    lengths: Days
    middles: Floats
    """Mean day number of each stretch."""
    closed_at: Days
    open_at: Days

    @property
    def days(self) -> int:
        """Days in all stretches."""
        return int(self.lengths.sum())


def grid(stretches: Sequence[tuple[int, int, int, int]]) -> Stretches:
    """From (first day number, day after the last, place of the closed step, of the open step)."""
    first, end, closed_at, open_at = np.array(stretches, dtype=np.int64).T
    return Stretches(end - first, (first + end - 1) / 2, closed_at, open_at)


def point(found: TwoFrontiers) -> FrontierDraws:
    """The frontiers as they are: one draw without noise."""
    return _drawn(found, np.zeros((1, len(found.closed) + len(found.opened))))


def draw(found: TwoFrontiers, draws: int = DRAWS) -> FrontierDraws | None:
    """`draws` pairs of frontiers, seeded by the scores; None when a standard error is missing."""
    steps = (*found.closed, *found.opened)
    errors = [step.stderr for step in steps if step.stderr is not None]
    if not steps or len(errors) < len(steps):
        return None
    content = repr([(step.on, step.score, step.stderr) for step in steps])
    seed = int.from_bytes(sha256(content.encode()).digest()[:8], "big")
    noise = np.random.default_rng(seed).standard_normal((draws, len(steps)))
    return _drawn(found, noise * np.array(errors))


def _drawn(found: TwoFrontiers, noise: Floats) -> FrontierDraws:
    steps = (*found.closed, *found.opened)
    scores = np.array([step.score for step in steps]) + noise
    days = np.array([ordinal(step.on) for step in steps], dtype=np.int64)
    split = len(found.closed)
    return FrontierDraws(
        closed=np.maximum.accumulate(scores[:, :split], axis=1),
        closed_days=days[:split],
        opened=np.maximum.accumulate(scores[:, split:], axis=1),
        open_days=days[split:],
    )


def backward(drawn: FrontierDraws, over: Stretches) -> Floats:
    """Mean backward lag at tolerance 0 of each draw, in days, shape (n,)."""
    ours, theirs = drawn.closed[:, over.closed_at], drawn.opened[:, over.open_at]
    there = _first(drawn.closed[:, None, :] >= theirs[:, :, None], drawn.closed_days)
    above = _first(drawn.opened[:, None, :] > ours[:, :, None], drawn.open_days)
    is_ahead = theirs > ours
    since = np.where(is_ahead, above, there)
    lags = np.where(is_ahead, -1, 1) * (over.middles - since)
    means: Floats = (lags * over.lengths).sum(axis=1) / over.days
    return means


def bounded(drawn: FrontierDraws, over: Stretches) -> tuple[Flags, Flags]:
    """Draws in which some day's lag, and some day's lead, counts from the first step observed.

    Shape (n,) each. The mean of the former may be higher, that of the latter lower, by any amount.
    """
    ours, theirs = drawn.closed[:, over.closed_at], drawn.opened[:, over.open_at]
    is_ahead = theirs > ours
    lags: Flags = np.any(~is_ahead & (drawn.closed[:, :1] >= theirs), axis=1)
    leads: Flags = np.any(is_ahead & (drawn.opened[:, :1] > ours), axis=1)
    return lags, leads


def _first(reached: NDArray[np.bool_], days: Days) -> Days:
    """Day of the first step that is there, shape (n, m); meaningless where none is."""
    found: Days = days[reached.argmax(axis=2)]
    return found


def vertical(drawn: FrontierDraws, over: Stretches) -> Floats:
    """Mean of closed minus open frontier of each draw, in the series' unit, shape (n,)."""
    gaps = drawn.closed[:, over.closed_at] - drawn.opened[:, over.open_at]
    means: Floats = (gaps * over.lengths).sum(axis=1) / over.days
    return means


def horizontal(drawn: FrontierDraws, until: int | None) -> Floats:
    """Mean of open's minus closed's first day over the levels both had, in days, shape (n,).

    `until` (day number): levels that only closed has had count as if reached then. NaN where no
    level was observed on both sides.
    """
    low = np.maximum(drawn.closed[:, :1], drawn.opened[:, :1])
    last_closed, last_open = drawn.closed[:, -1:], drawn.opened[:, -1:]
    high = last_closed if until is not None else np.minimum(last_closed, last_open)
    width = (high - low)[:, 0]
    # Dates are counted from the first one, or the sums would lose the tail of the fraction.
    base = min(drawn.closed_days[0], drawn.open_days[0])
    late = _integral(drawn.opened, drawn.open_days - base, low, high)
    early = _integral(drawn.closed, drawn.closed_days - base, low, high)
    if until is not None:
        missing = np.clip(high - np.maximum(low, last_open), 0, None)[:, 0]
        late = late + missing * (until - base)
    with np.errstate(divide="ignore", invalid="ignore"):
        means: Floats = np.where(width > 0, (late - early) / width, np.nan)
    return means


def uncaught_draws(drawn: FrontierDraws) -> Flags:
    """Draws in which open has not reached some level that closed has had, shape (n,)."""
    missing: Flags = drawn.closed[:, -1] > drawn.opened[:, -1]
    return missing


def _integral(frontier: Floats, days: Days, low: Floats, high: Floats) -> Floats:
    """Integral of the day a level was first had, over the levels from low to high, shape (n,)."""
    reached = np.clip(frontier, low, np.maximum(low, high))
    before = np.concatenate([low, reached[:, :-1]], axis=1)
    found: Floats = ((reached - before) * days).sum(axis=1)
    return found


def percentiles(
    values: Floats, level: float, at_least: Flags | None = None, at_most: Flags | None = None
) -> Ends | None:
    """Central interval of the draws that gave a value; None when fewer than half did.

    A draw `at_least` its value may be anything above, one `at_most` anything below: an end that
    rests on such a draw is open.
    """
    given = ~np.isnan(values)
    if 2 * given.sum() < len(values):
        return None
    low = values if at_most is None else np.where(at_most, -np.inf, values)
    high = values if at_least is None else np.where(at_least, np.inf, values)
    return _end(low[given], (1 - level) / 2), _end(high[given], (1 + level) / 2)


def _end(values: Floats, share: float) -> float | None:
    with np.errstate(invalid="ignore"):
        end = float(np.quantile(values, share))
    return end if isfinite(end) else None


Window = tuple[str, str]


@dataclass(frozen=True)
class Frontiers:
    """Both frontiers of one scale by date.

    `besides`: the closed frontier without a model that was in it and was opened later, by model.
    While it leads the open class its lag is measured against the others: no model lags its own
    closed past.
    """

    closed: Sequence[FrontierStep]
    opened: Sequence[FrontierStep]
    besides: Mapping[str, Sequence[FrontierStep]] = field(default_factory=dict)

    @classmethod
    def of(cls, field: Field, rule: str, through: str) -> Frontiers:
        """Those of the closed class and of the open class under an openness rule, by `through`."""
        closed, opened = field.steps("closed", through), field.steps(rule, through)
        once_closed = {str(s.item.model) for s in closed} & {str(s.item.model) for s in opened}
        besides = {one: field.steps("closed", through, without=one) for one in sorted(once_closed)}
        return cls(closed, opened, besides)

    def until(self, on: str) -> Frontiers:
        """What was dated by day `on`."""
        return Frontiers(
            _by(self.closed, on),
            _by(self.opened, on),
            {model: _by(steps, on) for model, steps in self.besides.items()},
        )

    def days(self) -> list[str]:
        """Every day on which either frontier moves, as any leader sees it."""
        every = (self.closed, self.opened, *self.besides.values())
        return sorted({step.on for steps in every for step in steps})

    def sides(self, *, is_whole: bool = True) -> Sides | None:
        """Both sides as they are at the end; None where one has nobody but the other's leader."""
        if not self.opened:
            return None
        leader = self.opened[-1]
        closed = self.besides_leader(leader)
        return Sides(closed, self.opened, closed[-1], leader, is_whole) if closed else None

    def besides_leader(self, leader: FrontierStep | None) -> Sequence[FrontierStep]:
        """The closed frontier as the open step `leader` is measured against it."""
        return self.besides.get(str(leader.item.model), self.closed) if leader else self.closed


def _by(steps: Sequence[FrontierStep], on: str) -> list[FrontierStep]:
    return [step for step in steps if step.on <= on]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over a window, or over series: `n` days, bands of levels or series behind it.

    `bounds` of them are lower bounds, `lead_bounds` upper ones (open may have led for longer).

    `low` and `high` are None when a standard error of the frontiers is missing; `low` alone or
    `high` alone when nobody knows how far below or above the truth may be.
    """

    value: float
    n: int
    bounds: int = 0
    low: float | None = None
    high: float | None = None
    lead_bounds: int = 0

    def between(self, ends: Ends | None) -> Mean:
        """With an interval, of which an end is open when days behind the mean are bounds."""
        low, high = ends or (None, None)
        return replace(
            self, low=None if self.lead_bounds else low, high=None if self.bounds else high
        )


def backward_mean(
    found: Frontiers, window: Window, rule: str, *, uncensored: bool = False
) -> Mean | None:
    """Mean of the daily backward lag over the days on which both classes have an entry.

    A censored day counts with its bound, or not at all with `uncensored`. Days that cannot
    be judged (a standard error is missing) are left out. None when no day remains.
    """
    total = days = bounds = lead_bounds = 0
    for first, end, said in spells(found, window, rule):
        if said.sign is None or said.since is None or (uncensored and said.censored):
            continue
        length = end - first
        # Sum of (t - since) over t = first .. end - 1.
        total += said.sign * ((first + end - 1) * length // 2 - ordinal(said.since) * length)
        days += length
        bounds += length * (said.censored is not None and said.sign == 1)
        lead_bounds += length * (said.censored is not None and said.sign == -1)
    return Mean(total / days, days, bounds, lead_bounds=lead_bounds) if days else None


def spells(found: Frontiers, window: Window, rule: str) -> Iterator[tuple[int, int, LagResult]]:
    """(first day number, day number after the last, lag) of each stretch without a change.

    From the first day of `window` on which both classes have an entry, to its last. Within a
    stretch the lag of day t is sign * (t - since). Raises KeyError for an unknown rule.
    """
    for first, end, so_far in _stretches(found, window):
        sides = so_far.sides()
        yield ordinal(first), end, verdict(sides, first, rule) if sides else UNSAID


def _stretches(found: Frontiers, window: Window) -> Iterator[tuple[str, int, Frontiers]]:
    known = found.until(window[1])
    if not known.closed or not known.opened:
        return
    start = max(window[0], known.closed[0].on, known.opened[0].on)
    days = [start, *(on for on in known.days() if on > start)]
    ends = [*(ordinal(on) for on in days[1:]), ordinal(window[1]) + 1]
    for on, end in zip(days, ends, strict=True):
        if on <= window[1]:
            yield on, end, known.until(on)


def backward_interval(found: Frontiers, window: Window, level: float) -> Ends | None:
    """Percentile interval of the backward mean at tolerance 0, from redrawn scores.

    An end is open when the draws that decide it have days that are only bounds. None when a
    standard error is missing or no day remains. Late dates are not known here.
    """
    grid = _grid(found, window)
    drawn = draw(found.until(window[1]))
    if grid is None or drawn is None:
        return None
    return percentiles(backward(drawn, grid), level, *bounded(drawn, grid))


def _grid(found: Frontiers, window: Window) -> Stretches | None:
    stretches = [
        (ordinal(first), end, len(so_far.closed) - 1, len(so_far.opened) - 1)
        for first, end, so_far in _stretches(found, window)
    ]
    return grid(stretches) if stretches else None


def vertical_mean(found: Frontiers, window: Window, level: float) -> Mean | None:
    """Mean of closed minus open frontier over the same days, in the series' unit."""
    grid = _grid(found, window)
    if grid is None:
        return None
    known = found.until(window[1])
    value = float(vertical(point(known), grid)[0])
    drawn = draw(known)
    ends = percentiles(vertical(drawn, grid), level) if drawn else None
    return Mean(value, grid.days).between(ends)


def horizontal_mean(
    found: Frontiers, through: str, level: float, *, uncaught: bool = False
) -> Mean | None:
    """Mean over score levels of (day open first had the level - day closed first had it).

    Each level between the higher of the two first observed scores and the lower of the two
    frontiers on day `through` counts alike; below that range one side's first day is unknown.
    With `uncaught`, levels that open has not reached count with the days passed so far: a lower
    bound with an open upper end, where leaving them out biases the mean down. None when the range
    is empty.
    """
    known = found.until(through)
    if not known.closed or not known.opened:
        return None
    until = ordinal(through) if uncaught else None
    value = float(horizontal(point(known), until)[0])
    if value != value:  # noqa: PLR0124 - not a number: no level was observed on both sides
        return None
    mean = Mean(value, *_bands(known, uncaught))
    drawn = draw(known)
    if drawn is None:
        return mean
    missing = uncaught_draws(drawn) if uncaught else None
    return mean.between(percentiles(horizontal(drawn, until), level, missing))


def _bands(known: Frontiers, uncaught: bool) -> tuple[int, int]:
    """Bands of levels between two changes of either frontier; how many open has not reached."""
    low = max(known.closed[0].score, known.opened[0].score)
    caught = min(known.closed[-1].score, known.opened[-1].score)
    high = known.closed[-1].score if uncaught else caught
    edges = {step.score for step in (*known.closed, *known.opened) if low < step.score <= high}
    return len(edges), sum(edge > known.opened[-1].score for edge in edges)


@dataclass(frozen=True, slots=True)
class Crossing:
    """When each class first had a level; open's columns are None while it has not."""

    level: float
    days: int | None
    closed_on: str
    closed_model: str
    open_on: str | None
    open_model: str | None
    is_left_censored: bool
    """The first observed closed entry was already there: closed may have been earlier."""
    is_at_most: bool
    """The first observed open entry was already there: open may have been earlier."""


def crossings(found: Frontiers, levels: Sequence[float]) -> list[Crossing]:
    """First crossing of each level (a score: higher is better) that closed has reached.

    A model that was opened later crosses no level before itself: others are asked then.
    """
    known = []
    for level in levels:
        theirs = next((step for step in found.opened if step.score >= level), None)
        closed = found.besides_leader(theirs)
        ours = next((step for step in closed if step.score >= level), None)
        if ours is None:
            continue
        known.append(
            Crossing(
                level=level,
                days=None if theirs is None else ordinal(theirs.on) - ordinal(ours.on),
                closed_on=ours.on,
                closed_model=str(ours.item.model),
                open_on=None if theirs is None else theirs.on,
                open_model=None if theirs is None else theirs.item.model,
                is_left_censored=ours is closed[0],
                is_at_most=theirs is not None and theirs is found.opened[0],
            )
        )
    return known


def round_levels(found: Frontiers, step: float) -> list[float]:
    """Multiples of `step` above the first observed closed score, up to the closed frontier."""
    if not found.closed:
        return []
    first, last = found.closed[0].score // step + 1, found.closed[-1].score // step
    return [place * step for place in range(int(first), int(last) + 1)]
