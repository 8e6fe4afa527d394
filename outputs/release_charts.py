"""Still charts of what one page says by release date: both staircases, and the lag of every day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from outputs.scales import Scale, Span, scale_of
from outputs.steps import WIDE, Step, stretches, visible
from outputs.svg_marks import (
    LABEL_HEIGHT,
    TOP,
    Text,
    axes,
    blank,
    inner,
    lines,
    moves,
    newest,
    r,
    room,
    say,
    svg,
    targets,
)
from outputs.wording import number, shorten

NAMED_SHARE = 0.12
"""A fall of the lag by this share of the axis is named."""
NAME_LIMIT = 16


@dataclass(frozen=True, slots=True)
class Reach:
    """From the day the other class first had a level to the day of the page: the lag, drawn."""

    level: float
    since: date
    until: date
    text: str


@dataclass(frozen=True, slots=True)
class Slope:
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


def release_chart(
    steps: Sequence[Step], span: Span, text: Text, reach: Reach | None, places: int
) -> str:
    """Both staircases by release date, what lies between them shaded, and the lag as a bracket.

    `places`: decimals of the values at the right end.
    """
    shown = visible(steps, span)
    sides = {
        "closed": list(stretches(shown, span, [step.closed for step in shown])),
        "open": list(stretches(shown, span, [step.open for step in shown])),
    }
    values = [piece.value for pieces in sides.values() for piece in pieces]
    if not values:
        return blank(text)
    scale = _snug(values)
    ends = [
        (pieces[-1].value, number(pieces[-1].value, places), kind)
        for kind, pieces in sides.items()
        if pieces
    ]
    drawn = [mark for kind, pieces in sides.items() for mark in lines(pieces, scale, kind)]
    return svg(
        text,
        [
            *axes(span, scale),
            inner([*_between(shown, span, scale), *drawn]),
            *(_bracket(reach, span, scale) if reach else ()),
            *targets([*moves(shown, "closed"), *moves(shown, "open")], span, scale),
            *newest(ends, scale),
        ],
    )


def _snug(values: Sequence[float]) -> Scale:
    """The axis ends just beyond the values, so that steps are as high as the drawing allows."""
    rounded = scale_of(values, TOP, room())
    air = 0.06 * (max(values) - min(values)) or 0.5
    low, high = min(values) - air, max(values) + air
    ticks = tuple(tick for tick in rounded.ticks if low <= tick <= high)
    return Scale(low, high, ticks, TOP, room())


def _between(steps: Sequence[Step], span: Span, scale: Scale) -> Iterator[str]:
    """The gap as an area, in the colour of the class that is ahead."""
    for step, after in pairwise([*steps, None]):
        if step is None or step.closed is None or step.open is None or step.gap is None:
            continue
        left = WIDE * span.share(step.on) / 100
        right = WIDE * span.share(after.on if after else span.last) / 100
        top, low = sorted((scale.y(step.closed), scale.y(step.open)))
        kind = "closed" if step.gap > 0 else "open"
        path = f"M{r(left)} {r(top)}H{r(right)}V{r(low)}H{r(left)}Z"
        yield f'<path class="between {kind}" d="{path}"/>'


def _bracket(reach: Reach, span: Span, scale: Scale) -> Iterator[str]:
    left, right = span.share(reach.since), span.share(reach.until)
    y = scale.y(reach.level)
    yield f'<line class="reach" x1="{r(left)}%" x2="{r(right)}%" y1="{r(y)}" y2="{r(y)}"/>'
    for x in (left, right):
        yield f'<line class="reach" x1="{r(x)}%" x2="{r(x)}%" y1="{r(y - 5)}" y2="{r(y + 5)}"/>'
    # Left of the day on which the level was first reached, both lines are below it.
    side, dx, dy = ("end", -8, 4) if left > 50 else ("start", 4, -8)
    yield (
        f'<text class="note reach-text {side}" x="{r(left)}%" dx="{dx}" y="{r(y + dy)}">'
        f"{say(reach.text)}</text>"
    )


def sawtooth(slopes: Sequence[Slope], span: Span, text: Text) -> str:
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


def _line(slopes: Sequence[Slope], span: Span, scale: Scale, is_bound: bool) -> str:
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


def _names(slopes: Sequence[Slope], span: Span, scale: Scale) -> Iterator[str]:
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


def _step(slope: Slope) -> Step:
    return Step(slope.on, slope.until, slope.first, None, None, None, None, slope.label)
