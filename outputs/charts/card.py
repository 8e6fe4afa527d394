"""Pictures for sharing: a card of 1200 x 630 pixels as SVG, which the site turns into PNG.

A card stands alone where it is shared, so it carries the number, its interval, its date and where
it comes from. Coordinates are absolute because nothing lays it out.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from textwrap import wrap

from outputs.charts.axes import (
    WIDE,
    ChartStep,
    DaySpan,
    Piece,
    ValueAxis,
    scale_of,
    stretches,
    visible,
)
from outputs.wording import clean, shorten
from terms.numbers import number, signed

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT, TOP, BOTTOM = 120, 1080, 236, 536
DRAWN = (1080, 380)
"""Width and height of a drawing that a card may hold."""
PAPER, INK, SOFT, RULE = "#fcfbf8", "#1b2127", "#56616c", "#e3dfd6"
COLOURS = {"gap": INK, "closed": "#1c5793", "open": "#a94a08"}
SERIF = "Charter, Georgia, 'DejaVu Serif', 'Liberation Serif', serif"
SANS = "'Helvetica Neue', Arial, 'DejaVu Sans', 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Words:
    """What a card says: `said` is the sentence under the title, `foot` where it comes from."""

    title: str
    said: str
    foot: str
    axis: str


def gap_card(
    steps: Sequence[ChartStep], span: DaySpan, words: Words, breaks: Sequence[date] = ()
) -> str:
    """The gap over time with its interval."""
    shown = visible(steps, span)
    pieces = list(stretches(shown, span, [step.gap for step in shown]))
    ends = [end for piece in pieces for end in (piece.low, piece.high) if end is not None]
    scale = _scale([0.0, *ends, *(piece.value for piece in pieces)])
    marks = [*_bands(pieces, scale), *_line(pieces, scale, "gap")]
    if pieces:
        marks.append(_value(pieces[-1].value, signed(pieces[-1].value), "gap", scale))
    return _card(words, [*_frame(span, scale, breaks), _zero(scale), *marks])


def frontier_card(
    steps: Sequence[ChartStep],
    span: DaySpan,
    words: Words,
    breaks: Sequence[date] = (),
    places: int = 1,
) -> str:
    """The best closed and the best open value over time, as two stairs."""
    shown = visible(steps, span)
    sides = {
        "closed": list(stretches(shown, span, [step.closed for step in shown], breaks)),
        "open": list(stretches(shown, span, [step.open for step in shown], breaks)),
    }
    values = [piece.value for pieces in sides.values() for piece in pieces]
    scale = scale_of(values, TOP, BOTTOM - TOP, pad=0.06)
    marks = [mark for kind, pieces in sides.items() for mark in _line(pieces, scale, kind)]
    last = [(pieces[-1].value, kind) for kind, pieces in sides.items() if pieces]
    marks += [
        _value(value, f"{kind} {number(value, places)}", kind, scale, nudge)
        for (value, kind), nudge in zip(last, _apart(last, scale), strict=True)
    ]
    return _card(words, [*_frame(span, scale, breaks), *marks])


def text_card(words: Words) -> str:
    """A card without a chart: the sentence large."""
    lines = _wrapped(words.said, 56, 6)
    said = "".join(
        f'<text x="60" y="{210 + 48 * place}" class="large">{_say(line)}</text>'
        for place, line in enumerate(lines)
    )
    return _svg(f"{_title(words.title)}{said}{_foot(words.foot)}")


def drawn_card(words: Words, picture: str) -> str:
    """A card around a whole drawing (SVG, `DRAWN` pixels), whose style stays its own."""
    data = b64encode(picture.encode()).decode()
    return _card(words, [
        f'<image x="60" y="184" width="{DRAWN[0]}" height="{DRAWN[1]}" '
        f'href="data:image/svg+xml;base64,{data}"/>'
    ])  # fmt: skip


def _card(words: Words, marks: Sequence[str]) -> str:
    said = "".join(
        f'<text x="60" y="{148 + 30 * place}" class="said">{_say(line)}</text>'
        for place, line in enumerate(_wrapped(words.said, 92, 2))
    )
    axis = f'<text x="60" y="{TOP - 16}" class="tick">{_say(shorten(clean(words.axis), 80))}</text>'
    return _svg(f"{_title(words.title)}{said}{axis}{''.join(marks)}{_foot(words.foot)}")


def _svg(body: str) -> str:
    style = (
        f"text{{font-family:{SANS};fill:{SOFT};font-size:18px}}"
        f".title{{font-family:{SERIF};font-size:42px;font-weight:600;fill:{INK}}}"
        f".large{{font-family:{SERIF};font-size:34px;fill:{INK}}}"
        f".said{{font-size:22px;fill:{INK}}}.value{{font-size:22px;font-weight:600}}"
        f".tick{{font-size:17px}}.end{{text-anchor:end}}.middle{{text-anchor:middle}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><style>{style}</style>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>{body}</svg>'
    )


def _title(text: str) -> str:
    shown = shorten(clean(text), 60)
    size = 42 if len(shown) <= 42 else 32
    return f'<text x="60" y="92" class="title" style="font-size:{size}px">{_say(shown)}</text>'


def _foot(text: str) -> str:
    return (
        f'<line x1="60" x2="1140" y1="574" y2="574" stroke="{RULE}"/>'
        f'<text x="60" y="606">{_say(shorten(clean(text), 92))}</text>'
        f'<text x="1140" y="606" class="end" font-weight="600">gapwatch</text>'
    )


def _scale(values: Sequence[float]) -> ValueAxis:
    return scale_of(values, TOP, BOTTOM - TOP)


def _frame(span: DaySpan, scale: ValueAxis, breaks: Sequence[date]) -> Iterator[str]:
    for value in scale.ticks:
        y = _r(scale.y(value))
        yield f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y}" y2="{y}" stroke="{RULE}"/>'
        label = number(value, 0 if value == round(value) else 1)
        yield f'<text x="{LEFT - 12}" y="{_r(scale.y(value) + 6)}" class="tick end">{label}</text>'
    for on, label in span.ticks():
        x = _r(LEFT + (RIGHT - LEFT) * span.share(on) / 100)
        yield f'<text x="{x}" y="{BOTTOM + 26}" class="tick middle">{label}</text>'
    for on in breaks:
        if span.first <= on <= span.last:
            x = _r(LEFT + (RIGHT - LEFT) * span.share(on) / 100)
            yield (
                f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{BOTTOM}" stroke="{SOFT}" '
                'stroke-dasharray="2 4"/>'
            )


def _zero(scale: ValueAxis) -> str:
    y = _r(scale.y(0))
    return f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y}" y2="{y}" stroke="{INK}"/>'


def _bands(pieces: Sequence[Piece], scale: ValueAxis) -> Iterator[str]:
    for piece in pieces:
        if piece.low is not None and piece.high is not None:
            top, bottom = scale.y(piece.high), scale.y(piece.low)
            yield (
                f'<rect x="{_x(piece.left)}" width="{_r(_wide(piece))}" y="{_r(top)}" '
                f'height="{_r(bottom - top)}" fill="{INK}" '
                f'fill-opacity="{0.13 if piece.style == "fresh" else 0.07}"/>'
            )


def _line(pieces: Sequence[Piece], scale: ValueAxis, kind: str) -> Iterator[str]:
    colour = COLOURS[kind]
    for before, piece in pairwise([None, *pieces]):
        if piece is None:
            continue
        y = _r(scale.y(piece.value))
        start = f"M{_x(piece.left)} {y}"
        if before is not None and before.right == piece.left and not piece.breaks:
            start = f"M{_x(piece.left)} {_r(scale.y(before.value))}V{y}"
        dash = ' stroke-dasharray="6 6" stroke-opacity=".6"' if piece.style == "stale" else ""
        yield (
            f'<path d="{start}H{_x(piece.right)}" fill="none" stroke="{colour}" '
            f'stroke-width="3"{dash}/>'
        )


def _value(value: float, text: str, kind: str, scale: ValueAxis, nudge: float = 0.0) -> str:
    y = _r(scale.y(value) + 7 + nudge)
    return (
        f'<text x="{RIGHT + 10}" y="{y}" class="value" fill="{COLOURS[kind]}" '
        f'style="fill:{COLOURS[kind]}">{_say(text.rpartition(" ")[2])}</text>'
    )


def _apart(last: Sequence[tuple[float, str]], scale: ValueAxis) -> list[float]:
    """How far to move each label so that two do not touch."""
    if len(last) < 2:
        return [0.0] * len(last)
    first, second = (scale.y(value) for value, _ in last)
    short = max(0.0, 26 - abs(first - second)) / 2
    return [-short, short] if first <= second else [short, -short]


def _wrapped(text: str, width: int, lines: int) -> list[str]:
    """`text` in at most `lines` lines; a text that is longer ends in an ellipsis."""
    return wrap(clean(text), width, max_lines=lines, placeholder=" …")


def _x(inner: float) -> str:
    return _r(LEFT + (RIGHT - LEFT) * inner / WIDE)


def _wide(piece: Piece) -> float:
    return (RIGHT - LEFT) * (piece.right - piece.left) / WIDE


def _say(text: str) -> str:
    return escape(clean(text))


def _r(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
