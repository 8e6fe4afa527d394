"""The lag of one series over time: each change, means over its newest data, and round levels.

Not here: the lag of today (`daily`) and how long each closed lead lasted (`parity`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from measures.estimates import Bound, Estimate, only
from measures.lag.records import CatchUpEstimate, LagThresholdEstimate, LagWindowEstimate
from measures.lag.words import NOT_SEEN_EARLIER, LagOn, interval_in_words
from measures.series import Series
from outputs.sections.section import Cell, Section, cell, counted, figure
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.numbers import MISSING, number
from terms.units import Unit, level, score
from terms.words import HEADLINE_LAG_RULE, LagStatistic

MARKS: Mapping[Bound | None, str] = {None: "", "at least": "≥ ", "at most": "≤ ", "about": "~ "}
MEANS = (
    LagStatistic.BACKWARD,
    LagStatistic.BACKWARD_UNCENSORED,
    LagStatistic.HORIZONTAL,
    LagStatistic.HORIZONTAL_WITH_UNCAUGHT,
    LagStatistic.VERTICAL,
)
"""Means that are shown; the JSON has all."""


def lag_changes(series: Series, lags: Sequence[LagOn], names: ModelNames) -> Section:
    """Each change of the lag, counted to its first day."""
    return Section(
        key="lag-points",
        title=f"{series.title}: each change",
        lead="Days since closed models first had what open ones have, on the first day of each "
        "change; from then on a lag grows daily.",
        columns=("From", ">Days", "Closed that had it", "Open leader"),
        rows=[
            (
                cell(day(lag.on)),
                figure(_days(lag), _ends(lag)),
                *(_leader(lag, side, series, names) for side in ("closed", "open")),
            )
            for lag in lags
        ],
        caption="",
    )


def _days(lag: LagOn) -> str:
    """Days, or a bound."""
    days, sign, is_bound = lag.days, lag.segment.sign, lag.segment.censored
    if days is None or sign is None:
        return MISSING
    if sign == 0:
        return "level"
    if is_bound and days == 0:
        return f"≥ 0 ({NOT_SEEN_EARLIER})"
    told = number(days, 0)
    return f"{'≤' if sign < 0 else '≥'} {told}" if is_bound else told


def _ends(lag: LagOn) -> str:
    """The interval; an open end where the first day of a class is unknown."""
    told = interval_in_words(*(None if it is None else number(it, 0) for it in (lag.low, lag.high)))
    return "no interval" if told == MISSING else told


def _leader(lag: LagOn, side: str, series: Series, names: ModelNames) -> Cell:
    one = lag.segment.side(side)
    if one.model is None:
        return cell("none")
    value = "" if one.value is None else score(one.value, series.unit)
    return Cell(model_name(one.model, names, side), [Name(value)])


def lag_means(series: Series, estimates: Sequence[Estimate]) -> Section | None:
    """Means of the lag inside the newest data, and how long it takes to catch up."""
    windows = [one for one in only(LagWindowEstimate, estimates) if one.statistic in MEANS]
    times = [one for one in only(CatchUpEstimate, estimates) if one.lag_rule is HEADLINE_LAG_RULE]
    if not windows and not times:
        return None
    return Section(
        key="lag-means",
        title="Inside the newest data",
        lead=_means_lead(windows),
        columns=("Mean", ">Value", ">n", "Over"),
        rows=[*(_mean(one, series) for one in windows), *map(_time, times)],
        caption="Days, unless another unit is given, with their intervals; n: days or levels",
        note="≥: some days are only lower bounds; ≤: open may have led for longer; ~: both.",
        method="lag",
    )


def _means_lead(windows: Sequence[LagWindowEstimate]) -> str:
    year = next((one for one in windows if one.is_principal), None)
    if year is None:
        return "No mean over the last year is known."
    least = f"{year.bound} " if year.bound else ""
    return f"Over the last year the lag was {least}{number(year.value, 0)} days in the mean."


def _mean(one: LagWindowEstimate, series: Series) -> tuple[Cell, ...]:
    unit = "" if one.unit == "days" else f" {Unit(series.unit).difference}"
    return (
        cell(one.statistic.text, "over the last year" if one.is_last_year else ""),
        figure(f"{MARKS[one.bound]}{number(one.value)}{unit}", _sure(one)),
        cell(str(one.n or "")),
        cell(_span(one)),
    )


def _time(one: CatchUpEstimate) -> tuple[Cell, ...]:
    low, high = one.low, one.high
    sure = f"{number(low)} to never" if low is not None and high is None else _sure(one)
    return (
        cell(f"time to catch up, {one.statistic.text}"),
        figure(MISSING if one.value is None else number(one.value), sure),
        cell(str(one.n or "")),
        cell(_span(one)),
    )


def _sure(one: Estimate) -> str:
    told = interval_in_words(*(None if it is None else number(it) for it in (one.low, one.high)))
    return "no interval" if told == MISSING else told


def _span(one: LagWindowEstimate | CatchUpEstimate) -> str:
    return f"{day(one.from_on)} to {day(one.through_on)}"


def crossings(series: Series, estimates: Sequence[Estimate], names: ModelNames) -> Section | None:
    """When closed and open models first had round levels of the score."""
    found = only(LagThresholdEstimate, estimates)
    if not found:
        return None
    there = [one.days for one in found if one.days is not None]
    middle = f", {number(median(there), 0)} days after closed ones in the median" if there else ""
    return Section(
        key="lag-levels",
        title="First crossing of round levels",
        lead=f"Open models have {counted(len(there), len(found))} round levels that closed models "
        f"have{middle}.",
        columns=("Level", ">Days", "Closed there", "Open there"),
        rows=[_level(one, series, names) for one in found],
        caption="",
        note="≥: closed may have been there before the first model known; ≤: open may have.",
    )


def _level(one: LagThresholdEstimate, series: Series, names: ModelNames) -> tuple[Cell, ...]:
    marks = {"≥ ": one.is_left_censored, "≤ ": one.is_at_most}
    mark = "".join(mark for mark, holds in marks.items() if holds)
    opened = one.open_on and Cell(model_name(one.open_model or "", names), [Name(day(one.open_on))])
    return (
        cell(level(one.level, series.unit)),
        figure(MISSING if one.days is None else f"{mark}{number(one.days, 0)}"),
        Cell(model_name(one.closed_model, names, "closed"), [Name(day(one.closed_on))]),
        opened or cell("not yet"),
    )
