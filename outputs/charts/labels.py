"""Where names stand in a chart: beside their point, over no line and no other name.

Places are in pixels from the upper left corner of the plot.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Self

NARROW, WIDE = frozenset("iljtfr.,:;'|!()[] "), frozenset("mwMW@%")
"""Letters well below and well above the mean width of a sans-serif face."""
MEAN, SLIM, BROAD, CAPITAL = 0.6, 0.34, 0.92, 0.7
"""Widths in parts of the font size, near those of DejaVu Sans, the widest face that is common."""
BOLD = 1.12
"""How much wider bold letters are."""


def width_of(text: str, size: float) -> float:
    """About how many pixels `text` takes at `size` pixels; errs towards too wide."""
    return size * sum(
        SLIM if it in NARROW else BROAD if it in WIDE else CAPITAL if it.isupper() else MEAN
        for it in text
    )


class Box(NamedTuple):
    """A rectangle in pixels; `top` < `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Self) -> bool:
        """Whether the two have a point in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_free(self, room: Self, taken: Iterable[Self]) -> bool:
        """Whether it lies wholly inside `room`, and meets nothing that is taken."""
        return (
            room.left <= self.left
            and self.right <= room.right
            and room.top <= self.top
            and self.bottom <= room.bottom
            and not any(self.meets(other) for other in taken)
        )


class Wanted(NamedTuple):
    """A name for the point at (x, y): `above` tells the side that is free of its own line."""

    text: str
    x: float
    y: float
    above: bool
    colour: str = "ink"
    """What it is about: `closed`, `open`, `ink` or `soft`."""
    either: bool = False
    """Whether it may stand on the other side too, where its own is taken."""
    most: float = 3.0
    """How many lines away it may stand."""


class Lettering(NamedTuple):
    """A text at a pixel of the plot, its middle at `y`; `size` of its letters in pixels."""

    text: str
    x: float
    y: float
    colour: str
    align: str
    """`left`, `center` or `right`: which part of the text is at x."""
    size: float
    is_bold: bool = False

    @property
    def box(self) -> Box:
        """What it covers, with a little air around."""
        size = self.size * BOLD if self.is_bold else self.size
        width = width_of(self.text, size)
        left = self.x - {"left": 0.0, "center": width / 2, "right": width}[self.align]
        return Box(left - 2, self.y - 0.62 * size, left + width + 2, self.y + 0.62 * size)


def place(
    wanted: Sequence[Wanted], size: float, plot: Box, taken: Iterable[Box], most: int
) -> Iterator[tuple[Wanted, Lettering]]:
    """Up to `most` of `wanted`, the first ones first; what finds no room is left out.

    `taken`: lines, points and words that no name may cover.
    """
    boxes = list(taken)
    for one in wanted:
        spots = _spots(one, size) if most else ()
        spot = next((it for it in spots if it.box.is_free(plot, boxes)), None)
        if spot:
            boxes.append(spot.box)
            most -= 1
            yield one, spot


def _spots(one: Wanted, size: float) -> Iterator[Lettering]:
    """Places for a name, the closest first."""
    both = (one.above, not one.above) if one.either else (one.above,)
    sides = [(above, it) for it in (0.95, 1.5, 2.2, 3.0) if it <= one.most for above in both]
    for above, lines in sides:
        y = one.y + (-1 if above else 1) * lines * size
        for align in ("right", "center", "left") if above else ("left", "center", "right"):
            yield Lettering(one.text, one.x + _SHIFTS[align] * size, y, one.colour, align, size)
    for align in ("left", "right") if one.either else ():
        x = one.x + _SHIFTS[align] * 1.3 * size
        yield Lettering(one.text, x, one.y, one.colour, align, size)


_SHIFTS = {"left": 0.5, "center": 0.0, "right": -0.5}
