"""Axes of the charts: round tick values, and days laid out from left to right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from outputs.wording import MONTHS

YEARS_FROM_DAYS = 1000
HALVES_FROM_DAYS = 400
"""Spans longer than these are marked by year and by half-year, shorter ones by quarter."""


@dataclass(frozen=True, slots=True)
class Span:
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
class Scale:
    """Values from `low` (bottom) to `high` (top) on `height` pixels below `top`."""

    low: float
    high: float
    ticks: tuple[float, ...]
    top: float
    height: float

    def y(self, value: float) -> float:
        """Pixels from the upper edge."""
        return self.top + self.height * (self.high - value) / (self.high - self.low)


def span_of(days: Iterable[date], until: date, *, not_before: date, at_least: int = 365) -> Span:
    """From the start of the first day's year to `until`, at least `at_least` days long."""
    first = min(days, default=until)
    start = max(not_before, date(first.year, 1, 1))
    if (until - start).days < at_least:
        start = max(not_before, date(start.year - 1, 1, 1))
    return Span(min(start, until), until)


def scale_of(values: Iterable[float], top: float, height: float, *, pad: float = 0.0) -> Scale:
    """A scale whose ticks are round numbers and enclose every value, with `pad` of air around."""
    known = list(values) or [0.0]
    low, high = min(known), max(known)
    air = pad * (high - low) or (0.5 if low == high else 0.0)
    floor_of_all = 0.0 if low >= 0 else float("-inf")
    low, high = max(low - air, floor_of_all), high + air
    step = _step(high - low)
    first, last = floor(low / step), ceil(high / step)
    ticks = tuple(round(place * step, 10) for place in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks, top, height)


def _step(spread: float) -> float:
    """The round step (1, 2 or 5 times a power of ten) that gives about four ticks."""
    rough = spread / 4
    power = 10.0 ** floor(log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
