"""From change points of the warehouse to the chart of one series, and to the line under it.

The line is what a script reads to those who point at a day or use arrow keys: change points, never
daily rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from measures.freshness import fresh_until
from measures.gap.judgement import either_way
from measures.segments import SIDES, GapSegment
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.charts.axes import ChartStep, DaySpan, fitted, stretches
from outputs.charts.course import GapCourse
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import LOW_PAGE, LOW_PHONE
from outputs.sections.freshness import turns
from outputs.sections.gap.rows import Facts
from outputs.wording import model_name, name
from terms.days import day
from terms.numbers import interval, signed
from terms.units import Unit, score

FIRST_DAY = date(2023, 1, 1)
"""The history starts here; a value already in force then is drawn from this day on."""


class GapCharts(NamedTuple):
    """The chart of one series as SVG that has escaped every name itself; a gap that never moved
    has none: its sentence says the same."""

    gap: Markup
    readout: Mapping[str, Any]
    """What is read under the chart."""


def gap_charts(series: Series, gaps: Sequence[GapSegment], facts: Facts, said: str) -> GapCharts:
    """Draw a series from its change points under one rule, to its newest page or a later change;
    `said`: its newest gap, in words."""
    drawn = turns(gaps, pages=True)
    steps = [_step(series, gap) for gap in drawn]
    known = [
        step.on
        for step, gap in zip(steps, drawn, strict=True)
        if (gap.closed_value, gap.open_value) != (None, None)
    ]
    until = date.fromisoformat(max(gaps[-1].entry, gaps[-1].published_until))
    span = fitted(known, until, not_before=FIRST_DAY)
    breaks = [date.fromisoformat(item.on) for item in series.scale_breaks]
    pieces = list(stretches(steps, span, breaks))
    course = GapCourse(pieces, span, breaks)
    text = Text(f"gap-{series.id}", f"{series.title}: closed minus open frontier over time", said)
    is_still = len({step.gap for step in steps}) < 2
    chart = Markup() if is_still else charts(course, text, LOW_PAGE, LOW_PHONE)
    return GapCharts(chart, readout(series, drawn, span, facts))


def readout(
    series: Series, drawn: Sequence[GapSegment], span: DaySpan, facts: Facts
) -> dict[str, Any]:
    """Gap and both leaders from each change point on; a leader that stays is not said again."""
    pages: dict[tuple[str, str | None], int] = {}
    points: list[dict[str, Any]] = []
    held: dict[str, Any] = {}
    for gap in drawn:
        known, unit = interval(*_reach(gap)), Unit(series.unit).difference
        told = {
            "on": gap.entry,
            "day": day(gap.entry),
            "gap": None if gap.gap is None else f"{signed(gap.gap)} {unit}",
            "interval": f"{level_in_words()} interval {known}" if known else "no interval",
            **{side: _leading(series, gap, side, facts, pages) for side in SIDES},
        }
        same = {side for side in SIDES if held and told[side] == held[side]}
        points.append({key: it for key, it in told.items() if key not in same})
        held = told
    days = [span.first.isoformat(), span.last.isoformat()]
    return {"charts": ["gap"], "span": days, "points": points, "pages": [list(it) for it in pages]}


def _leading(
    series: Series,
    gap: GapSegment,
    side: str,
    facts: Facts,
    pages: dict[tuple[str, str | None], int],
) -> list[Any] | None:
    """[Model, value, day, place in `pages`] of the leading entry; its page joins `pages`, each
    once."""
    one = gap.side(side)
    if one.value is None:
        return None
    page = facts.pages.get(one.vintage or 0)
    where = name(page["source"], 40).text if page else "page unknown"
    place = pages.setdefault((where, facts.link(page, str(one.entry))), len(pages))
    model = model_name(one.model or str(one.entry), facts.names, side).text
    dated = day(one.dated_on) if one.dated_on else None
    return [model, score(one.value, series.unit), dated, place]


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
