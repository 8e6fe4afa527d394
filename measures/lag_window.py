"""Mean lag and mean gap over a window of days, inside one vintage, and first crossings of levels.

Everything here reads two frontiers by date (`Field.steps`). Times are in days. A window is a pair
of inclusive ISO days; it should not end after the vintage, which knows nothing of later models.
Formulae with worked numbers and limits: docs/methods/lag.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from measures import lag_draws
from measures.lag_frontier import Field, Step, ordinal
from measures.lag_rules import Sides, Verdict, verdict

Window = tuple[str, str]


@dataclass(frozen=True)
class Frontiers:
    """Both frontiers of one scale by date."""

    closed: Sequence[Step]
    opened: Sequence[Step]

    @classmethod
    def of(cls, field: Field, rule: str, through: str) -> Frontiers:
        """Those of the closed class and of the open class under an openness rule, by `through`."""
        return cls(field.steps("closed", through), field.steps(rule, through))

    def until(self, on: str) -> Frontiers:
        """What was dated by day `on`."""
        return Frontiers(
            [step for step in self.closed if step.on <= on],
            [step for step in self.opened if step.on <= on],
        )


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

    def between(self, ends: lag_draws.Ends | None) -> Mean:
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


def spells(found: Frontiers, window: Window, rule: str) -> Iterator[tuple[int, int, Verdict]]:
    """(first day number, day number after the last, lag) of each stretch without a change.

    From the first day of `window` on which both classes have an entry, to its last. Within a
    stretch the lag of day t is sign * (t - since). Raises KeyError for an unknown rule.
    """
    for first, end, so_far in _stretches(found, window):
        ours, theirs = so_far.closed, so_far.opened
        sides = Sides(ours, theirs, ours[-1], theirs[-1])
        yield ordinal(first), end, verdict(sides, first, rule)


def _stretches(found: Frontiers, window: Window) -> Iterator[tuple[str, int, Frontiers]]:
    known = found.until(window[1])
    if not known.closed or not known.opened:
        return
    start = max(window[0], known.closed[0].on, known.opened[0].on)
    later = {step.on for step in (*known.closed, *known.opened) if step.on > start}
    days = sorted({start} | later)
    ends = [*(ordinal(on) for on in days[1:]), ordinal(window[1]) + 1]
    for on, end in zip(days, ends, strict=True):
        if on <= window[1]:
            yield on, end, known.until(on)


def backward_interval(found: Frontiers, window: Window, level: float) -> lag_draws.Ends | None:
    """Percentile interval of the backward mean at tolerance 0, from redrawn scores.

    An end is open when the draws that decide it have days that are only bounds. None when a
    standard error is missing or no day remains. Late dates are not known here.
    """
    grid = _grid(found, window)
    drawn = lag_draws.draw(found.until(window[1]))
    if grid is None or drawn is None:
        return None
    return lag_draws.percentiles(
        lag_draws.backward(drawn, grid), level, *lag_draws.bounded(drawn, grid)
    )


def _grid(found: Frontiers, window: Window) -> lag_draws.Grid | None:
    stretches = [
        (ordinal(first), end, len(so_far.closed) - 1, len(so_far.opened) - 1)
        for first, end, so_far in _stretches(found, window)
    ]
    return lag_draws.grid(stretches) if stretches else None


def vertical_mean(found: Frontiers, window: Window, level: float) -> Mean | None:
    """Mean of closed minus open frontier over the same days, in the series' unit."""
    grid = _grid(found, window)
    if grid is None:
        return None
    known = found.until(window[1])
    value = float(lag_draws.vertical(lag_draws.point(known), grid)[0])
    drawn = lag_draws.draw(known)
    ends = lag_draws.percentiles(lag_draws.vertical(drawn, grid), level) if drawn else None
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
    value = float(lag_draws.horizontal(lag_draws.point(known), until)[0])
    if value != value:  # noqa: PLR0124 - not a number: no level was observed on both sides
        return None
    mean = Mean(value, *_bands(known, uncaught))
    drawn = lag_draws.draw(known)
    if drawn is None:
        return mean
    missing = lag_draws.uncaught(drawn) if uncaught else None
    return mean.between(lag_draws.percentiles(lag_draws.horizontal(drawn, until), level, missing))


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
    """First crossing of each level (a score: higher is better) that closed has reached."""
    known = []
    for level in levels:
        ours = next((step for step in found.closed if step.score >= level), None)
        theirs = next((step for step in found.opened if step.score >= level), None)
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
                is_left_censored=ours is found.closed[0],
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
