"""Lags that others published beside ours: means over a window, and month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from measures.estimates import Estimate, only
from measures.lag.records import LagCompareMean, LagCompareMonth, ReleaseDates
from outputs.sections.section import Cell, Section, cell, counted, figure
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.numbers import MISSING, interval, number, plural
from terms.words import LagStatistic

ALIKE = 0.05
"""Months: less does not show at one decimal."""


def comparison(estimates: Sequence[Estimate], names: ModelNames) -> Iterator[Section]:
    """The means, then a section for each publication that gives months."""
    means = sorted(only(LagCompareMean, estimates), key=lambda it: it.publication)
    for _, own in groupby(means, key=lambda it: it.publication):
        yield _means(list(own))
    months = sorted(only(LagCompareMonth, estimates), key=lambda it: (it.publication, it.from_on))
    for _, some in groupby(months, key=lambda it: it.publication):
        yield _months(list(some), names)


def _means(found: Sequence[LagCompareMean]) -> Section:
    first = found[0]
    ours = [one for one in found if one.dates is ReleaseDates.REGISTRY]
    others = {one.statistic: one for one in found if one.dates is ReleaseDates.BOARD}
    caveats = dict.fromkeys(one.caveat for one in found if one.caveat)
    return Section(
        key=f"lag-means-{first.publication}",
        title=f"Means over a window: {first.by}",
        lead=f"{plural(len(ours), 'published mean')} beside ours over the same days.",
        columns=("Mean, and why ours may differ", ">Published", ">Ours", ">By board’s dates"),
        rows=[_mean(one, others.get(one.statistic)) for one in ours],
        caption="With their intervals",
        note=" ".join((*caveats, f"Published: {first.url}")),
        method="lag",
    )


def _mean(one: LagCompareMean, other: LagCompareMean | None) -> tuple[Cell, ...]:
    return (
        cell(one.statistic.text, one.why),
        _figure(one, one.published, one.published_low, one.published_high),
        _figure(one, one.value, one.low, one.high),
        _figure(one, other.value, other.low, other.high) if other else cell(MISSING),
    )


def _figure(
    one: LagCompareMean, value: float | None, low: float | None, high: float | None
) -> Cell:
    unit = "points" if one.statistic is LagStatistic.VERTICAL else "months"
    if value is None:
        return cell(MISSING)
    if low is None and high is not None:  # a publication that gives a range and no interval
        return figure(f"{number(value)} to {number(high)} {unit}")
    return figure(f"{number(value)} {unit}", interval(low, high) or "")


def _months(found: Sequence[LagCompareMonth], names: ModelNames) -> Section:
    first = found[0]
    same = [
        one
        for one in found
        if one.same_rule_board_dates is not None
        and abs(one.same_rule_board_dates - one.published) < ALIKE
    ]
    return Section(
        key=f"lag-months-{first.publication}",
        title=first.by,
        lead=f"By the same rule ours reads alike in {counted(len(same), len(found))} months.",
        columns=("Month", ">Published", ">Same rule", ">Same, registry’s dates", ">Our lag", "By"),
        rows=[_month(one, names) for one in found],
        caption="Months behind",
        note="Same rule: ours on the board’s dates, held from the open release on, one point of "
        "tolerance. Our lag grows until open moves and has no tolerance; ≥: a lower bound. "
        f"Published: {first.url}",
    )


def _month(one: LagCompareMonth, names: ModelNames) -> tuple[Cell, ...]:
    daily = _number(one.value)
    return (
        cell(day(one.from_on)),
        figure(number(one.published)),
        figure(_number(one.same_rule_board_dates)),
        figure(_number(one.same_rule)),
        figure(f"≥ {daily}" if one.is_bound else daily),
        Cell(model_name(one.open_model, names)) if one.open_model else Cell(Name("none")),
    )


def _number(value: float | None) -> str:
    return MISSING if value is None else number(value)
