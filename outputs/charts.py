"""Charts as SVG text, drawn from change points; pure functions, no page needed to test them.

A chart fills the width it is given without scaling its letters: places from left to right are
percentages, places from top to bottom are pixels, and the lines lie in an inner drawing that is
stretched (`vector-effect` keeps their width). Room for the labels is left by the page around it
(class `plot`), which also gives the colours: every mark has a class. Each change point carries a
<title>, so that pointing at it tells its numbers without any script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from typing import Literal

from outputs.scales import Scale, Span, scale_of
from outputs.steps import WIDE, Piece, Step, stretches, visible
from outputs.wording import clean, number, signed

HEIGHT = 260
TOP = 18
BOTTOM = 26
LABEL_HEIGHT = 15


_Mark = tuple[Step, float | None, str]


@dataclass(frozen=True, slots=True)
class Text:
    """What a chart says to those who do not see it; `key` makes its ids unique on a page."""

    key: str
    title: str
    description: str


def gap_chart(steps: Sequence[Step], span: Span, text: Text, breaks: Sequence[date] = ()) -> str:
    """The gap over time: a step line, its interval as a band, zero, and the days of a new scale."""
    shown = visible(steps, span)
    pieces = list(stretches(shown, span, [step.gap for step in shown]))
    if not pieces:
        return _blank(text)
    ends = [end for piece in pieces for end in (piece.low, piece.high) if end is not None]
    scale = scale_of([0.0, *ends, *(piece.value for piece in pieces)], TOP, _room())
    last = pieces[-1]
    return _svg(
        text,
        [
            *_axes(span, scale),
            *_breaks(span, breaks),
            _inner([*_bands(pieces, scale), *_lines(pieces, scale, "gap")]),
            f'<line class="zero" x1="0" x2="100%" y1="{_r(scale.y(0))}" y2="{_r(scale.y(0))}"/>',
            *_sides(scale),
            *_targets([(step, step.gap, "gap") for step in shown], span, scale),
            *_ends([(last.value, signed(last.value), "gap")], span, scale),
        ],
    )


def frontier_chart(
    steps: Sequence[Step],
    span: Span,
    text: Text,
    breaks: Sequence[date] = (),
    places: int = 1,
) -> str:
    """The best closed and the best open value over time, as two stairs; a new scale cuts them.

    `places` is how many decimals the values at the right end have.
    """
    shown = visible(steps, span)
    closed = list(stretches(shown, span, [step.closed for step in shown], breaks))
    opened = list(stretches(shown, span, [step.open for step in shown], breaks))
    if not closed and not opened:
        return _blank(text)
    scale = scale_of([piece.value for piece in closed + opened], TOP, _room(), pad=0.06)
    ends = [
        (pieces[-1].value, number(pieces[-1].value, places), kind)
        for pieces, kind in ((closed, "closed"), (opened, "open"))
        if pieces
    ]
    marks = [*_moves(shown, "closed"), *_moves(shown, "open")]
    return _svg(
        text,
        [
            *_axes(span, scale),
            *_breaks(span, breaks),
            _inner([*_lines(closed, scale, "closed"), *_lines(opened, scale, "open")]),
            *_targets(marks, span, scale),
            *_ends(ends, span, scale),
        ],
    )


def mini_gap(steps: Sequence[Step], span: Span, text: Text) -> str:
    """The gap over time, as small as a word: a step line and zero."""
    shown = visible(steps, span)
    pieces = list(stretches(shown, span, [step.gap for step in shown]))
    if not pieces:
        return _blank(text, "mini")
    scale = scale_of([0.0, *(piece.value for piece in pieces)], 3, 24)
    zero = f'<path class="zero" d="M0 {_r(scale.y(0))}H{WIDE}"/>'
    return _svg(text, [_inner([zero, *_lines(pieces, scale, "gap")], 30)], "mini", 30)


def _lines(pieces: Sequence[Piece], scale: Scale, kind: str) -> Iterator[str]:
    for style in ("fresh", "stale"):
        path = _path(pieces, scale, style)
        if path:
            yield f'<path class="line {kind} {style}" d="{path}"/>'


def _path(pieces: Sequence[Piece], scale: Scale, style: str) -> str:
    parts: list[str] = []
    for before, piece in pairwise([None, *pieces]):
        if piece is None or piece.style != style:
            continue
        y = _r(scale.y(piece.value))
        joined = before is not None and before.right == piece.left and not piece.breaks
        if joined and before is not None:
            start = (
                "" if before.style == style else f"M{_r(piece.left)} {_r(scale.y(before.value))}"
            )
            parts.append(f"{start}V{y}")
        else:
            parts.append(f"M{_r(piece.left)} {y}")
        parts.append(f"H{_r(piece.right)}")
    return "".join(parts)


def _bands(pieces: Sequence[Piece], scale: Scale) -> Iterator[str]:
    for style in ("fresh", "stale"):
        boxes = "".join(_boxes(pieces, scale, style))
        if boxes:
            yield f'<path class="band {style}" d="{boxes}"/>'


def _boxes(pieces: Sequence[Piece], scale: Scale, style: str) -> Iterator[str]:
    return (
        f"M{_r(piece.left)} {_r(scale.y(piece.low))}H{_r(piece.right)}"
        f"V{_r(scale.y(piece.high))}H{_r(piece.left)}Z"
        for piece in pieces
        if piece.low is not None and piece.high is not None and piece.style == style
    )


def _axes(span: Span, scale: Scale) -> Iterator[str]:
    for value in scale.ticks:
        y = _r(scale.y(value))
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        label = number(value, 0 if value == round(value) else 1)
        yield f'<text class="tick end" x="0" dx="-8" y="{y}" dy="4">{label}</text>'
    floor = HEIGHT - BOTTOM
    for on, label in span.ticks():
        share = span.share(on)
        side = "start" if share < 3 else "end" if share > 97 else "middle"
        x = f"{_r(share)}%"
        yield f'<line class="grid mark" x1="{x}" x2="{x}" y1="{floor}" y2="{floor + 5}"/>'
        yield f'<text class="tick {side}" x="{x}" y="{floor + 19}">{label}</text>'


def _breaks(span: Span, breaks: Iterable[date]) -> Iterator[str]:
    for on in breaks:
        if span.first <= on <= span.last:
            share = span.share(on)
            x, side = f"{_r(share)}%", "end" if share > 70 else "start"
            shift = -5 if side == "end" else 5
            # Near the left edge the upper line belongs to the name of the side.
            y = TOP - 7 if share > 45 else HEIGHT - BOTTOM - 6
            yield f'<line class="break" x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{HEIGHT - BOTTOM}"/>'
            yield f'<text class="note {side}" x="{x}" dx="{shift}" y="{y}">new scale</text>'


def _sides(scale: Scale) -> Iterator[str]:
    """Which side of zero is whose."""
    zero = scale.y(0)
    if zero - TOP > LABEL_HEIGHT:
        yield f'<text class="side closed start" x="0" y="{TOP - 7}">↑ closed ahead</text>'
    if HEIGHT - BOTTOM - zero > LABEL_HEIGHT + 4:
        y = HEIGHT - BOTTOM - 6
        yield f'<text class="side open start" x="0" dx="6" y="{y}">↓ open ahead</text>'


def _targets(marks: Iterable[_Mark], span: Span, scale: Scale) -> Iterator[str]:
    for step, value, kind in marks:
        if value is not None:
            yield (
                f'<circle class="dot {kind}" cx="{_r(span.share(step.on))}%" '
                f'cy="{_r(scale.y(value))}" r="4"><title>{_say(step.label)}</title></circle>'
            )


def _moves(steps: Sequence[Step], kind: Literal["closed", "open"]) -> Iterator[_Mark]:
    """The steps at which the value of one class moved."""
    before: float | None = None
    for step in steps:
        value = step.closed if kind == "closed" else step.open
        if value is not None and value != before:
            yield step, value, kind
        before = value


def _ends(ends: Sequence[tuple[float, str, str]], span: Span, scale: Scale) -> Iterator[str]:
    """The newest value of each line at its right end; labels that would touch are spread."""
    places = sorted((scale.y(value), text, kind) for value, text, kind in ends)
    free = float("-inf")
    for y, text, kind in places:
        at = max(y, free)
        free = at + LABEL_HEIGHT
        yield f'<text class="value {kind} start" x="100%" dx="8" y="{_r(at + 4)}">{text}</text>'


def _inner(paths: Iterable[str], height: int = HEIGHT) -> str:
    return (
        f'<svg class="inner" x="0" y="0" width="100%" height="{height}" '
        f'viewBox="0 0 {WIDE} {height}" preserveAspectRatio="none">{"".join(paths)}</svg>'
    )


def _svg(text: Text, marks: Iterable[str], kind: str = "chart", height: int = HEIGHT) -> str:
    key = _say(text.key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" width="100%" '
        f'height="{height}" aria-labelledby="{key}-t {key}-d" style="overflow:visible">'
        f'<title id="{key}-t">{_say(text.title)}</title>'
        f'<desc id="{key}-d">{_say(text.description)}</desc>{"".join(marks)}</svg>'
    )


def _blank(text: Text, kind: str = "chart") -> str:
    height = 30 if kind == "mini" else 60
    note = f'<text class="note start" x="0" y="{height // 2 + 4}">no value yet</text>'
    return _svg(text, [note], kind, height)


def _say(text: str) -> str:
    return escape(clean(text))


def _room() -> float:
    return HEIGHT - TOP - BOTTOM


def _r(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")
