"""Over time: the gap as published, with zero on the axis and a name for each side; shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from outputs.charts.axes import DaySpan, Piece, ValueAxis, paths, scale_of
from outputs.charts.labels import Placed, Wanted, box_of
from outputs.charts.marks import Drawing, EndLabel, Plane, Size
from terms.numbers import signed

CLEAR, FAINT = 0.13, 0.07
"""Opacity of an interval, fresh and stale."""
NEW_SCALE = "new scale"


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
        values = [0.0, *ends, *(it.value for it in self.pieces)]
        made = Drawing.framed(Plane(size, self.span, scale_of(values, size.plot.bottom)))
        made.rule((self.span.first, 0.0), (self.span.last, 0.0), "ink", width=1, blocks=True)
        for it in self.pieces:
            if it.low is not None and it.high is not None:
                opacity = CLEAR if it.style == "fresh" else FAINT
                made.area((it.left, it.right, it.low, it.high), "ink", opacity)
        for style, points in paths(self.pieces):
            made.line(points, "ink", style)
        self._mark_breaks(made)
        _sides(made)
        last = self.pieces[-1].value
        made.ends([EndLabel(last, signed(last), "", "ink")])
        return made

    def _mark_breaks(self, made: Drawing) -> None:
        """The days of a new scale, named where there is room."""
        axis, span = made.plane.axis, self.span
        inside = [on for on in self.breaks if span.first < on <= span.last]
        for on in inside:
            made.rule((on, axis.low), (on, axis.high), "soft", width=1, dashed=True, blocks=True)
        wanted = [made.wanted((on, axis.high), NEW_SCALE, "soft", above=False) for on in inside]
        made.names(wanted, len(wanted))


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


@dataclass(frozen=True, slots=True)
class ShareCourse:
    """Shares in percent from day to day, as a band from `low` to `high` of its pieces."""

    pieces: Sequence[Piece]
    span: DaySpan

    @property
    def is_empty(self) -> bool:
        """Whether no day has a share."""
        return not self.pieces

    def marks(self, size: Size) -> Drawing:
        """The chart on a plane of `size`, nothing to everything."""
        axis = ValueAxis(0.0, 100.0, (0.0, 25.0, 50.0, 75.0, 100.0), size.plot.bottom)
        made = Drawing.framed(Plane(size, self.span, axis))
        ends: list[EndLabel] = []
        for name in ("high", "low"):
            line = [replace(it, value=getattr(it, name)) for it in self.pieces]
            for _, points in paths(line):
                made.line(points, "open")
            ends.append(EndLabel(line[-1].value, f"{line[-1].value:.0f} %", "", "open"))
        for it in self.pieces:
            if it.low is not None and it.high is not None:
                made.area((it.left, it.right, it.low, it.high), "open", CLEAR)
        made.ends(ends)
        return made
