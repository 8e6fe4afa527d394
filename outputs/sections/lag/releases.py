"""What a series' newest whole page says by release date: staircases, and the lag between them.

Made of view `frontier_by_release`: one scale, hindsight, no captures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from markupsafe import Markup

from measures.segments import SIDES, GapSegment
from measures.series import Series
from outputs.charts.axes import fitted
from outputs.charts.drawing import Text, charts
from outputs.charts.staircase import LagSpan, Release, Staircases
from outputs.sections.lag.rows import LagLine, lag_sentence
from outputs.wording import ModelNames, Name, as_closed, name
from terms.days import day
from terms.days import months as months_of
from terms.numbers import number, signed
from terms.units import Unit, score
from terms.words import FrontierClass

Row = Mapping[str, Any]
NAME_LIMIT = 40
FIRST_DAY = date(2023, 1, 1)
"""A model that led before is drawn from this day on."""


@dataclass(frozen=True, slots=True)
class ReleaseLag:
    """The lag of a day by the steps of a page; `days` below 0: by point values open is ahead."""

    days: int
    since: date
    is_bound: bool
    """The first model observed of a class was there already: it may have been longer."""
    closed: Row
    """The step of the closed model that was first there; where open is ahead, of the best one."""
    open: Row
    """The step of the best open model."""


@dataclass(frozen=True, slots=True)
class Releases:
    """The chart of one series and what it is drawn from, to the day of the page, or a later one on
    which a model of the page took a lead."""

    series: Series
    page_on: str
    until: str
    """The last day (ISO) that the page tells of."""
    by: str
    """Which date places a model: a run or a submission may be months after the release."""
    steps: Sequence[Row]
    """Rows of frontier_by_release, by day."""
    stairs: Staircases
    chart: Markup

    @property
    def newer_on(self) -> str:
        """The day of the newest list, where its leaders are drawn as hollow points."""
        return day(self.stairs.newer[0].on) if self.stairs.newer else ""

    @property
    def readout(self) -> dict[str, Any]:
        """What is read under the chart: both leaders and the gap from each step on; of a leader by
        the newest list no day of release."""
        points: list[dict[str, Any]] = []
        held: dict[str, Release] = {}
        steps = sorted([*self.stairs.releases, *self.stairs.newer], key=lambda one: one.on)
        for on, some in groupby(steps, key=lambda one: one.on):
            came = {one.side: one for one in some}
            held |= came
            values = [held[side].value for side in SIDES if side in held]
            points.append(
                {
                    "on": on.isoformat(),
                    "day": day(on),
                    "gap": self._apart(*values) if len(values) == len(SIDES) else None,
                    **{side: self._leading(one) for side, one in came.items()},
                }
            )
        span = [it.isoformat() for it in (self.stairs.span.first, self.stairs.span.last)]
        return {"span": span, "points": points}

    def _apart(self, closed: float, opened: float) -> str:
        apart = self.series.sign * (closed - opened)
        return f"{signed(apart)} {Unit(self.series.unit).difference}"

    def _leading(self, one: Release) -> list[Any]:
        dated = None if one in self.stairs.newer else day(one.on)
        return [one.name, score(one.value, self.series.unit), dated]


def _lag(steps: Sequence[Row], sign: int, on: date) -> ReleaseLag | None:
    """Of day `on`; None where the steps of both classes do not tell it."""
    by = [step for step in steps if step["on_date"] <= on.isoformat()]
    opened = [step for step in by if step["class"] == FrontierClass.OPEN]
    every = [step for step in by if step["class"] == FrontierClass.CLOSED]
    # No model lags its own closed past.
    closed = [step for step in every if step["model"] != opened[-1]["model"]] if opened else []
    if not closed:
        return None
    best, theirs = sign * opened[-1]["value"], sign * closed[-1]["value"]
    if best <= theirs:
        side, count = closed, 1
        first = next(step for step in closed if sign * step["value"] >= best)
    elif len(closed) < len(every):
        return None  # the best of the others may be no step: it came after what it is compared with
    else:
        side, count = opened, -1
        first = next(step for step in opened if sign * step["value"] > theirs)
    since = date.fromisoformat(first["on_date"])
    there = first if count > 0 else closed[-1]
    return ReleaseLag(count * (on - since).days, since, first is side[0], there, opened[-1])


def releases(
    declared: Mapping[str, Series],
    steps: Iterable[Row],
    names: ModelNames,
    newest: Mapping[str, tuple[GapSegment, LagLine | None]],
) -> dict[str, Releases]:
    """By series, from rows of frontier_by_release under one openness rule.

    `newest`: of a series its newest gap, whose leaders the newest whole page may not hold yet, and
    lag.
    """
    stairs: dict[str, list[Row]] = {}
    for step in steps:
        stairs.setdefault(step["series"], []).append(step)
    return {
        series: _releases(declared[series], own, names, *newest.get(series, (None, None)))
        for series, own in stairs.items()
        if series in declared
    }


def _releases(
    series: Series,
    stairs: Sequence[Row],
    names: ModelNames,
    gap: GapSegment | None,
    line: LagLine | None,
) -> Releases:
    first, is_dated = stairs[0], series.axis == "entry"
    through_on = first["through_on"]
    if is_dated:  # the lines end where the gap and the lag are said to be of, not today
        known = line.freshness.shown_on if line else first["vintage_on"]
        through_on = max(known, *(step["on_date"] for step in stairs))
    until = date.fromisoformat(through_on)
    page_on = date.fromisoformat(first["vintage_on"])
    steps = [_release(step, names) for step in stairs]
    last = {step["class"]: (step["model"], step["value"]) for step in stairs}
    newer = list(_newer(gap, last, page_on, names)) if gap else []
    through = max([until, *(one.on for one in newer)])
    # An entry may count from another day than its model: the lag stands in words alone.
    lag = None if is_dated else _lag(stairs, series.sign, until)
    shown = Staircases(
        releases=steps,
        span=fitted([step.on for step in steps], through, not_before=FIRST_DAY),
        behind=_behind(lag, page_on if newer else None, line),
        higher_is_better=series.direction == "higher",
        of_what=f"{series.title}, {'↑' if series.direction == 'higher' else '↓'} better",
        until=until,
        newer=newer,
    )
    by = "date of entry" if is_dated else "release date"
    title = f"{series.title}: best closed and best open by {by}"
    said = f"Data from {day(page_on)}. {lag_sentence(line) if line else ''}".rstrip()
    return Releases(
        series=series,
        page_on=day(page_on),
        until=through_on,
        by=by,
        steps=stairs,
        stairs=shown,
        chart=charts(shown, Text(f"release-{series.id}", title, said)),
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
    gap: GapSegment, last: Mapping[str, tuple[str, float]], page_on: date, names: ModelNames
) -> Iterator[Release]:
    """Leaders of a newer page, which may name no others; of the page itself those that are not
    `last` on the staircases, such as a model whose release has no day."""
    if gap.vintage_on is None or (on := date.fromisoformat(gap.vintage_on)) < page_on:
        return
    sides = (
        (FrontierClass.CLOSED, gap.closed_model, gap.closed_value),
        (FrontierClass.OPEN, gap.open_model, gap.open_value),
    )
    for side, model, value in sides:
        is_other = on > page_on or last.get(side) != (model, value)
        if model is not None and value is not None and is_other:
            called = name(names.get(model, model), NAME_LIMIT)
            yield Release(on, side, value, _brief(called, model, side, names))


def _behind(lag: ReleaseLag | None, of: date | None, line: LagLine | None) -> LagSpan | None:
    """From the leader of the class behind, back to when the other class first had its level; `of`:
    the page, where there is a newer one, to which `line` may hold."""
    if lag is None or not lag.days:
        return None
    if of and line and line.segment.order_on and line.segment.counts_from and line.days:
        on = date.fromisoformat(line.freshness.shown_on)
        words = f"{number(months_of(line.days))} months ({day(on).rsplit(' ', 1)[0]})"
        return LagSpan(date.fromisoformat(line.segment.counts_from), lag.open["value"], words, on)
    behind = lag.open if lag.days > 0 else lag.closed
    words = f"{'at least ' if lag.is_bound else ''}{number(months_of(abs(lag.days)))} months"
    words += f" ({day(of).rsplit(' ', 1)[0]})" if of else ""
    return LagSpan(lag.since, behind["value"], words)
