"""The marks of the still charts as SVG: axes, lines, bands, labels, what is told when pointed at.

Places from left to right are percentages, from top to bottom pixels; lines lie in an inner drawing
that is stretched. Every mark has a class, which the page colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from typing import Literal

from outputs.charts.axes import WIDE, ChartStep, DaySpan, Piece, ValueAxis
from outputs.wording import clean
from terms.days import day
from terms.numbers import number

HEIGHT = 260
TOP = 18
BOTTOM = 26
LABEL_HEIGHT = 15
WIDE_LABEL, NARROW_LABEL = 9.0, 30.0
"""Percent of the drawing that the 64 pixels of "new scale" take: of 730 beyond the width at which
site.css takes a page for narrow (860), and of the 210 that a small telephone leaves."""

Mark = tuple[ChartStep, float | None, str]
"""A step, the value at which it is pointed at, and its class."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a chart says to those who do not see it; `key` makes its ids unique on a page."""

    key: str
    title: str
    description: str


def lines(pieces: Sequence[Piece], scale: ValueAxis, kind: str) -> Iterator[str]:
    """A step line of one class, fresh and stale apart."""
    for style in ("fresh", "stale"):
        path = _path(pieces, scale, style)
        if path:
            yield f'<path class="line {kind} {style}" d="{path}"/>'


def _path(pieces: Sequence[Piece], scale: ValueAxis, style: str) -> str:
    parts: list[str] = []
    for before, piece in pairwise([None, *pieces]):
        if piece is None or piece.style != style:
            continue
        y = r(scale.y(piece.value))
        joined = before is not None and before.right == piece.left and not piece.breaks
        if joined and before is not None:
            start = "" if before.style == style else f"M{r(piece.left)} {r(scale.y(before.value))}"
            parts.append(f"{start}V{y}")
        else:
            parts.append(f"M{r(piece.left)} {y}")
        parts.append(f"H{r(piece.right)}")
    return "".join(parts)


def bands(pieces: Sequence[Piece], scale: ValueAxis) -> Iterator[str]:
    """The interval of each stretch."""
    for style in ("fresh", "stale"):
        boxes = "".join(_boxes(pieces, scale, style))
        if boxes:
            yield f'<path class="band {style}" d="{boxes}"/>'


def _boxes(pieces: Sequence[Piece], scale: ValueAxis, style: str) -> Iterator[str]:
    return (
        f"M{r(piece.left)} {r(scale.y(piece.low))}H{r(piece.right)}"
        f"V{r(scale.y(piece.high))}H{r(piece.left)}Z"
        for piece in pieces
        if piece.low is not None and piece.high is not None and piece.style == style
    )


def axes(span: DaySpan, scale: ValueAxis) -> Iterator[str]:
    """Values at the left, days below."""
    for value in scale.ticks:
        y = r(scale.y(value))
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        label = number(value, 0 if value == round(value) else 1)
        yield f'<text class="tick end" x="0" dx="-8" y="{y}" dy="4">{label}</text>'
    floor = HEIGHT - BOTTOM
    for on, label in span.ticks():
        share = span.share(on)
        side = "start" if share < 3 else "end" if share > 97 else "middle"
        x = f"{r(share)}%"
        yield f'<line class="grid mark" x1="{x}" x2="{x}" y1="{floor}" y2="{floor + 5}"/>'
        yield f'<text class="tick {side}" x="{x}" y="{floor + 19}">{label}</text>'


def scale_breaks(span: DaySpan, breaks: Iterable[date]) -> Iterator[str]:
    """The days of a new scale; a label that would touch the one before is left out.

    Class `roomy`: it touches it only on a narrow drawing, where the page hides it.
    """
    days = sorted(on for on in breaks if span.first <= on <= span.last)
    wide, narrow = (_with_label(span, days, width) for width in (WIDE_LABEL, NARROW_LABEL))
    for on in days:
        share = span.share(on)
        x, side = f"{r(share)}%", _side(share)
        shift = -5 if side == "end" else 5
        y = TOP - 7 if _is_above(share) else HEIGHT - BOTTOM - 6
        yield (
            f'<line class="break" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{HEIGHT - BOTTOM}">'
            f"<title>new scale from {day(on)}</title></line>"
        )
        if on in wide:
            kind = f"note {side}" if on in narrow else f"note {side} roomy"
            yield f'<text class="{kind}" x="{x}" dx="{shift}" y="{y}">new scale</text>'


def _with_label(span: DaySpan, days: Iterable[date], width: float) -> set[date]:
    """The days whose label, `width` percent wide, touches none before it on its line."""
    free = {True: float("-inf"), False: float("-inf")}
    found = set()
    for on in days:
        share = span.share(on)
        left = share - width if _side(share) == "end" else share
        if left >= free[_is_above(share)]:
            free[_is_above(share)] = left + width
            found.add(on)
    return found


def _side(share: float) -> Literal["start", "end"]:
    return "end" if share > 70 else "start"


def _is_above(share: float) -> bool:
    """Near the left edge the upper line belongs to the name of the side."""
    return share > 45


def sides(scale: ValueAxis) -> Iterator[str]:
    """Which side of zero is whose."""
    zero = scale.y(0)
    if zero - TOP > LABEL_HEIGHT:
        yield f'<text class="side closed start" x="0" y="{TOP - 7}">↑ closed ahead</text>'
    if HEIGHT - BOTTOM - zero > LABEL_HEIGHT + 4:
        y = HEIGHT - BOTTOM - 6
        yield f'<text class="side open start" x="0" dx="6" y="{y}">↓ open ahead</text>'


def targets(marks: Iterable[Mark], span: DaySpan, scale: ValueAxis) -> Iterator[str]:
    """What is told when a mark is pointed at."""
    for step, value, kind in marks:
        if value is not None:
            yield (
                f'<circle class="dot {kind}" cx="{r(span.share(step.on))}%" '
                f'cy="{r(scale.y(value))}" r="4"><title>{say(step.label)}</title></circle>'
            )


def moves(steps: Sequence[ChartStep], kind: Literal["closed", "open"]) -> Iterator[Mark]:
    """The steps at which the value of one class moved."""
    before: float | None = None
    for step in steps:
        value = step.closed if kind == "closed" else step.open
        if value is not None and value != before:
            yield step, value, kind
        before = value


def newest(values: Sequence[tuple[float, str, str]], scale: ValueAxis) -> Iterator[str]:
    """The newest value of each line at its right end; labels that would touch are spread."""
    places = sorted((scale.y(value), text, kind) for value, text, kind in values)
    free = float("-inf")
    for y, text, kind in places:
        at = max(y, free)
        free = at + LABEL_HEIGHT
        yield f'<text class="value {kind} start" x="100%" dx="8" y="{r(at + 4)}">{text}</text>'


def inner(paths: Iterable[str], height: int = HEIGHT) -> str:
    """Paths in coordinates that are stretched to the width of the page."""
    return (
        f'<svg class="inner" x="0" y="0" width="100%" height="{height}" '
        f'viewBox="0 0 {WIDE} {height}" preserveAspectRatio="none">{"".join(paths)}</svg>'
    )


def svg(text: Text, marks: Iterable[str], kind: str = "chart", height: int = HEIGHT) -> str:
    """A whole drawing with its title and description."""
    key = say(text.key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" width="100%" '
        f'height="{height}" aria-labelledby="{key}-t {key}-d" style="overflow:visible">'
        f'<title id="{key}-t">{say(text.title)}</title>'
        f'<desc id="{key}-d">{say(text.description)}</desc>{"".join(marks)}</svg>'
    )


def blank(text: Text, kind: str = "chart") -> str:
    """A drawing that says that there is no value."""
    height = 30 if kind == "mini" else 60
    note = f'<text class="note start" x="0" y="{height // 2 + 4}">no value yet</text>'
    return svg(text, [note], kind, height)


def say(text: str) -> str:
    """A text as it may stand in SVG."""
    return escape(clean(text))


def room() -> float:
    """Pixels between the upper and the lower edge of the axis."""
    return HEIGHT - TOP - BOTTOM


def r(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")
