"""One number over time: the gap as it was published, a projection.

Zero is always on the axis, and what lies on either side of it has a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from outputs.charts.axes import DaySpan, Piece, ValueAxis, fitted, paths, scale_of
from outputs.charts.labels import Placed, Wanted, box_of
from outputs.charts.marks import Drawing, EndLabel, Plane, Size
from outputs.charts.staircase import mark_breaks
from terms.numbers import signed

CLEAR, FAINT = 0.13, 0.07
"""Opacity of an interval, fresh and stale."""


@dataclass(frozen=True, slots=True)
class GapCourse:
    """The gap from change point to change point with its interval."""

    pieces: Sequence[Piece]
    span: DaySpan
    breaks: Sequence[date] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no day has a gap."""
        return not self.pieces

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`."""
        ends = [end for it in self.pieces for end in (it.low, it.high) if end is not None]
        made = _framed(size, self.span, [*ends, *(it.value for it in self.pieces)])
        for it in self.pieces:
            if it.low is not None and it.high is not None:
                opacity = CLEAR if it.style == "fresh" else FAINT
                made.area((it.left, it.right, it.low, it.high), "ink", opacity)
        for style, points in paths(self.pieces):
            made.line(points, "ink", style)
        mark_breaks(made, self.breaks)
        _sides(made)
        last = self.pieces[-1].value
        made.ends([EndLabel(last, signed(last), "", "ink")])
        return made


QUIET_SHARE = 3.0
"""Bands are cut at this many times the spread of what was observed."""


@dataclass(frozen=True, slots=True)
class GapBefore:
    """The gap that held from day `on`."""

    on: date
    gap: float


@dataclass(frozen=True, slots=True)
class Band:
    """The middle 50 % and 90 % of the drawn gaps on day `on`."""

    on: date
    low_50: float
    high_50: float
    low_90: float
    high_90: float


@dataclass(frozen=True, slots=True)
class Fan:
    """The gap up to `since`, and from there both bands."""

    past: Sequence[GapBefore]
    since: date
    gap_now: float
    bands: Sequence[Band]
    not_before: date

    @property
    def is_empty(self) -> bool:
        """Whether nothing is projected."""
        return not self.bands

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`."""
        shown = [it for it in self.past if it.on <= self.since]
        last = max(band.on for band in self.bands)
        span = fitted([it.on for it in shown] or [self.since], last, not_before=self.not_before)
        values = [0.0, self.gap_now, *(it.gap for it in shown if it.on >= span.first)]
        reach = QUIET_SHARE * (max(values) - min(values))
        low, high = min(values) - reach, max(values) + reach
        bands = [self._cut(band, low, high) for band in self.bands]
        ends = [it for band in bands for it in (band.low_90, band.high_90)]
        made = _framed(size, span, [*values, *ends])
        now = self.gap_now
        whole = [Band(self.since, now, now, now, now), *bands]
        made.band([(it.on, it.low_90, it.high_90) for it in whole], "ink", 0.1)
        made.band([(it.on, it.low_50, it.high_50) for it in whole], "ink", 0.2)
        for style, points in paths(list(self._before(shown, span))):
            made.line(points, "ink", style)
        axis = made.plane.axis
        edge = (self.since, axis.low), (self.since, axis.high)
        made.rule(*edge, "soft", width=1, dashed=True, blocks=True)
        made.names([made.wanted((self.since, axis.high), "projected", "soft", above=False)])
        _sides(made)
        return made

    @staticmethod
    def _cut(band: Band, low: float, high: float) -> Band:
        names = ("low_50", "high_50", "low_90", "high_90")
        return replace(band, **{it: min(max(getattr(band, it), low), high) for it in names})

    def _before(self, shown: Sequence[GapBefore], span: DaySpan) -> Iterator[Piece]:
        for it, after in pairwise([*shown, GapBefore(self.since, 0.0)]):
            if after.on > span.first:
                yield Piece(max(it.on, span.first), after.on, it.gap)


def _framed(size: Size, span: DaySpan, values: Iterable[float]) -> Drawing:
    """Axes that hold `values` and zero, which is drawn."""
    axis: ValueAxis = scale_of([0.0, *values], size.plot.bottom)
    made = Drawing.framed(Plane(size, span, axis))
    made.rule((span.first, 0.0), (span.last, 0.0), "ink", width=1, blocks=True)
    return made


def _sides(made: Drawing) -> None:
    """Which side of zero is whose, at the first edge where nothing else stands."""
    size, plot, zero = made.plane.size, made.plane.size.plot, made.plane.y(0.0)
    for words, side, y, room in (
        ("↑ closed ahead", "closed", -8.0, zero),
        ("↓ open ahead", "open", plot.bottom - 9, plot.bottom - zero),
    ):
        if room < 1.5 * size.letters:
            continue
        for align, x in (("left", 4.0), ("right", plot.right - 4), ("center", plot.right / 2)):
            spot = Placed(Wanted(words, x, y, above=True, colour=side), x, y, align)
            if not any(box_of(spot, size.letters).meets(other) for other in made.boxes):
                made.put(spot)
                break
