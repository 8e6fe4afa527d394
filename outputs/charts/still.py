"""Charts as SVG text, drawn from change points; pure functions, no page needed to test them.

A chart fills the width it is given without scaling its letters: places from left to right are
percentages, places from top to bottom are pixels, and the lines lie in an inner drawing that is
stretched (`vector-effect` keeps their width). Room for the labels is left by the page around it
(class `plot`), which also gives the colours: every mark has a class. Each change point carries a
<title>, so that pointing at it tells its numbers without any script.

A gap so far and the bands of a projection, as a still chart.

Share of the score against share of the price, a point for each series, as a still chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import log10

from outputs.charts.axes import (
    WIDE,
    ChartStep,
    DaySpan,
    ValueAxis,
    scale_of,
    span_of,
    stretches,
    visible,
)
from outputs.charts.svg import (
    BOTTOM,
    HEIGHT,
    LABEL_HEIGHT,
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
    say,
    scale_breaks,
    sides,
    svg,
    targets,
)
from outputs.wording import shorten
from terms.numbers import number, signed

__all__ = ["Text", "frontier_chart", "gap_chart"]


def gap_chart(
    steps: Sequence[ChartStep], span: DaySpan, text: Text, breaks: Sequence[date] = ()
) -> str:
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
    steps: Sequence[ChartStep],
    span: DaySpan,
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


FIRST_DAY = date(2023, 1, 1)
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


def fan(
    past: Sequence[GapBefore], since: date, gap_now: float, bands: Sequence[Band], text: Text
) -> str:
    """The gap as a step line up to `since`, and from there both bands; zero is marked."""
    shown = [it for it in past if it.on <= since]
    last = max((band.on for band in bands), default=since)
    span = span_of([it.on for it in shown] or [since], last, not_before=FIRST_DAY)
    values = [0.0, gap_now, *(it.gap for it in shown if it.on >= span.first)]
    reach = QUIET_SHARE * (max(values) - min(values))
    ends = [value for band in bands for value in (band.low_90, band.high_90)]
    cut = [min(max(value, min(values) - reach), max(values) + reach) for value in ends]
    scale = scale_of([*values, *cut], TOP, room())
    start = Band(since, gap_now, gap_now, gap_now, gap_now)
    zero = r(scale.y(0))
    edge = f"{r(span.share(since))}%"
    return svg(
        text,
        [
            *axes(span, scale),
            inner([*_areas([start, *bands], span, scale), _fan_line(shown, since, span, scale)]),
            f'<line class="zero" x1="0" x2="100%" y1="{zero}" y2="{zero}"/>',
            f'<line class="break" x1="{edge}" x2="{edge}" y1="{TOP - 8}" y2="{r(TOP + room())}"/>',
            f'<text class="note start" x="{edge}" dx="5" y="{TOP - 2}">projected</text>',
            *sides(scale),
        ],
    )


def _areas(bands: Sequence[Band], span: DaySpan, scale: ValueAxis) -> Iterator[str]:
    for low, high, kind in (("low_90", "high_90", "wide"), ("low_50", "high_50", "narrow")):
        upper = [(band.on, getattr(band, high)) for band in bands]
        lower = [(band.on, getattr(band, low)) for band in reversed(bands)]
        places = [f"{_x(on, span)} {_y(value, scale)}" for on, value in [*upper, *lower]]
        yield f'<path class="fan {kind}" d="M{"L".join(places)}Z"/>'


def _fan_line(past: Sequence[GapBefore], since: date, span: DaySpan, scale: ValueAxis) -> str:
    parts: list[str] = []
    for it, after in pairwise([*past, GapBefore(since, 0.0)]):
        start = f"V{_y(it.gap, scale)}" if parts else f"M{_x(it.on, span)} {_y(it.gap, scale)}"
        parts.append(f"{start}H{_x(after.on, span)}")
    return f'<path class="line gap fresh" d="{"".join(parts)}"/>' if parts else ""


def _x(on: date, span: DaySpan) -> str:
    return r(WIDE * span.share(on) / 100)


def _y(value: float, scale: ValueAxis) -> str:
    return r(scale.y(min(max(value, scale.low), scale.high)))


NAMED_SHARE = 0.12
"""A fall of the lag by this share of the axis is named."""
NAME_LIMIT = 16


@dataclass(frozen=True, slots=True)
class LagSlope:
    """The lag between two changes, in months: on its first and its last day.

    `is_bound`: the true lag is at least this; `by`: whose release began it; `label` is told when
    pointed at.
    """

    on: date
    until: date
    first: float
    last: float
    is_bound: bool
    by: str
    label: str


def sawtooth(slopes: Sequence[LagSlope], span: DaySpan, text: Text) -> str:
    """The lag of every day in months; dashed where it is only a bound, big falls named."""
    shown = [slope for slope in slopes if slope.until >= span.first]
    if not shown:
        return blank(text)
    ends = [value for slope in shown for value in (slope.first, slope.last)]
    scale = scale_of([0.0, *ends], TOP, room())
    zero = r(scale.y(0))
    marks = [(_step(slope), slope.first, "gap") for slope in shown]
    return svg(
        text,
        [
            *axes(span, scale),
            inner([_line(shown, span, scale, is_bound) for is_bound in (False, True)]),
            f'<line class="zero" x1="0" x2="100%" y1="{zero}" y2="{zero}"/>',
            *_names(shown, span, scale),
            *targets(marks, span, scale),
            *newest([(shown[-1].last, number(shown[-1].last), "gap")], scale),
        ],
    )


def _line(slopes: Sequence[LagSlope], span: DaySpan, scale: ValueAxis, is_bound: bool) -> str:
    parts = []
    for before, slope in pairwise([None, *slopes]):
        if slope is None or slope.is_bound is not is_bound:
            continue
        left = r(WIDE * span.share(slope.on) / 100)
        right = r(WIDE * span.share(slope.until) / 100)
        fall = f"M{left} {r(scale.y(before.last))}L" if before else "M"
        parts.append(f"{fall}{left} {r(scale.y(slope.first))}L{right} {r(scale.y(slope.last))}")
    style = "stale" if is_bound else "fresh"
    return f'<path class="line gap {style}" d="{"".join(parts)}"/>' if parts else ""


def _names(slopes: Sequence[LagSlope], span: DaySpan, scale: ValueAxis) -> Iterator[str]:
    """Who made the lag fall far, above the peak it fell from."""
    least = NAMED_SHARE * (scale.high - scale.low)
    for before, slope in pairwise(slopes):
        if before.last - slope.first < least:
            continue
        y = max(scale.y(before.last) - 6, LABEL_HEIGHT - 3)
        yield (
            f'<text class="note who start" x="{r(span.share(slope.on))}%" dx="-3" y="{r(y)}">'
            f"{say(shorten(slope.by, NAME_LIMIT))}</text>"
        )


def _step(slope: LagSlope) -> ChartStep:
    return ChartStep(slope.on, slope.until, slope.first, None, None, None, None, slope.label)


TICKS = (0.1, 1, 10, 100, 1000)
EDGE = 4.0
"""Percent of the width left at either side, so that no point is cut."""


@dataclass(frozen=True, slots=True)
class SharePoint:
    """Open in percent of closed; `label` is told when pointed at, `short` written beside it."""

    price: float
    score: float
    label: str
    short: str


def share_chart(points: Sequence[SharePoint], goal: tuple[float, float], text: Text) -> str:
    """Points on a logarithmic price axis; `goal` is (score, price), drawn as dashed lines.

    Points without a `short` are hollow. What is free of charge has no place on the axis.
    """
    known = [point for point in points if point.price > 0]
    score, price = goal
    prices = [price, 100.0, *(point.price for point in known)]
    ends = log10(min(prices)), log10(max(prices))
    scale = scale_of([score, 100.0, *(point.score for point in known)], TOP, room())

    def x(value: float) -> str:
        share = (log10(value) - ends[0]) / (ends[1] - ends[0])
        return f"{r(EDGE + (100 - 2 * EDGE) * share)}%"

    def dashed(x1: str, x2: str, y1: float, y2: float) -> str:
        return f'<line class="break" x1="{x1}" x2="{x2}" y1="{r(y1)}" y2="{r(y2)}"/>'

    floor = HEIGHT - BOTTOM
    ticks = [it for it in TICKS if ends[0] <= log10(it) <= ends[1]]
    level = scale.y(score)
    return svg(
        text,
        [
            *_levels(scale),
            *(f'<text class="tick middle" x="{x(it)}" y="{floor + 19}">{it:g} %</text>'
              for it in ticks),
            dashed("0", "100%", level, level),
            dashed(x(price), x(price), TOP - 8, floor),
            f'<text class="note start" x="{x(price)}" dx="6" y="{TOP - 2}">'
            f"{score:g} % at {price:g} %</text>",
            *(mark for point in known for mark in _marks(point, x(point.price), scale)),
        ],
    )  # fmt: skip


def _levels(scale: ValueAxis) -> Iterator[str]:
    for value in scale.ticks:
        y = r(scale.y(value))
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        label = number(value, 0 if value == round(value) else 1)
        yield f'<text class="tick end" x="0" dx="-8" y="{y}" dy="4">{label}</text>'


def _marks(point: SharePoint, x: str, scale: ValueAxis) -> Iterator[str]:
    y = scale.y(point.score)
    kind = "point" if point.short else "point ended"
    yield (
        f'<circle class="{kind}" cx="{x}" cy="{r(y)}" r="4.5">'
        f"<title>{say(point.label)}</title></circle>"
    )
    if point.short:
        yield f'<text class="who start" x="{x}" dx="8" y="{r(y + 4)}">{say(point.short)}</text>'
