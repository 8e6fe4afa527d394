"""From change points of the warehouse to the charts of one series, with their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from measures.freshness import fresh_until
from measures.gap.judgement import either_way, is_confirmed, may_lead
from measures.series import Series
from outputs.charts.axes import ChartStep, span_of, visible
from outputs.charts.interactive import Charted, GapPoint, Leading
from outputs.charts.still import Text, frontier_chart, gap_chart
from outputs.sections.freshness import turns
from outputs.wording import model_name
from terms.days import day
from terms.numbers import interval, plural, signed
from terms.units import Unit, score

FIRST_DAY = date(2023, 1, 1)
"""The history starts here; a value already in force then is drawn from this day on."""

Rows = Sequence[Mapping[str, Any]]


Leads = Callable[[Mapping[str, Any], str], Leading | None]
"""Row and class to the leading entry with its page."""


@dataclass(frozen=True, slots=True)
class GapCharts:
    """The charts of one series as SVG that has escaped every name itself."""

    gap: Markup
    frontier: Markup
    summary: str
    """What the gap chart shows, in a sentence."""
    charted: Charted
    """What the charts are drawn from, for the script of the page and for the cards."""


def gap_charts(
    series: Series, rows: Rows, names: Mapping[str, str], today: date, leads: Leads
) -> GapCharts:
    """Draw a series from its change points under one rule; `names` are the models' names."""
    drawn = turns(rows, "published_until", "unresolved_above")
    steps = [_step(series, row, names) for row in drawn]
    span = span_of([step.on for step in steps], today, not_before=FIRST_DAY)
    breaks = [date.fromisoformat(item.on) for item in series.scale_breaks]
    known = [_step(series, row, names) for row in turns(rows) if not row["unresolved_above"]]
    told = describe(series, visible(known, span))
    if not known and any(row["gap"] is not None for row in rows):
        told = "No day so far can be judged."
    if rows[-1]["unresolved_above"]:
        told = f"{told} The newest gap cannot be judged: {_doubt(rows[-1])}."
    title = f"{series.title}: closed minus open frontier over time"
    stairs = f"{series.title}: best closed and best open value over time"
    best = Text(f"best-{series.id}", stairs, _stairs(series, rows))
    places = Unit(series.unit).places
    points = [
        GapPoint(step, leads(row, "closed"), leads(row, "open"))
        for step, row in zip(steps, drawn, strict=True)
    ]
    return GapCharts(
        Markup(gap_chart(steps, span, Text(f"gap-{series.id}", title, told), breaks)),  # noqa: S704
        Markup(frontier_chart(steps, span, best, breaks, places)),  # noqa: S704
        told,
        Charted(points, span, breaks, series.unit, Unit(series.unit).difference),
    )


def describe(series: Series, steps: Sequence[ChartStep]) -> str:
    """First, largest, smallest and newest gap with their days."""
    known = [(step.gap, step.on) for step in steps if step.gap is not None]
    if not known:
        return "No day yet on which both classes have an entry."
    unit = Unit(series.unit).difference

    start = f"Closed minus open in {unit}"
    if len(known) == 1:
        return f"{start}: {signed(known[0][0])} from {day(max(known[0][1], FIRST_DAY))} on."
    points: dict[tuple[float, date], list[str]] = {}
    for point, what in (
        (known[0], "first"),
        (max(known), "largest"),
        (min(known), "smallest"),
        (known[-1], "last change"),
    ):
        points.setdefault(point, []).append(what)
    told = "; ".join(
        f"{', '.join(what)} {signed(gap)} on {day(max(on, FIRST_DAY))}"
        for (gap, on), what in points.items()
    )
    return f"{start}, {plural(len(known), 'change point')}: {told}."


def _stairs(series: Series, rows: Rows) -> str:
    last = rows[-1]
    sides = [
        f"best {side} {score(last[f'{side}_value'], series.unit)}"
        for side in ("closed", "open")
        if last[f"{side}_value"] is not None
    ]
    return f"Newest values: {', '.join(sides) or 'none'}."


def _doubt(row: Mapping[str, Any]) -> str:
    """Why a gap cannot be judged, and between which gaps it lies."""
    found = either_way(row)
    if found is None:
        return ""
    ends = f", {signed(found.ends[0])} to {signed(found.ends[1])}" if found.ends else ""
    return f"{may_lead(found.count)}{ends}"


def _reach(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The band around a gap: its interval, or where unknown entries may lead all it could be."""
    found = either_way(row)
    if found is not None and found.ends is not None:
        return found.ends
    return row["gap_low"], row["gap_high"]


def _step(series: Series, row: Mapping[str, Any], names: Mapping[str, str]) -> ChartStep:
    low, high = _reach(row)
    return ChartStep(
        on=date.fromisoformat(row["entry"]),
        fresh_until=date.fromisoformat(fresh_until(series, row["published_until"])),
        gap=row["gap"],
        low=low,
        high=high,
        closed=row["closed_value"],
        open=row["open_value"],
        label=_label(series, row, names),
    )


def _label(series: Series, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    parts = [day(row["entry"])]
    for side in ("closed", "open"):
        if row[f"{side}_value"] is not None:
            model = row[f"{side}_model"] or row[f"{side}_entry"]
            parts.append(
                f"{side} {model_name(model, names).text} {score(row[f'{side}_value'], series.unit)}"
            )
    if row["unresolved_above"]:
        parts.append(f"cannot be judged: {_doubt(row)}")
    elif row["gap"] is not None:
        known = interval(row["gap_low"], row["gap_high"])
        parts.append(f"gap {signed(row['gap'])}" + (f" ({known})" if known else ""))
    if not is_confirmed(row):
        parts.append("unconfirmed")
    return "; ".join(parts)
