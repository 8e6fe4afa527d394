"""What a series' newest whole page says by release date: staircases, and the lag of every day.

Made of the estimates `release_frontier` and `lag_sawtooth`: one scale, hindsight, no captures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from measures.series import Series
from outputs.charts.axes import ChartStep, span_of
from outputs.charts.interactive import Charted, GapPoint, Leading
from outputs.charts.still import LagSlope, Reach, release_chart, sawtooth
from outputs.charts.svg import Text
from outputs.sections.gap.charts import FIRST_DAY
from outputs.wording import name
from terms.days import day, days
from terms.days import months as months_of
from terms.numbers import number, plural, signed
from terms.openness import HEADLINE_RULE
from terms.units import Unit, score

Row = Mapping[str, Any]
MEASURES = ("release_frontier", "lag_sawtooth")
SIDES = ("closed", "open")
NAME_LIMIT = 40

Linked = Callable[[Row, str], tuple[str | None, str]]
"""Row and entry to the page that gives the value: its address, if public, and its source."""


@dataclass(frozen=True, slots=True)
class Releases:
    """Both charts of one series, their words, and what they are drawn from.

    `said`: the present lag in a sentence; `slopes_said`: the course of the lag. Both end on the day
    of the page, or on a later one on which a model of the page took a lead.
    """

    series: Series
    page_on: str
    chart: Markup
    said: str
    teeth: Markup
    slopes_said: str
    charted: Charted
    reach: Reach | None
    slopes: Sequence[LagSlope]


def releases(
    declared: Mapping[str, Series], rows: Iterable[Row], names: Mapping[str, str], linked: Linked
) -> dict[str, Releases]:
    """By series, from rows of view estimate_now of any measures; `names` are the models' names."""
    by_series: dict[str, list[Row]] = {}
    for row in rows:
        if row["measure"] in MEASURES and row["openness_rule"] == HEADLINE_RULE:
            by_series.setdefault(row["series"], []).append(row)
    made = {
        key: _releases(declared[key], own, names, linked)
        for key, own in by_series.items()
        if key in declared
    }
    return {key: found for key, found in made.items() if found is not None}


def _releases(
    series: Series, own: Sequence[Row], names: Mapping[str, str], linked: Linked
) -> Releases | None:
    stairs = _by_day([row for row in own if row["measure"] == MEASURES[0]])
    teeth = sorted(
        (row for row in own if row["measure"] == MEASURES[1]), key=lambda row: str(row["from_on"])
    )
    if not stairs:
        return None
    first = next(iter(stairs.values()))[0]
    until = date.fromisoformat(first["through_on"])
    page_on = date.fromisoformat(first["detail"].get("page_on", first["through_on"]))
    points = _points(series, stairs, until, names, linked)
    span = span_of([point.step.on for point in points], until, not_before=FIRST_DAY)
    reach, slopes = _reach(series, teeth, until, names), [_slope(row, names) for row in teeth]
    said, course = _said(series, teeth, (page_on, until), names), _course(slopes)
    title = f"{series.title}: best closed and best open by release date"
    text = Text(f"release-{series.id}", title, said)
    saw = Text(f"teeth-{series.id}", f"{series.title}: lag of every day, in months", course)
    steps = [point.step for point in points]
    places = Unit(series.unit).places
    return Releases(
        series=series,
        page_on=day(page_on),
        chart=Markup(release_chart(steps, span, text, reach, places)),  # noqa: S704
        said=said,
        teeth=Markup(sawtooth(slopes, span, saw)),  # noqa: S704
        slopes_said=course,
        charted=Charted(points, span, (), series.unit, Unit(series.unit).difference),
        reach=reach,
        slopes=slopes,
    )


def _by_day(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: str(row["from_on"])):
        found.setdefault(row["from_on"], []).append(row)
    return found


def _points(
    series: Series,
    stairs: Mapping[str, Sequence[Row]],
    until: date,
    names: Mapping[str, str],
    linked: Linked,
) -> list[GapPoint]:
    """One point per day on which either staircase rises, with both leaders."""
    lead: dict[str, Row] = {}
    found = []
    for on, rows in stairs.items():
        lead = {**lead, **{row["variant"].split("|")[1]: row for row in rows}}
        closed, opened = (lead[side]["value"] if side in lead else None for side in SIDES)
        gap = None if closed is None or opened is None else series.sign * (closed - opened)
        step = ChartStep(
            date.fromisoformat(on), until, gap, None, None, closed, opened,
            _label(series, on, lead, names, gap),
        )  # fmt: skip
        sides = [_leading(lead.get(side), names, linked) for side in SIDES]
        found.append(GapPoint(step, sides[0], sides[1]))
    return found


def _leading(row: Row | None, names: Mapping[str, str], linked: Linked) -> Leading | None:
    if row is None:
        return None
    link, where = linked(row, row["detail"]["entry"])
    released = row["detail"]["released_on"]
    return Leading(
        model=name(_name(row["detail"]["model"], names), NAME_LIMIT),
        value=row["value"],
        dated=day(released) if released else None,
        link=link,
        where=where,
    )


def _label(
    series: Series, on: str, lead: Mapping[str, Row], names: Mapping[str, str], gap: float | None
) -> str:
    parts = [day(on)]
    for side in SIDES:
        if side in lead:
            model = name(_name(lead[side]["detail"]["model"], names), NAME_LIMIT).text
            parts.append(f"{side} {model} {score(lead[side]['value'], series.unit)}")
    return "; ".join(parts if gap is None else [*parts, f"gap {signed(gap)}"])


def _name(model: str, names: Mapping[str, str]) -> str:
    return names.get(model, model)


def _reach(
    series: Series, teeth: Sequence[Row], until: date, names: Mapping[str, str]
) -> Reach | None:
    """From the leader of the class behind, back to when the other class first had its level."""
    if not teeth or not teeth[-1]["detail"]["last"]:
        return None
    detail = teeth[-1]["detail"]
    lag = detail["last"]
    behind = detail["open"] if lag > 0 else detail["closed"]
    text = _told(lag, detail["censored"] == "left")
    if lag > 0 and detail["closed"]:
        model = name(_name(detail["closed"]["model"], names), 28).text
        text = f"{text} since {model}"
    return Reach(behind["value"], date.fromisoformat(detail["since"]), until, text)


def _told(lag: int, is_bound: bool) -> str:
    """The lag of one day in words; whether open truly leads is for the gap's interval to say."""
    least = "at least " if is_bound else ""
    if lag < 0:
        return f"open there {least}{days(-lag)} earlier, by point values"
    return "level" if lag == 0 and not is_bound else f"{least}{days(lag)}"


def _slope(row: Row, names: Mapping[str, str]) -> LagSlope:
    detail = row["detail"]
    first, last = int(row["value"]), int(detail["last"])
    is_bound = detail["censored"] == "left"
    opened = name(_name(detail["open"]["model"], names), NAME_LIMIT).text
    label = f"{day(row['from_on'])}: {_told(first, is_bound)}, by {day(row['through_on'])} "
    label += f"{_told(last, is_bound)}; open {opened}"
    if detail["closed"]:
        label += f", closed {name(_name(detail['closed']['model'], names), NAME_LIMIT).text}"
    return LagSlope(
        on=date.fromisoformat(row["from_on"]),
        until=date.fromisoformat(row["through_on"]),
        first=months_of(first),
        last=months_of(last),
        is_bound=is_bound,
        by=opened,
        label=label,
    )


def _said(
    series: Series, teeth: Sequence[Row], days_of: tuple[date, date], names: Mapping[str, str]
) -> str:
    """The lag in a sentence, with both models; `days_of`: the page, and what it is told for."""
    page_on, until = days_of
    if not teeth:
        return f"Page of {day(page_on)}: only one class has a dated model."
    detail = teeth[-1]["detail"]
    lag, opened, closed = detail["last"], detail["open"], detail["closed"]
    ours = f"{_short(opened, names)} ({score(opened['value'], series.unit)})"
    start = f"Within the page of {day(page_on)},"
    if until > page_on:
        start += f" as of {day(until)},"
    end = "that day" if until > page_on else "that page"
    if lag == 0 or closed is None:
        return f"{start} open weights ({ours}) are level with closed models."
    theirs = f"{_short(closed, names)} ({score(closed['value'], series.unit)})"
    least = "at least " if detail["censored"] == "left" else ""
    if lag < 0:
        return (
            f"{start} by point values open weights ({ours}) are above the best closed model, "
            f"{theirs}, and first were on {day(detail['since'])}, {least}{days(-lag)} before; "
            "whether they truly lead is for the gap’s interval to say."
        )
    return (
        f"{start} the best open weights are {ours}; closed models first had that with {theirs} on "
        f"{day(detail['since'])}, {least}{days(lag)} ({number(months_of(lag))} months) before "
        f"{end}."
    )


def _short(side: Row, names: Mapping[str, str]) -> str:
    return name(_name(side["model"], names), NAME_LIMIT).text


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
        f"(with {by}), {_newest(slopes[-1])}; "
        f"{plural(len(slopes), 'stretch', 'stretches')} between changes.{_until(bounds)}"
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
    return f"{least}{number(peak[0])} months on {day(peak[1])}"


def _beyond(bounds: Sequence[LagSlope], longest: Peak) -> str:
    """The highest lower bound, where it is above every known lag: those are not the longest."""
    highest = max((_highest(slope) for slope in bounds if slope.last > 0), default=longest)
    if highest[0] <= longest[0]:
        return ""
    return f"longest {_on(highest, 'at least ')} (a lower bound); "


def _newest(slope: LagSlope) -> str:
    bound = ("at least " if slope.last >= 0 else "at most ") if slope.is_bound else ""
    return _on((slope.last, slope.until), bound)


def _until(bounds: Sequence[LagSlope]) -> str:
    if not bounds:
        return ""
    until = day(max(slope.until for slope in bounds))
    return f" Until {until} some days are only bounds (dashed)."
