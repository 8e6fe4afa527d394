"""What a series' newest whole page says by release date: staircases, and the lag of every day.

Made of view `frontier_by_release` and estimate `lag_sawtooth`: one scale, hindsight, no captures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from measures.estimates import Estimate, only
from measures.lag.release_records import (
    FrontierClass,
    LagSawtoothEstimate,
    ModelScore,
)
from measures.segments import GapSegment
from measures.series import Series
from outputs.charts.axes import DaySpan, fitted
from outputs.charts.course import GapBefore, LagCourse, LagSlope
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import LOW_PAGE, LOW_PHONE
from outputs.charts.staircase import LagSpan, Release, Staircases
from outputs.sections.gap.charts import FIRST_DAY
from outputs.sections.lag.daily import LagLine
from outputs.wording import ModelNames, Name, as_closed, model_name, name
from terms.days import day, days
from terms.days import months as months_of
from terms.numbers import number
from terms.openness import HEADLINE_RULE
from terms.units import score

Row = Mapping[str, Any]
NAME_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Releases:
    """Both charts of one series, their words, and what they are drawn from.

    `said`: the present lag in a sentence; `slopes_said`: the course of the lag. Both end on the day
    of the page, or on a later one on which a model of the page took a lead.
    """

    series: Series
    page_on: str
    until: str
    """The last day (ISO) that the page tells of."""
    stairs: Staircases
    chart: Markup
    said: str
    teeth: Markup
    slopes_said: str
    span: DaySpan
    gaps: Sequence[GapBefore]
    """The gap by release date, from each day on which a staircase rose."""
    slopes: Sequence[LagSlope]
    tooth: LagSawtoothEstimate | None
    """The stretch of days that holds today."""


def releases(
    declared: Mapping[str, Series],
    steps: Iterable[Row],
    estimates: Iterable[Estimate],
    names: ModelNames,
    rules: Mapping[str, Collection[str]],
    newest: Mapping[tuple[str, str], tuple[GapSegment, LagLine | None]],
) -> dict[tuple[str, str], Releases]:
    """By series and openness rule, from rows of frontier_by_release and estimates of any measures.

    `names`: of models; `rules`: those wanted of a series besides the widest; `newest`: its newest
    gap, whose leaders the newest whole page may not hold yet, and lag. On the entry axis the
    frontier of every day is the one by release, and has its chart already.
    """
    stairs: dict[tuple[str, str], list[Row]] = {}
    for step in steps:
        stairs.setdefault((step["series"], step["openness_rule"]), []).append(step)
    teeth: dict[tuple[str, str], list[LagSawtoothEstimate]] = {}
    for tooth in only(LagSawtoothEstimate, estimates):
        teeth.setdefault((tooth.series, tooth.openness_rule), []).append(tooth)
    return {
        (series, rule): _releases(
            declared[series],
            own,
            teeth.get((series, rule), ()),
            names,
            *newest.get((series, rule), (None, None)),
        )
        for (series, rule), own in stairs.items()
        if series in declared
        and declared[series].axis == "board"
        and (rule == HEADLINE_RULE or rule in rules.get(series, ()))
    }


def _releases(
    series: Series,
    stairs: Sequence[Row],
    sawtooth_rows: Sequence[LagSawtoothEstimate],
    names: ModelNames,
    gap: GapSegment | None,
    lag: LagLine | None,
) -> Releases:
    teeth = sorted(sawtooth_rows, key=lambda tooth: tooth.from_on)
    first = stairs[0]
    until = date.fromisoformat(first["through_on"])
    page_on = date.fromisoformat(first["vintage_on"])
    steps = [_release(step, names) for step in stairs]
    held = {str(step["model"]) for step in stairs}
    newer = list(_newer(gap, held, page_on, names)) if gap else []
    last = max([until, *(one.on for one in newer)])
    span = fitted([step.on for step in steps], last, not_before=FIRST_DAY)
    shown = Staircases(
        releases=steps,
        span=span,
        behind=_behind(teeth, page_on if newer else None, lag),
        higher_is_better=series.direction == "higher",
        of_what=series.title,
        until=until,
        newer=newer,
    )
    slopes = [_slope(tooth, names) for tooth in teeth]
    said, course = _sentence(series, teeth, (page_on, until), names), _course(slopes)
    title = f"{series.title}: best closed and best open by release date"
    saw = Text(f"teeth-{series.id}", f"{series.title}: lag of every day, in months", course)
    return Releases(
        series=series,
        page_on=day(page_on),
        until=first["through_on"],
        stairs=shown,
        chart=charts(shown, Text(f"release-{series.id}-{first['openness_rule']}", title, said)),
        said=said,
        teeth=charts(LagCourse(slopes, span), saw, LOW_PAGE, LOW_PHONE),
        slopes_said=course,
        span=span,
        gaps=_gaps(series, steps),
        slopes=slopes,
        tooth=teeth[-1] if teeth else None,
    )


def _release(step: Row, names: ModelNames) -> Release:
    side = step["class"]
    called = _brief(name(step["name"], NAME_LIMIT), step["model"], side, names)
    return Release(date.fromisoformat(step["on_date"]), side, step["value"], called)


def _brief(called: Name, model: str, side: str, names: ModelNames) -> str:
    """A name that a chart can bear, of a model of class `side`."""
    days_to = names.opened.get(model)
    return as_closed(called, days_to if side == FrontierClass.CLOSED else None, is_brief=True).text


def _newer(
    gap: GapSegment, held: Collection[str], page_on: date, names: ModelNames
) -> Iterator[Release]:
    """Leaders of a newer page, of which only they are known, that led no class among `held`."""
    if gap.vintage_on is None or (on := date.fromisoformat(gap.vintage_on)) <= page_on:
        return
    sides = (
        (FrontierClass.CLOSED, gap.closed_model, gap.closed_value),
        (FrontierClass.OPEN, gap.open_model, gap.open_value),
    )
    for side, model, value in sides:
        if model is not None and value is not None and model not in held:
            called = name(names.get(model, model), NAME_LIMIT)
            yield Release(on, side, value, _brief(called, model, side, names))


def _gaps(series: Series, steps: Sequence[Release]) -> list[GapBefore]:
    """The gap from each day on which either staircase rose, once both classes have a model."""
    lead: dict[str, float] = {}
    found: dict[date, float] = {}
    for step in steps:
        lead[step.side] = step.value
        if len(lead) == len(FrontierClass):
            gap = lead[FrontierClass.CLOSED] - lead[FrontierClass.OPEN]
            found[step.on] = series.sign * gap
    return [GapBefore(on, gap) for on, gap in found.items()]


def _behind(
    teeth: Sequence[LagSawtoothEstimate], of: date | None, lag: LagLine | None
) -> LagSpan | None:
    """From the leader of the class behind, back to when the other class first had its level; `of`:
    the page, where there is a newer one, to which `lag` may hold."""
    if not teeth or not teeth[-1].last:
        return None
    tooth = teeth[-1]
    if of and lag and lag.order_on and lag.since and lag.days:
        on = date.fromisoformat(lag.freshness.shown_on)
        words = f"{number(months_of(lag.days))} months ({day(on).rsplit(' ', 1)[0]})"
        return LagSpan(date.fromisoformat(lag.since), tooth.open.value, words, on)
    behind = tooth.open if tooth.last > 0 else tooth.closed
    if behind is None:
        return None
    least = "at least " if tooth.is_bound else ""
    words = f"{least}{number(months_of(abs(tooth.last)))} months"
    words += f" ({day(of).rsplit(' ', 1)[0]})" if of else ""
    return LagSpan(date.fromisoformat(tooth.since), behind.value, words)


def _lag_text(lag: int, is_bound: bool) -> str:
    """The lag of one day in words; whether open truly leads is for the gap's interval to say."""
    least = "at least " if is_bound else ""
    if lag < 0:
        return f"open there {least}{days(-lag)} earlier, by point values"
    return "level" if lag == 0 and not is_bound else f"{least}{days(lag)}"


def _slope(tooth: LagSawtoothEstimate, names: ModelNames) -> LagSlope:
    first, last, is_bound = tooth.first, tooth.last, tooth.is_bound
    opened = _short(tooth.open, FrontierClass.OPEN, names)
    label = f"{day(tooth.from_on)}: {_lag_text(first, is_bound)}, by {day(tooth.through_on)} "
    label += f"{_lag_text(last, is_bound)}; open {opened}"
    if tooth.closed:
        label += f", closed {_short(tooth.closed, FrontierClass.CLOSED, names)}"
    return LagSlope(
        on=date.fromisoformat(tooth.from_on),
        until=date.fromisoformat(tooth.through_on),
        first=months_of(first),
        last=months_of(last),
        is_bound=is_bound,
        by=opened,
        label=label,
    )


def _sentence(
    series: Series,
    teeth: Sequence[LagSawtoothEstimate],
    days_of: tuple[date, date],
    names: ModelNames,
) -> str:
    """The lag in a sentence, with both models; `days_of`: the page, and what it is told for."""
    page_on, until = days_of
    if not teeth:
        return f"Data from {day(page_on)}: only one class has a dated model."
    tooth = teeth[-1]
    lag, closed = tooth.last, tooth.closed
    best = _short(tooth.open, FrontierClass.OPEN, names)
    value = score(tooth.open.value, series.unit)
    start = f"In the data from {day(page_on)},"
    if until > page_on:
        start += f" as of {day(until)},"
    if lag == 0 or closed is None:
        return f"{start} open weights ({best}, {value}) were level with closed models."
    theirs = f"{_short(closed, FrontierClass.CLOSED, names)} ({score(closed.value, series.unit)})"
    least = "at least " if tooth.is_bound else ""
    if lag < 0:
        return (
            f"{start} by point values open weights ({best}, {value}) were above the best closed "
            f"model, {theirs}, and first had been on {day(tooth.since)}, {least}{days(-lag)} "
            "before; whether they truly led is for the gap’s interval to say."
        )
    known = " known" if tooth.is_bound else ""
    return (
        f"{start} the best open weights were {best} ({value}); {theirs} was the first closed model"
        f"{known} to reach that score, on {day(tooth.since)}."
    )


def _short(one: ModelScore, side: str, names: ModelNames) -> str:
    return model_name(one.model, names, side).text


def _course(slopes: Sequence[LagSlope]) -> str:
    """Longest, shortest and newest lag in months; a bound is told as one, beside the known days."""
    known = [slope for slope in slopes if not slope.is_bound]
    if not known:
        return "Every day’s lag is only a bound: at least so long, or so long a lead."
    longest, shortest = max(map(_highest, known)), min(map(_lowest, known))
    by = next(slope.by for slope in known if _lowest(slope) == shortest)
    bounds = [slope for slope in slopes if slope.is_bound]
    word = " known" if bounds else ""
    told = (
        f"{_beyond(bounds, longest)}longest{word} {_on(longest)}, shortest{word} {_on(shortest)} "
        f"(with {by}), newest {_newest(slopes[-1])}.{_until(bounds)}"
    )
    return told[0].upper() + told[1:]


Peak = tuple[float, date]
"""Months, and a day on which they were."""


def _highest(slope: LagSlope) -> Peak:
    return max((slope.first, slope.on), (slope.last, slope.until))


def _lowest(slope: LagSlope) -> Peak:
    """Not always on the first day: while open leads, the lag falls from day to day."""
    return min((slope.first, slope.on), (slope.last, slope.until))


def _on(peak: Peak, least: str = "") -> str:
    """Months behind; below zero open leads, and is said to."""
    lead = "a lead of open of " if peak[0] < 0 else ""
    return f"{lead}{least}{number(abs(peak[0]))} months on {day(peak[1])}"


def _beyond(bounds: Sequence[LagSlope], longest: Peak) -> str:
    """The highest lower bound, where it is above every known lag: those are not the longest."""
    highest = max((_highest(slope) for slope in bounds if slope.last > 0), default=longest)
    if highest[0] <= longest[0]:
        return ""
    return f"longest {_on(highest, 'at least ')} (a lower bound); "


def _newest(slope: LagSlope) -> str:
    return _on((slope.last, slope.until), "at least " if slope.is_bound else "")


def _until(bounds: Sequence[LagSlope]) -> str:
    if not bounds:
        return ""
    until = day(max(slope.until for slope in bounds))
    return f" Until {until} some days are only bounds (dashed)."
