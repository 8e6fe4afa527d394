"""What a model cost over time, as a step line; a hole where nobody sold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from outputs.charts.axes import DaySpan, Piece, fitted, paths, scale_of
from outputs.charts.drawing import Text, small_chart
from outputs.charts.marks import LOW_PHONE, Drawing, EndLabel, Plane, Size
from terms.numbers import usd

SLIM = replace(LOW_PHONE, right=64)


@dataclass(frozen=True, slots=True)
class PriceStretch:
    """USD per 1M tokens from `on` until `until`."""

    on: date
    until: date
    price: float


@dataclass(frozen=True, slots=True)
class PriceCourse:
    """The price of a model of one class from its first day on."""

    steps: Sequence[PriceStretch]
    side: str

    @property
    def is_empty(self) -> bool:
        """Whether no day has a price."""
        return not self.steps

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`."""
        first, last = self.steps[0].on, self.steps[-1].until
        span: DaySpan = fitted([first], last, not_before=first)
        axis = scale_of([0.0, *(step.price for step in self.steps)], size.plot.bottom)
        made = Drawing.framed(Plane(size, span, axis))
        pieces = [Piece(step.on, step.until, step.price) for step in self.steps]
        for style, points in paths(pieces):
            made.line(points, self.side, style)
        now = self.steps[-1].price
        made.ends([EndLabel(now, usd(now), "", self.side)])
        return made


def price_chart(steps: Sequence[PriceStretch], text: Text, side: str) -> Markup:
    """The drawing for a page; `side`: closed or open, which gives the colour."""
    return small_chart(PriceCourse(steps, side), text, SLIM)
