"""From change points of the warehouse to the chart of one series, with its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from measures.freshness import fresh_until
from measures.gap.judgement import either_way
from measures.segments import GapSegment
from measures.series import Series
from outputs.charts.axes import ChartStep, fitted, stretches, visible
from outputs.charts.course import GapCourse
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import LOW_PAGE, LOW_PHONE
from outputs.charts.readout import Charted, GapPoint, Leading
from outputs.sections.freshness import turns
from terms.units import Unit

FIRST_DAY = date(2023, 1, 1)
"""The history starts here; a value already in force then is drawn from this day on."""

Leads = Callable[[GapSegment, str], Leading | None]
"""Gap and class to the leading entry with its page."""


class GapCharts(NamedTuple):
    """The chart of one series as SVG that has escaped every name itself; a gap that never moved
    has none: its sentence says the same."""

    gap: Markup
    charted: Charted
    """What is read under the chart."""


def gap_charts(series: Series, gaps: Sequence[GapSegment], leads: Leads, said: str) -> GapCharts:
    """Draw a series from its change points under one rule, to its newest page or a later change;
    `said`: its newest gap, in words."""
    points = [
        GapPoint(_step(series, gap), leads(gap, "closed"), leads(gap, "open"))
        for gap in turns(gaps, pages=True)
    ]
    known = [it.step.on for it in points if it.closed or it.open]
    until = date.fromisoformat(max(gaps[-1].entry, gaps[-1].published_until))
    span = fitted(known, until, not_before=FIRST_DAY)
    breaks = [date.fromisoformat(item.on) for item in series.scale_breaks]
    shown = visible([it.step for it in points], span)
    course = GapCourse(list(stretches(shown, span, breaks)), span, breaks)
    title = f"{series.title}: closed minus open frontier over time"
    text = Text(f"gap-{series.id}", title, said)
    is_still = len({step.gap for step in shown}) < 2
    return GapCharts(
        Markup() if is_still else charts(course, text, LOW_PAGE, LOW_PHONE),
        Charted(points, span, series.unit, Unit(series.unit).difference),
    )


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
    )
