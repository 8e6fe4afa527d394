"""Share of the score against share of the price, a point for each series, as a still chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10

from outputs.scales import Scale, scale_of
from outputs.svg_marks import BOTTOM, HEIGHT, TOP, Text, r, room, say, svg
from outputs.wording import number

TICKS = (0.1, 1, 10, 100, 1000)
EDGE = 4.0
"""Percent of the width left at either side, so that no point is cut."""


@dataclass(frozen=True, slots=True)
class Point:
    """Open in percent of closed; `label` is told when pointed at, `short` written beside it."""

    price: float
    score: float
    label: str
    short: str


def share_chart(points: Sequence[Point], goal: tuple[float, float], text: Text) -> str:
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


def _levels(scale: Scale) -> Iterator[str]:
    for value in scale.ticks:
        y = r(scale.y(value))
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        label = number(value, 0 if value == round(value) else 1)
        yield f'<text class="tick end" x="0" dx="-8" y="{y}" dy="4">{label}</text>'


def _marks(point: Point, x: str, scale: Scale) -> Iterator[str]:
    y = scale.y(point.score)
    kind = "point" if point.short else "point ended"
    yield (
        f'<circle class="{kind}" cx="{x}" cy="{r(y)}" r="4.5">'
        f"<title>{say(point.label)}</title></circle>"
    )
    if point.short:
        yield f'<text class="who start" x="{x}" dx="8" y="{r(y + 4)}">{say(point.short)}</text>'
