"""Charts as SVG text, drawn from change points; pure functions, no page needed to test them.

A chart fills the width it is given without scaling its letters: places from left to right are
percentages, places from top to bottom are pixels, and the lines lie in an inner drawing that is
stretched (`vector-effect` keeps their width). Room for the labels is left by the page around it
(class `plot`), which also gives the colours: every mark has a class. Each change point carries a
<title>, so that pointing at it tells its numbers without any script.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from outputs.scales import Span, scale_of
from outputs.steps import WIDE, Step, stretches, visible
from outputs.svg_marks import (
    TOP,
    Text,
    axes,
    bands,
    blank,
    inner,
    lines,
    moves,
    newest,
    r,
    room,
    scale_breaks,
    sides,
    svg,
    targets,
)
from outputs.wording import number, signed

__all__ = ["Text", "frontier_chart", "gap_chart", "mini_gap"]


def gap_chart(steps: Sequence[Step], span: Span, text: Text, breaks: Sequence[date] = ()) -> str:
    """The gap over time: a step line, its interval as a band, zero, and the days of a new scale."""
    shown = visible(steps, span)
    pieces = list(stretches(shown, span, [step.gap for step in shown]))
    if not pieces:
        return blank(text)
    ends = [end for piece in pieces for end in (piece.low, piece.high) if end is not None]
    scale = scale_of([0.0, *ends, *(piece.value for piece in pieces)], TOP, room())
    last = pieces[-1]
    return svg(
        text,
        [
            *axes(span, scale),
            *scale_breaks(span, breaks),
            inner([*bands(pieces, scale), *lines(pieces, scale, "gap")]),
            f'<line class="zero" x1="0" x2="100%" y1="{r(scale.y(0))}" y2="{r(scale.y(0))}"/>',
            *sides(scale),
            *targets([(step, step.gap, "gap") for step in shown], span, scale),
            *newest([(last.value, signed(last.value), "gap")], scale),
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
        return blank(text)
    scale = scale_of([piece.value for piece in closed + opened], TOP, room(), pad=0.06)
    ends = [
        (pieces[-1].value, number(pieces[-1].value, places), kind)
        for pieces, kind in ((closed, "closed"), (opened, "open"))
        if pieces
    ]
    marks = [*moves(shown, "closed"), *moves(shown, "open")]
    return svg(
        text,
        [
            *axes(span, scale),
            *scale_breaks(span, breaks),
            inner([*lines(closed, scale, "closed"), *lines(opened, scale, "open")]),
            *targets(marks, span, scale),
            *newest(ends, scale),
        ],
    )


def mini_gap(steps: Sequence[Step], span: Span, text: Text) -> str:
    """The gap over time, as small as a word: a step line and zero."""
    shown = visible(steps, span)
    pieces = list(stretches(shown, span, [step.gap for step in shown]))
    if not pieces:
        return blank(text, "mini")
    scale = scale_of([0.0, *(piece.value for piece in pieces)], 3, 24)
    zero = f'<path class="zero" d="M0 {r(scale.y(0))}H{WIDE}"/>'
    return svg(text, [inner([zero, *lines(pieces, scale, "gap")], 30)], "mini", 30)
