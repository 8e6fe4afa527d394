"""Change points as level stretches: where a line runs, and where it is fresh or stale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from outputs.scales import Span

WIDE = 1000
"""Width of a drawing in its own units; it is stretched to the width of the page."""

Style = Literal["fresh", "stale"]


@dataclass(frozen=True, slots=True)
class Step:
    """What holds from day `on` until the next step.

    After `fresh_until` nothing newer had been published and the line is drawn as stale. Values
    are in the series' unit; None is unknown and draws nothing. `label` is told when pointed at.
    """

    on: date
    fresh_until: date
    gap: float | None
    low: float | None
    high: float | None
    closed: float | None
    open: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A level stretch: from x to x (inner units), a value with its interval, fresh or stale."""

    left: float
    right: float
    value: float
    low: float | None
    high: float | None
    style: Style
    breaks: bool = False
    """True: the scale moved at its left end, so no line joins it to what came before."""


def visible(steps: Sequence[Step], span: Span) -> list[Step]:
    """The steps that hold on some day of `span`."""
    ends = _ends_of(steps, span.last + timedelta(days=1))
    pairs = zip(steps, ends, strict=True)
    return [step for step, end in pairs if end > span.first and step.on <= span.last]


def _ends_of(steps: Sequence[Step], last: date) -> list[date]:
    """For each step the day until which it holds."""
    return [*(step.on for step in steps[1:]), last] if steps else []


def stretches(
    steps: Sequence[Step],
    span: Span,
    values: Sequence[float | None],
    breaks: Sequence[date] = (),
) -> Iterator[Piece]:
    """`values` of `steps` from left to right, each split where it goes stale.

    A None leaves a hole; one of `breaks` between two steps keeps them apart.
    """
    ends = _ends_of(steps, span.last)
    before: date | None = None
    for step, end, value in zip(steps, ends, values, strict=True):
        if value is None:
            continue
        cut = before is not None and any(before < on <= step.on for on in breaks)
        turn = min(max(step.fresh_until, step.on), end)
        left, middle, right = (_x(span, on) for on in (step.on, turn, end))
        if middle > left or right == left:
            yield Piece(left, middle, value, step.low, step.high, "fresh", cut)
        if right > middle:
            yield Piece(middle, right, value, step.low, step.high, "stale", cut and middle == left)
        before = step.on


def _x(span: Span, on: date) -> float:
    return WIDE * span.share(on) / 100
