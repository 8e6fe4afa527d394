"""Closed and open over time as two staircases by release date.

What lies between them is shaded, the models that moved them most are named, and the lag is a level
line from the day on which closed models first had what open ones have today.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise, product
from typing import NamedTuple

from outputs.charts.axes import DaySpan, snug
from outputs.charts.labels import Box, Lettering, Wanted
from outputs.charts.marks import LONGEST, TITLES, Drawing, Point, Size
from terms.numbers import agreeing, number
from terms.words import FrontierClass

Release = Point[date]
"""A model that took the lead of its class on a day."""


class Stretch(NamedTuple):
    """A value from day to day: what led a class; or the lag, from when closed models first had the
    value until open ones have it, in `words`."""

    since: date
    until: date
    value: float
    words: str = ""


class Staircases(NamedTuple):
    """What the chart shows; releases by day, the last of each class leads it today."""

    releases: Sequence[Release]
    span: DaySpan
    behind: Stretch | None
    """The lag."""
    higher_is_better: bool
    of_what: str
    """What the values are of: stands over the axis, so that a picture alone says it."""
    until: date
    """The day on which the staircases end."""
    newer: Sequence[Release] = ()
    """Leaders by the newest list, which may name no others: each line runs on to its own, dashed,
    and ends there in a hollow point."""

    @property
    def is_empty(self) -> bool:
        """Whether no class has a model."""
        return not any(self.pieces(side) for side in TITLES)

    @property
    def ends(self) -> list[Release]:
        """Who stands at the right end of each class, by the newest list."""
        lasts = [self.of(side)[-1] for side in TITLES if self.pieces(side)]
        return [*{one.side: one for one in (*lasts, *self.newer)}.values()]

    def of(self, side: str) -> list[Release]:
        """The releases of one class."""
        return [one for one in self.releases if one.side == side]

    def pieces(self, side: str) -> Sequence[Stretch]:
        """Level stretches of one class; the last one reaches the last day."""
        own = self.of(side)
        ends = [*(one.at for one in own), self.until][1:]
        return [
            Stretch(max(one.at, self.span.first), end, one.value)
            for one, end in zip(own, ends, strict=True)
            if end > self.span.first and one.at <= self.span.last
        ]

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`."""
        values = [piece.value for side in TITLES for piece in self.pieces(side)]
        values += [one.value for one in self.newer]
        # Below stands the name of the first open model.
        axis = snug(values, size.plot.bottom, below=0.14, above=0.07)
        made = Drawing.framed(size, self.span, axis)
        self._shade(made)
        for side in TITLES:
            if line := self.pieces(side):
                ends = ((on, it.value) for it in line for on in (it.since, it.until))
                made.line(list(ends), side)
        self._run_on(made)
        made.heading(self.of_what)
        if behind := self.behind:
            made.put(_lag_words(made, behind))
            made.level((behind.since, behind.until), behind.value)
        self._name(made)
        made.ends(self.ends, self._places)
        return made

    def _run_on(self, made: Drawing) -> None:
        """Dashed from where each staircase ends to the leader by the newest list."""
        for one in self.newer:
            line, on = self.pieces(one.side), max(one.at, self.until)
            if line:
                points = [(line[-1].until, line[-1].value), (on, one.value)]
                made.line(points, one.side, stale=True)
            made.dot(on, one.value, one.side, area=70.0)
            made.dot(on, one.value, "paper", area=24.0)

    def _name(self, made: Drawing) -> None:
        """Names beside the steps that weigh most, each with a dot."""
        steps = {self._called(made, one): one for one in self._by_weight()}
        for one in map(steps.__getitem__, made.names([*steps])):
            made.dot(one.at, one.value, one.side)

    def _called(self, made: Drawing, one: Release) -> Wanted:
        """What stands beside a step: the last one before the newest list has its value too."""
        value = f" {number(one.value, self._places)}" if self._is_before_newer(one) else ""
        # The class that runs above the other on the page has its free side above.
        above = (one.side == FrontierClass.CLOSED) is self.higher_is_better
        x, y = made.x(one.at), made.axis.y(one.value)
        return Wanted(f"{one.name}{value}", x, y, above, one.side)

    def _is_before_newer(self, one: Release) -> bool:
        return one is self.of(one.side)[-1] and any(it.side == one.side for it in self.newer)

    def _shade(self, made: Drawing) -> None:
        """The area between both classes, where both have a model."""
        for one, other in product(*map(self.pieces, TITLES)):
            left, right = max(one.since, other.since), min(one.until, other.until)
            if left < right:
                made.shade(left, right, one.value, other.value)

    def _by_weight(self) -> list[Release]:
        """The releases to name, each name once: the last before the newest list, the first of each
        class, then those that moved it most."""
        weighed = []
        for side in TITLES:
            own = self.of(side)
            for before, one in pairwise([None, *own]):
                if one is None or one.at < self.span.first:
                    continue
                is_last = self._is_before_newer(one)
                if one is own[-1] and one is not own[0] and not is_last:
                    continue  # named at the end of its line
                jump = abs(one.value - before.value) if before else float("inf")
                weighed.append((not is_last, -jump, one.at, side, one))
        found: dict[tuple[str, str], Release] = {}
        for *_, one in sorted(weighed, key=lambda it: it[:4]):
            if len(one.name) <= LONGEST:
                found.setdefault((one.side, one.name), one)
        return list(found.values())

    @property
    def _places(self) -> int:
        """Decimals with which the values at the end, and those of the last steps, agree with how
        far they are apart."""
        ends = [one.value for one in self.ends]
        lasts = [line[-1].value for side in TITLES if (line := self.pieces(side))]
        both = [it for it in (ends, lasts) if len(it) == len(TITLES)]
        return max((agreeing(a, b, abs(a - b), 1) for a, b in both), default=1)


def _lag_words(made: Drawing, behind: Stretch) -> Lettering:
    """Left of the level line, on it where no staircase runs, else above or below; through no line
    of the scale while there is such a place."""
    size = made.size
    x, y = made.x(behind.since), made.axis.y(behind.value)
    words, letters = behind.words, size.letters
    spots = [
        Lettering(words, x + shift, y + lift * letters, "ink", align, letters + 1, is_bold=True)
        for align, shift in (("right", -8), ("left", 8))
        for lift in (0.0, -1.0, 1.0, -1.5, 1.5, -2.0, 2.0, -3.0, 3.0)
    ]
    ticks = map(made.axis.y, made.axis.ticks)
    scale = [Box(0, tick - 1, size.plot.right, tick + 1) for tick in ticks]
    free = (
        spot
        for lines in ([*made.boxes, *scale], made.boxes)
        for spot in spots
        if spot.box.is_free(size.words, lines)
    )
    return next(free, spots[0])
