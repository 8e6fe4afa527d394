"""Axes of the charts: days or prices from left to right, values from bottom to top, round ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor, log10

from terms.days import MONTHS
from terms.numbers import number

YEARS_FROM_DAYS = 1000
HALVES_FROM_DAYS = 400
MONTHS_BELOW_DAYS = 150
"""Spans longer than the first are marked by year, than the second by half-year, shorter ones by
quarter, and below the third by month."""
EARLY_DAYS = 92
LEAST_DAYS = 45
"""A shorter course is drawn on an axis this long: of a week's days none would have a name."""


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
        """Days to mark, with their label; the first one tells its year."""
        years = range(self.first.year, self.last.year + 1)
        length = (self.last - self.first).days
        if length > YEARS_FROM_DAYS:
            marks = [(date(year, 1, 1), str(year)) for year in years]
            return [mark for mark in marks if self.first <= mark[0] <= self.last]
        apart = 6 if length > HALVES_FROM_DAYS else 3 if length >= MONTHS_BELOW_DAYS else 1
        months = range(1, 13, apart)
        days = [date(year, month, 1) for year in years for month in months]
        days = [on for on in days if self.first <= on <= self.last]
        return [
            (on, MONTHS[on.month - 1] + (f" {on.year}" if on.month == 1 or on == days[0] else ""))
            for on in days
        ]


@dataclass(frozen=True, slots=True)
class LogSpan:
    """Positive numbers on a logarithmic axis; `marks` are the round ones that have a label."""

    low: float
    high: float
    marks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        """Place of `value` from left (0) to right (100), in percent."""
        return 100 * (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))

    def ticks(self) -> list[tuple[float, str]]:
        """Values to mark, with their label."""
        return [mark for mark in self.marks if self.low <= mark[0] <= self.high]


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """Values from `low` (bottom) to `high` (top) on `height` pixels."""

    low: float
    high: float
    ticks: tuple[float, ...]
    height: float

    def y(self, value: float) -> float:
        """Pixels from the upper edge."""
        return self.height * (self.high - value) / (self.high - self.low)

    def label(self, value: float) -> str:
        """A tick as a number, with as many decimals as the step has."""
        step = min((after - before for before, after in pairwise(self.ticks)), default=1.0)
        return number(value, max(0, -floor(log10(step) + 1e-9)))


def fitted(days: Iterable[date], until: date, *, not_before: date) -> DaySpan:
    """From the first day that has anything to show to `until`.

    A course of years whose first day is early in its year begins with that year, which then has a
    label.
    """
    first = max(not_before, min(days, default=until))
    year = date(first.year, 1, 1)
    if (until - first).days > YEARS_FROM_DAYS and (first - year).days <= EARLY_DAYS:
        first = year
    return DaySpan(min(first, until - timedelta(days=LEAST_DAYS)), until)


def scale_of(values: Iterable[float], height: float) -> ValueAxis:
    """A scale whose ticks are round numbers and enclose every value."""
    known = list(values)
    low, high = min(known), max(known)
    air = 0.5 if low == high else 0.0
    floor_of_all = 0.0 if low >= 0 else float("-inf")
    low, high = max(low - air, floor_of_all), high + air
    step = _step(high - low)
    first, last = floor(low / step), ceil(high / step)
    ticks = tuple(round(place * step, 10) for place in range(first, last + 1))
    return ValueAxis(ticks[0], ticks[-1], ticks, height)


def snug(values: Sequence[float], height: float, *, below: float, above: float) -> ValueAxis:
    """A scale that ends with the values, with so much of their spread as air; ticks are inside."""
    spread = (max(values) - min(values)) or 1.0
    low, high = min(values) - below * spread, max(values) + above * spread
    ticks = scale_of(values, height).ticks
    return ValueAxis(low, high, tuple(tick for tick in ticks if low <= tick <= high), height)


def _step(spread: float) -> float:
    """The round step (1, 2 or 5 times a power of ten) that gives about four ticks."""
    rough = spread / 4
    power = 10.0 ** floor(log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
