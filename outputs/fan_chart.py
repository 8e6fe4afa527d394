"""A gap so far and the bands of a projection, as a still chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from outputs.scales import Scale, Span, scale_of, span_of
from outputs.steps import WIDE
from outputs.svg_marks import TOP, Text, axes, inner, r, room, sides, svg

FIRST_DAY = date(2023, 1, 1)
QUIET_SHARE = 3.0
"""Bands are cut at this many times the spread of what was observed."""


@dataclass(frozen=True, slots=True)
class Past:
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
    past: Sequence[Past], since: date, gap_now: float, bands: Sequence[Band], text: Text
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
            inner([*_areas([start, *bands], span, scale), _line(shown, since, span, scale)]),
            f'<line class="zero" x1="0" x2="100%" y1="{zero}" y2="{zero}"/>',
            f'<line class="break" x1="{edge}" x2="{edge}" y1="{TOP - 8}" y2="{r(TOP + room())}"/>',
            f'<text class="note start" x="{edge}" dx="5" y="{TOP - 2}">projected</text>',
            *sides(scale),
        ],
    )


def _areas(bands: Sequence[Band], span: Span, scale: Scale) -> Iterator[str]:
    for low, high, kind in (("low_90", "high_90", "wide"), ("low_50", "high_50", "narrow")):
        upper = [(band.on, getattr(band, high)) for band in bands]
        lower = [(band.on, getattr(band, low)) for band in reversed(bands)]
        places = [f"{_x(on, span)} {_y(value, scale)}" for on, value in [*upper, *lower]]
        yield f'<path class="fan {kind}" d="M{"L".join(places)}Z"/>'


def _line(past: Sequence[Past], since: date, span: Span, scale: Scale) -> str:
    parts: list[str] = []
    for it, after in pairwise([*past, Past(since, 0.0)]):
        start = f"V{_y(it.gap, scale)}" if parts else f"M{_x(it.on, span)} {_y(it.gap, scale)}"
        parts.append(f"{start}H{_x(after.on, span)}")
    return f'<path class="line gap fresh" d="{"".join(parts)}"/>' if parts else ""


def _x(on: date, span: Span) -> str:
    return r(WIDE * span.share(on) / 100)


def _y(value: float, scale: Scale) -> str:
    return r(scale.y(min(max(value, scale.low), scale.high)))
