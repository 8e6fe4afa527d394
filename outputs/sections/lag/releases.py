"""What a series' newest whole page says by release date: staircases, and the lag between them.

Made of view `frontier_by_release`: one scale, hindsight, no captures.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from measures.segments import SIDES, GapSegment
from measures.series import Series
from outputs.charts.axes import fitted
from outputs.charts.drawing import charts
from outputs.charts.staircase import Release, Staircases, Stretch
from outputs.sections.lag.rows import LagLine, lag_sentence
from outputs.wording import ModelNames, as_closed, name
from terms.days import day, span
from terms.numbers import signed
from terms.units import Unit, score
from terms.words import FrontierClass

Row = Mapping[str, Any]
NAME_LIMIT = 40
FIRST_DAY = date(2023, 1, 1)
"""A model that led before is drawn from this day on."""


class Releases:
    """The chart of one series and what it is drawn from, to the day of the page, or a later one on
    which a model of the page took a lead."""

    def __init__(
        self,
        series: Series,
        steps: Sequence[Row],
        names: ModelNames,
        gap: GapSegment,
        line: LagLine | None,
    ) -> None:
        """`steps`: rows of frontier_by_release under one openness rule, by day; `gap`, `line`: the
        newest gap, whose leaders the newest whole page may not hold yet, and lag."""
        self.series, self.steps = series, steps
        page_on, until = steps[0]["vintage_on"], date.fromisoformat(steps[0]["through_on"])
        self.page_on = day(page_on)
        drawn = [
            Release(
                date.fromisoformat(step["on_date"]),
                step["class"],
                step["value"],
                _brief(step["name"], step["model"], step["class"], names),
            )
            for step in steps
        ]
        last = {step["class"]: (step["model"], step["value"]) for step in steps}
        newest_on = gap.vintage_on or gap.inputs_on or ""
        is_one_scale = not series.break_between(page_on, newest_on)
        self.apart_on = "" if is_one_scale else day(newest_on)
        is_newer = is_one_scale and (newest_on > page_on or gap.vintage_on == page_on)
        others = last if newest_on == page_on else {}
        newer = list(_newer(gap, newest_on, others, names)) if is_newer else []
        through = max([until, *(one.at for one in newer)])
        self.stairs = Staircases(
            releases=drawn,
            span=fitted([one.at for one in drawn], through, not_before=FIRST_DAY),
            # Of another scale the lag stands in words alone.
            behind=_behind(line, through, is_dated=bool(newer)) if line and is_one_scale else None,
            higher_is_better=series.direction == "higher",
            of_what=f"{series.title}, {'↑' if series.direction == 'higher' else '↓'} better",
            until=until,
            newer=newer,
        )
        title = f"{series.title}: best closed and best open by release date"
        said = f"Data from {self.page_on}. {lag_sentence(line) if line else ''}".rstrip()
        self.chart = charts(self.stairs, f"release-{series.id}", title, said)

    @property
    def newer_on(self) -> str:
        """The day of the newest list, where its leaders are drawn as hollow points."""
        return day(self.stairs.newer[0].at) if self.stairs.newer else ""

    @property
    def readout(self) -> dict[str, Any]:
        """What is read under the chart: both leaders and the gap from each step on; of a leader by
        the newest list no day of release."""
        unit = Unit(self.series.unit).difference
        points: list[dict[str, Any]] = []
        held: dict[str, Release] = {}
        steps = sorted([*self.stairs.releases, *self.stairs.newer], key=lambda one: one.at)
        for on, some in groupby(steps, key=lambda one: one.at):
            came = {one.side: one for one in some}
            held |= came
            values = [held[side].value for side in SIDES if side in held]
            points.append(
                {
                    "on": on.isoformat(),
                    "day": day(on),
                    "gap": f"{signed(self.series.sign * (values[0] - values[1]))} {unit}"
                    if len(values) == len(SIDES)
                    else None,
                    **{side: self._leading(one) for side, one in came.items()},
                }
            )
        return {"span": [it.isoformat() for it in self.stairs.span], "points": points}

    def _leading(self, one: Release) -> list[Any]:
        dated = None if one in self.stairs.newer else day(one.at)
        return [one.name, score(one.value, self.series.unit), dated]


def _brief(called: str, model: str, side: str, names: ModelNames) -> str:
    """A name that a chart can bear, of a model of class `side`."""
    days_to = names.opened.get(model) if side == FrontierClass.CLOSED else None
    return as_closed(name(called, NAME_LIMIT), days_to, is_brief=True).text


def _newer(
    gap: GapSegment, newest_on: str, last: Mapping[str, tuple[str, float]], names: ModelNames
) -> Iterator[Release]:
    """Leaders of a newer page, which may name no others; of the page itself those that are not
    `last` on the staircases, such as a model whose release has no day."""
    for side in SIDES:
        one = gap.side(side)
        if one.model is None or one.value is None:
            continue
        if last.get(side) != (one.model, one.value):
            called = _brief(names.called(one.model), one.model, side, names)
            yield Release(date.fromisoformat(newest_on), side, one.value, called)


def _behind(line: LagLine, through: date, *, is_dated: bool) -> Stretch | None:
    """From the leader of the class behind, back to when the other class first had its level, on the
    last day drawn or an earlier one to which the lag is known; `is_dated`: the words say it."""
    segment = line.segment
    on = min(line.freshness.shown_on, through.isoformat())
    days = segment.on(on).days
    behind = segment.side("open" if (days or 0) > 0 else "closed")
    if not days or segment.counts_from is None or behind.value is None:
        return None
    words = f"{'at least ' if line.is_bound else ''}{span(abs(days))}"
    words += f" ({day(on).rsplit(' ', 1)[0]})" if is_dated else ""
    since = date.fromisoformat(segment.counts_from)
    return Stretch(since, date.fromisoformat(on), behind.value, words)
