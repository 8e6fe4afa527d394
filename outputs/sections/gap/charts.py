"""From change points of the warehouse to the charts of one series, with their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from measures.freshness import fresh_until
from measures.gap.judgement import either_way, may_lead
from measures.segments import GapSegment
from measures.series import Series
from outputs.charts.axes import ChartStep, Piece, fitted, stretches, visible
from outputs.charts.course import GapCourse
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import LOW_PAGE, LOW_PHONE
from outputs.charts.readout import Charted, GapPoint, Leading
from outputs.charts.staircase import TITLES, Release, Staircases
from outputs.sections.freshness import caveat_sentences, turns
from terms.days import day
from terms.numbers import plural, signed
from terms.units import Unit, score

FIRST_DAY = date(2023, 1, 1)
"""The history starts here; a value already in force then is drawn from this day on."""

Leads = Callable[[GapSegment, str], Leading | None]
"""Gap and class to the leading entry with its page."""


@dataclass(frozen=True, slots=True)
class GapCharts:
    """The charts of one series as SVG that has escaped every name itself; a course that never
    moved has none: its sentence says the same."""

    gap: Markup
    frontier: Markup
    summary: str
    """What the gap chart shows, in a sentence."""
    charted: Charted
    """What is read under the charts."""
    stairs: Staircases


def gap_charts(series: Series, gaps: Sequence[GapSegment], today: date, leads: Leads) -> GapCharts:
    """Draw a series from its change points under one rule."""
    drawn = turns(gaps, pages=True)
    steps = [_step(series, gap) for gap in drawn]
    known = [step.on for step in steps if not (step.closed is None and step.open is None)]
    span = fitted(known, today, not_before=FIRST_DAY)
    breaks = [date.fromisoformat(item.on) for item in series.scale_breaks]
    judged = [_step(series, gap) for gap in turns(gaps) if not gap.unresolved_above]
    told = describe(series, visible(judged, span))
    if not judged and any(gap.gap is not None for gap in gaps):
        told = "No day so far can be judged."
    if gaps[-1].unresolved_above:
        told = f"{told} The newest gap cannot be judged: {_doubt(gaps[-1], series)}."
    points = [
        GapPoint(step, leads(gap, "closed"), leads(gap, "open"))
        for step, gap in zip(steps, drawn, strict=True)
    ]
    charted = Charted(points, span, breaks, series.unit, Unit(series.unit).difference)
    drawn_course, stairs = course(charted), _staircases(series, charted)
    title = f"{series.title}: closed minus open frontier over time"
    best = f"{series.title}: best closed and best open value over time"
    is_still = len({step.gap for step in visible(steps, span)}) < 2
    low, doubts = (LOW_PAGE, LOW_PHONE), caveat_sentences(gaps[-1])
    caption = f"{told} {doubts}".rstrip()
    values = f"{_stairs(series, gaps[-1])} {doubts}".rstrip()
    return GapCharts(
        Markup()
        if is_still
        else charts(drawn_course, Text(f"gap-{series.id}", title, caption), *low),
        charts(stairs, Text(f"best-{series.id}", best, values), *low)
        if _moves(stairs)
        else Markup(),
        told,
        charted,
        stairs,
    )


def course(charted: Charted) -> GapCourse:
    """The gap over the days that a chart shows."""
    steps = visible([point.step for point in charted.points], charted.span)
    pieces = list(stretches(steps, charted.span, [step.gap for step in steps]))
    return GapCourse(pieces, charted.span, charted.breaks)


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


def _moves(stairs: Staircases) -> bool:
    """Whether either class ever changed its value."""
    return any(len({piece.value for piece in stairs.pieces(side)}) > 1 for side in TITLES)


def describe(series: Series, steps: Sequence[ChartStep]) -> str:
    """First, largest, smallest and newest gap with their days."""
    known = [(step.gap, step.on) for step in steps if step.gap is not None]
    if not known:
        return "No day yet on which both classes have an entry."
    unit = Unit(series.unit).difference

    start = f"Closed minus open in {unit}"
    if len({signed(gap) for gap, _ in known}) == 1:
        gap, on = known[0]
        of = "" if len(known) == 1 else f", {plural(len(known), 'change point')}"
        return f"{start}{of}: {signed(gap)} from {day(max(on, FIRST_DAY))} on."
    points: dict[tuple[float, date], list[str]] = {}
    for point, what in (
        (known[0], "first"),
        (max(known), "largest"),
        (min(known), "smallest"),
        (known[-1], "last change"),
    ):
        points.setdefault(point, []).append(what)
    told = "; ".join(
        f"{' and '.join(what)} {signed(gap)} on {day(max(on, FIRST_DAY))}"
        for (gap, on), what in points.items()
    )
    return f"{start}, {plural(len(known), 'change point')}: {told}."


def _stairs(series: Series, last: GapSegment) -> str:
    sides = [
        f"best {side} {score(value, series.unit)}"
        for side in ("closed", "open")
        if (value := last.side(side).value) is not None
    ]
    return f"Newest values: {', '.join(sides) or 'none'}."


def _doubt(gap: GapSegment, series: Series) -> str:
    """Why a gap cannot be judged, and between which gaps it lies."""
    found = either_way(gap)
    if found is None:
        return ""
    if not found.ends:
        return may_lead(found.count)
    low, high = (signed(end) for end in found.ends)
    unit = Unit(series.unit).difference
    return f"{may_lead(found.count)}; the gap is between {low} and {high} {unit}"


def _reach(gap: GapSegment) -> tuple[float | None, float | None]:
    """The band around a gap: its interval, or where unknown entries may lead all it could be."""
    found = either_way(gap)
    if found is not None and found.ends is not None:
        return found.ends
    return gap.gap_low, gap.gap_high


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
