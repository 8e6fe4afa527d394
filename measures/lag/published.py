"""Lags that others published, and gapwatch's own computed the same way, to stand side by side.

The published numbers live in `lag_published.toml`, each with its address. None enters a measure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from measures.lag.frontiers import FrontierStep, ordinal
from measures.lag.records import LagStatistic
from measures.lag.rules import Sides, verdict
from measures.lag.windows import Frontiers, Mean, backward_mean, horizontal_mean, vertical_mean
from terms.words import HEADLINE_LAG_RULE, LagRule

STATISTICS = tuple(
    it.value for it in LagStatistic if it is not LagStatistic.HORIZONTAL_WITH_UNCAUGHT
)
BACKWARD_RULES = {
    LagStatistic.BACKWARD_ONE_SE: LagRule.ONE_SE,
    LagStatistic.BACKWARD_SIGNIFICANCE: LagRule.SIGNIFICANCE,
}
"""Rule of the backward means that are not of the headline's."""


@dataclass(frozen=True, slots=True)
class Number:
    """One published number: months, or the series' unit for `vertical`."""

    statistic: str
    published: float
    low: float | None
    high: float | None
    level: float | None
    why: str
    """Why ours may differ."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Means over one window that one publication gives."""

    id: str
    by: str
    series: str
    url: str
    from_on: str
    through_on: str
    vintage_by: str
    """Ours rest on the newest vintage published by this day, where one is known."""
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Monthly:
    """A published series of monthly lags; `months` are (ISO day, months behind)."""

    id: str
    by: str
    series: str
    url: str
    tolerance: float
    """Points by which closed may be below open and still count as there."""
    vintage_by: str
    months: tuple[tuple[str, float], ...]


@cache
def load() -> tuple[tuple[Statement, ...], tuple[Monthly, ...]]:
    """The bundled published numbers. Raises KeyError or TypeError when the file is not as here."""
    text = resources.files("measures.lag").joinpath("published.toml").read_text("utf-8")
    found = tomllib.loads(text)
    return tuple(map(_statement, found["statement"])), tuple(map(_monthly, found["monthly"]))


def _statement(table: dict[str, Any]) -> Statement:
    days = ("from_on", "through_on", "vintage_by")
    numbers = tuple(
        Number(**{"low": None, "high": None, "level": None, **number})
        for number in table["numbers"]
    )
    unknown = {number.statistic for number in numbers} - set(STATISTICS)
    if unknown:
        raise KeyError(f"statement {table['id']}: no statistic {', '.join(sorted(unknown))}")
    return Statement(
        **{**table, **{name: table[name].isoformat() for name in days}, "numbers": numbers}
    )


def _monthly(table: dict[str, Any]) -> Monthly:
    months = tuple(
        (month["on"].isoformat(), float(month["published"])) for month in table["months"]
    )
    return Monthly(**{**table, "vintage_by": table["vintage_by"].isoformat(), "months": months})


def ours(found: Frontiers, statement: Statement, statistic: str, level: float) -> Mean | None:
    """Our mean for a statistic of `STATISTICS`, in days (`vertical`: the series' unit)."""
    window = (statement.from_on, statement.through_on)
    if statistic == LagStatistic.HORIZONTAL:
        return horizontal_mean(found, statement.through_on, level)
    if statistic == LagStatistic.VERTICAL:
        return vertical_mean(found, window, level)
    rule = BACKWARD_RULES.get(LagStatistic(statistic), HEADLINE_LAG_RULE)
    is_uncensored = statistic == LagStatistic.BACKWARD_UNCENSORED
    return backward_mean(found, window, rule, uncensored=is_uncensored)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of another group beside ours; days, None where a class has no entry yet."""

    on: str
    published: float
    """Months, as published."""
    same_rule: int | None
    """Ours by their rule: the open leader's release minus the first closed within tolerance."""
    daily: int | None
    """Ours: the backward lag of that day at tolerance 0, which grows until open moves."""
    is_censored: bool
    open_model: str | None


def months(found: Frontiers, published: Monthly) -> list[Month]:
    """Every published month beside ours on the same day."""
    return [_month(found.until(on), on, value, published) for on, value in published.months]


def _month(known: Frontiers, on: str, value: float, published: Monthly) -> Month:
    if not known.closed or not known.opened:
        return Month(on, value, None, None, False, None)
    leader = known.opened[-1]
    said = verdict(
        Sides(known.closed, known.opened, known.closed[-1], leader), on, HEADLINE_LAG_RULE
    )
    daily = None
    if said.sign is not None and said.since is not None:
        daily = said.sign * (ordinal(on) - ordinal(said.since))
    return Month(
        on=on,
        published=value,
        same_rule=held(known.closed, leader, published.tolerance),
        daily=daily,
        is_censored=said.censored is not None,
        open_model=leader.item.model,
    )


def held(closed: Sequence[FrontierStep], leader: FrontierStep, tolerance: float) -> int | None:
    """Days from the first closed step within `tolerance` of an open one until that one's day.

    IAPS's rule, found from its data: the lag on the day of the open release, held until the next.
    """
    there = next((step for step in closed if step.score >= leader.score - tolerance), None)
    return None if there is None else ordinal(leader.on) - ordinal(there.on)
