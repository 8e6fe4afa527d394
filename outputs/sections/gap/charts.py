"""From change points of the warehouse to the charts of one series, with their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from measures.freshness import fresh_until
from measures.gap.judgement import either_way
from measures.segments import GapSegment
from measures.series import Series
from outputs.charts.axes import ChartStep, Piece, fitted, stretches, visible
from outputs.charts.course import GapCourse
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import LOW_PAGE, LOW_PHONE
from outputs.charts.readout import Charted, GapPoint, Leading
from outputs.charts.staircase import TITLES, Release, Staircases
from outputs.sections.freshness import turns
from terms.units import Unit

FIRST_DAY = date(2023, 1, 1)
"""The history starts here; a value already in force then is drawn from this day on."""

Leads = Callable[[GapSegment, str], Leading | None]
"""Gap and class to the leading entry with its page."""


class GapCharts(NamedTuple):
    """The charts of one series as SVG that has escaped every name itself; a course that never
    moved has none: its sentence says the same."""

    gap: Markup
    frontier: Markup
    charted: Charted
    """What is read under the charts."""
    stairs: Staircases


def gap_charts(series: Series, gaps: Sequence[GapSegment], leads: Leads, said: str) -> GapCharts:
    """Draw a series from its change points under one rule, to its newest page or a later change;
    `said`: its newest gap, in words."""
    drawn = turns(gaps, pages=True)
    steps = [_step(series, gap) for gap in drawn]
    known = [step.on for step in steps if not (step.closed is None and step.open is None)]
    until = date.fromisoformat(max(gaps[-1].entry, gaps[-1].published_until))
    span = fitted(known, until, not_before=FIRST_DAY)
    breaks = [date.fromisoformat(item.on) for item in series.scale_breaks]
    points = [
        GapPoint(step, leads(gap, "closed"), leads(gap, "open"))
        for step, gap in zip(steps, drawn, strict=True)
    ]
    charted = Charted(points, span, breaks, series.unit, Unit(series.unit).difference)
    shown, stairs, low = visible(steps, span), _staircases(series, charted), (LOW_PAGE, LOW_PHONE)
    course = GapCourse(list(stretches(shown, span, [it.gap for it in shown])), span, breaks)
    title = f"{series.title}: closed minus open frontier over time"
    best = f"{series.title}: best closed and best open value over time"
    moves = any(len({piece.value for piece in stairs.pieces(side)}) > 1 for side in TITLES)
    is_still = len({step.gap for step in shown}) < 2
    return GapCharts(
        Markup() if is_still else charts(course, Text(f"gap-{series.id}", title, said), *low),
        charts(stairs, Text(f"best-{series.id}", best, said), *low) if moves else Markup(),
        charted,
        stairs,
    )


def _staircases(series: Series, charted: Charted) -> Staircases:
    """Both classes as they were published: a line may fall, go stale, or begin on a new scale."""
    span, breaks = charted.span, charted.breaks
    steps = visible([point.step for point in charted.points], span)
    cuts = [step.on for step in steps] if series.page_scales else breaks
    lines: dict[str, list[Piece]] = {}
    for side in TITLES:
        values = [step.closed if side == "closed" else step.open for step in steps]
        lines[side] = list(stretches(steps, span, values, cuts))
    return Staircases(
        releases=[one for side in TITLES for one in _leads(charted, side)],
        span=span,
        behind=None,
        higher_is_better=series.direction == "higher",
        published=lines,
        breaks=breaks,
    )


def _leads(charted: Charted, side: str) -> Iterator[Release]:
    """The days on which another model came to lead a class."""
    before: str | None = None
    for point in charted.points:
        leading = point.closed if side == "closed" else point.open
        if leading is None or leading.model.text == before:
            continue
        before = leading.model.text
        on = max(point.step.on, charted.span.first)
        yield Release(on, side, leading.value, before)


def _reach(gap: GapSegment) -> tuple[float | None, float | None]:
    """The band around a gap: its interval, or where unknown entries may lead all it could be."""
    found = either_way(gap)
    return found.ends if found and found.ends else (gap.gap_low, gap.gap_high)


def _step(series: Series, gap: GapSegment) -> ChartStep:
    low, high = _reach(gap)
    return ChartStep(
        on=date.fromisoformat(gap.entry),
        fresh_until=date.fromisoformat(fresh_until(series, gap.published_until)),
        gap=gap.gap,
        low=low,
        high=high,
        closed=gap.closed_value,
        open=gap.open_value,
    )
