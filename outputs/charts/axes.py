"""Axes of the charts: round tick values, and days laid out from left to right.

Change points as level stretches: where a line runs, and where it is fresh or stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Literal

from terms.days import MONTHS

YEARS_FROM_DAYS = 1000
HALVES_FROM_DAYS = 400
"""Spans longer than these are marked by year and by half-year, shorter ones by quarter."""


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days that a chart shows, both ends included."""

    first: date
    last: date

    def share(self, on: date) -> float:
        """Place of `on` from left (0) to right (100), in percent; outside days go to the edge."""
        days = max((self.last - self.first).days, 1)
        return min(100.0, max(0.0, 100 * (on - self.first).days / days))

    def ticks(self) -> list[tuple[date, str]]:
        """Days to mark, with their label."""
        years = range(self.first.year, self.last.year + 1)
        length = (self.last - self.first).days
        if length > YEARS_FROM_DAYS:
            marks = [(date(year, 1, 1), str(year)) for year in years]
        else:
            marks = [
                (date(year, month, 1), MONTHS[month - 1] + (f" {year}" if month == 1 else ""))
                for year in years
                for month in ((1, 7) if length > HALVES_FROM_DAYS else (1, 4, 7, 10))
            ]
        return [mark for mark in marks if self.first <= mark[0] <= self.last]


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """Values from `low` (bottom) to `high` (top) on `height` pixels below `top`."""

    low: float
    high: float
    ticks: tuple[float, ...]
    top: float
    height: float

    def y(self, value: float) -> float:
        """Pixels from the upper edge."""
        return self.top + self.height * (self.high - value) / (self.high - self.low)


def span_of(days: Iterable[date], until: date, *, not_before: date, at_least: int = 365) -> DaySpan:
    """From the start of the first day's year to `until`, at least `at_least` days long."""
    first = min(days, default=until)
    start = max(not_before, date(first.year, 1, 1))
    if (until - start).days < at_least:
        start = max(not_before, date(start.year - 1, 1, 1))
    return DaySpan(min(start, until), until)


def scale_of(values: Iterable[float], top: float, height: float, *, pad: float = 0.0) -> ValueAxis:
    """A scale whose ticks are round numbers and enclose every value, with `pad` of air around."""
    known = list(values) or [0.0]
    low, high = min(known), max(known)
    air = pad * (high - low) or (0.5 if low == high else 0.0)
    floor_of_all = 0.0 if low >= 0 else float("-inf")
    low, high = max(low - air, floor_of_all), high + air
    step = _step(high - low)
    first, last = floor(low / step), ceil(high / step)
    ticks = tuple(round(place * step, 10) for place in range(first, last + 1))
    return ValueAxis(ticks[0], ticks[-1], ticks, top, height)


def _step(spread: float) -> float:
    """The round step (1, 2 or 5 times a power of ten) that gives about four ticks."""
    rough = spread / 4
    power = 10.0 ** floor(log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


WIDE = 1000
"""Width of a drawing in its own units; it is stretched to the width of the page."""

Style = Literal["fresh", "stale"]


@dataclass(frozen=True, slots=True)
class ChartStep:
    """What holds from day `on` until the next step.

    After `fresh_until` nothing newer had been published and the line is drawn as stale. Values
    are in the series' unit; None is unknown and draws nothing. `label` is told when pointed at.
    """

    on: date
    fresh_until: date
    gap: float | None
    low: float | None
    high: float | None
    closed: float | None
    open: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A level stretch: from x to x (inner units), a value with its interval, fresh or stale."""

    left: float
    right: float
    value: float
    low: float | None
    high: float | None
    style: Style
    breaks: bool = False
    """True: the scale moved at its left end, so no line joins it to what came before."""


def visible(steps: Sequence[ChartStep], span: DaySpan) -> list[ChartStep]:
    """The steps that hold on some day of `span`."""
    ends = _ends_of(steps, span.last + timedelta(days=1))
    pairs = zip(steps, ends, strict=True)
    return [step for step, end in pairs if end > span.first and step.on <= span.last]


def _ends_of(steps: Sequence[ChartStep], last: date) -> list[date]:
    """For each step the day until which it holds."""
    return [*(step.on for step in steps[1:]), last] if steps else []


def stretches(
    steps: Sequence[ChartStep],
    span: DaySpan,
    values: Sequence[float | None],
    breaks: Sequence[date] = (),
) -> Iterator[Piece]:
    """`values` of `steps` from left to right, each split where it goes stale.

    A None leaves a hole; one of `breaks` between two steps keeps them apart.
    """
    ends = _ends_of(steps, span.last)
    before: date | None = None
    for step, end, value in zip(steps, ends, values, strict=True):
        if value is None:
            continue
        cut = before is not None and any(before < on <= step.on for on in breaks)
        turn = min(max(step.fresh_until, step.on), end)
        left, middle, right = (_x(span, on) for on in (step.on, turn, end))
        if middle > left or right == left:
            yield Piece(left, middle, value, step.low, step.high, "fresh", cut)
        if right > middle:
            yield Piece(middle, right, value, step.low, step.high, "stale", cut and middle == left)
        before = step.on


def _x(span: DaySpan, on: date) -> float:
    return WIDE * span.share(on) / 100
