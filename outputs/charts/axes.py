"""Axes of the charts: days or prices from left to right, values from bottom to top, round ticks."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor, log10
from typing import NamedTuple

from terms.days import MONTHS
from terms.numbers import number, usd

YEARS_FROM_DAYS = 1000
HALVES_FROM_DAYS = 400
MONTHS_BELOW_DAYS = 150
"""Spans longer than the first are marked by year, than the second by half-year, shorter ones by
quarter, and below the third by month."""
EARLY_DAYS = 92
LEAST_DAYS = 45
"""A shorter course is drawn on an axis this long: of a week's days none would have a name."""


class DaySpan(NamedTuple):
    """The days that a chart shows, both ends included."""

    first: date
    last: date

    def share(self, on: date) -> float:
        """Place of `on` from left (0) to right (100), in percent; outside days go to the edge."""
        days = max((self.last - self.first).days, 1)
        return min(100.0, max(0.0, 100 * (on - self.first).days / days))

    def ticks(self) -> list[tuple[date, str]]:
        """Days to mark, with their label; the first one tells its year."""
        length = (self.last - self.first).days
        apart = 6 if length > HALVES_FROM_DAYS else 3 if length >= MONTHS_BELOW_DAYS else 1
        months = (1,) if length > YEARS_FROM_DAYS else range(1, 13, apart)
        years = range(self.first.year, self.last.year + 1)
        days = [date(year, month, 1) for year in years for month in months]
        days = [on for on in days if self.first <= on <= self.last]
        if length > YEARS_FROM_DAYS:
            return [(on, str(on.year)) for on in days]
        return [
            (on, MONTHS[on.month - 1] + (f" {on.year}" if on.month == 1 or on == days[0] else ""))
            for on in days
        ]


class LogSpan(NamedTuple):
    """Prices (USD) on a logarithmic axis."""

    first: float
    last: float

    def share(self, value: float) -> float:
        """Place of `value` from left (0) to right (100), in percent."""
        return 100 * (log10(value) - log10(self.first)) / (log10(self.last) - log10(self.first))

    def ticks(self) -> list[tuple[float, str]]:
        """Round prices to mark, with their label."""
        marks = (factor * 10.0**power for power in range(-3, 4) for factor in (1, 3))
        inside = (mark for mark in marks if self.first <= mark <= self.last)
        return [(mark, usd(mark).removesuffix(".00")) for mark in inside]


class ValueAxis(NamedTuple):
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


def round_ticks(values: Sequence[float]) -> list[float]:
    """About four round numbers that enclose every value."""
    low, high = min(values), max(values)
    if low == high:  # with air, but none below 0 where nothing is below it
        low, high = low - (0.5 if low < 0 else min(low, 0.5)), high + 0.5
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    places = range(floor(low / step), ceil(high / step) + 1)
    return [round(place * step, 10) for place in places]


def snug(values: Sequence[float], height: float, *, below: float, above: float) -> ValueAxis:
    """A scale that ends with the values, with so much of their spread as air; ticks are inside."""
    spread = (max(values) - min(values)) or 1.0
    low, high = min(values) - below * spread, max(values) + above * spread
    ticks = tuple(tick for tick in round_ticks(values) if low <= tick <= high)
    return ValueAxis(low, high, ticks, height)
