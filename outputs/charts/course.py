"""One number over time: the gap as it was published, or what a model cost.

Zero is always on the axis; of a gap, what lies on either side of it has a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from outputs.charts.axes import DaySpan, Piece, ValueAxis, fitted, paths, scale_of
from outputs.charts.drawing import Text, small_chart
from outputs.charts.labels import Placed, Wanted, box_of
from outputs.charts.marks import LOW_PHONE, Drawing, EndLabel, Plane, Size
from outputs.charts.staircase import mark_breaks
from terms.numbers import signed, usd

CLEAR, FAINT = 0.13, 0.07
"""Opacity of an interval, fresh and stale."""
SLIM = replace(LOW_PHONE, right=64)
"""Of a price, which needs little room at its end."""


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


class PriceStretch(NamedTuple):
    """USD per 1M tokens from `on` until `until`."""

    on: date
    until: date
    price: float


@dataclass(frozen=True, slots=True)
class PriceCourse:
    """The price of a model of class `side` from its first day on; a hole where nobody sold it."""

    steps: Sequence[PriceStretch]
    side: str

    @property
    def is_empty(self) -> bool:
        """Whether no day has a price."""
        return not self.steps

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`."""
        first, last, now = self.steps[0].on, self.steps[-1].until, self.steps[-1].price
        axis = scale_of([0.0, *(step.price for step in self.steps)], size.plot.bottom)
        made = Drawing.framed(Plane(size, fitted([first], last, not_before=first), axis))
        for style, points in paths([Piece(*step) for step in self.steps]):
            made.line(points, self.side, style)
        made.ends([EndLabel(now, usd(now), "", self.side)])
        return made


def price_chart(steps: Sequence[PriceStretch], text: Text, side: str) -> Markup:
    """The drawing for a page; `side`: closed or open, which gives the colour."""
    return small_chart(PriceCourse(steps, side), text, SLIM)


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
