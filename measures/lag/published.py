"""Lags that others published, and gapwatch's own computed the same way, to stand side by side.

The published numbers live in `published.toml`, each with its address. None enters a measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated

from measures.errors import DeclarationInvalid
from measures.gap.field import FrontierStep
from measures.lag.frontiers import ordinal
from measures.lag.rules import verdict
from measures.lag.windows import Frontiers, Mean, backward_mean, horizontal_mean, vertical_mean
from terms.declared import Day, Declared, Real, SecureAddress, Text, from_toml, one_of
from terms.words import HEADLINE_LAG_RULE, LagRule, LagStatistic

STATISTICS = tuple(
    it.value for it in LagStatistic if it is not LagStatistic.HORIZONTAL_WITH_UNCAUGHT
)
BACKWARD_RULES = {
    LagStatistic.BACKWARD_ONE_SE: LagRule.ONE_SE,
    LagStatistic.BACKWARD_SIGNIFICANCE: LagRule.SIGNIFICANCE,
}
"""Rule of the backward means that are not of the headline's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedNumber(Declared):
    """One published number: months, or the series' unit for `vertical`."""

    statistic: Annotated[str, one_of(*STATISTICS)]
    """Which of our statistics it stands beside."""
    published: float
    """The number."""
    low: float | None = None
    """Lower end of its interval."""
    high: float | None = None
    """Upper end."""
    level: float | None = None
    """Level of the interval, 0 to 1."""
    why: Text
    """Why ours may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Declared):
    """Means over one window that one publication gives."""

    id: Text
    """Name of the publication."""
    by: Text
    """Who published it, and when."""
    series: Text
    """Series it is about."""
    url: SecureAddress
    """Its address."""
    from_on: Day
    """First day of the window."""
    through_on: Day
    """Last day of it."""
    vintage_by: Day
    """Ours rest on the newest vintage published by this day, where one is known."""
    numbers: tuple[PublishedNumber, ...]
    """What it gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedMonth(Declared):
    """The lag of one month."""

    on: Day
    """Day of the month that it is given for."""
    published: float
    """Months behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly(Declared):
    """A published series of monthly lags."""

    id: Text
    """Name of the publication."""
    by: Text
    """Who published it, and when."""
    series: Text
    """Series it is about."""
    url: SecureAddress
    """Its address."""
    tolerance: Real
    """Points by which closed may be below open and still count as there."""
    vintage_by: Day
    """Ours rest on the newest vintage published by this day, where one is known."""
    months: tuple[PublishedMonth, ...]
    """What it gives, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile(Declared):
    """`published.toml`."""

    statement: tuple[Statement, ...]
    """Means over a window."""
    monthly: tuple[Monthly, ...]
    """Lags month by month."""


@cache
def load() -> tuple[tuple[Statement, ...], tuple[Monthly, ...]]:
    """The bundled published numbers. Raises DeclarationInvalid."""
    return read(resources.files("measures.lag").joinpath("published.toml").read_text("utf-8"))


def read(text: str) -> tuple[tuple[Statement, ...], tuple[Monthly, ...]]:
    """The published numbers of a TOML text. Raises DeclarationInvalid."""
    found = from_toml(text, PublishedFile, "measures/lag/published.toml", DeclarationInvalid)
    return found.statement, found.monthly


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
    return [
        _month(found.until(one.on), one.on, one.published, published) for one in published.months
    ]


def _month(known: Frontiers, on: str, value: float, published: Monthly) -> Month:
    sides = known.sides()
    if sides is None:
        return Month(on, value, None, None, False, None)
    leader = sides.open_leader
    said = verdict(sides, on, HEADLINE_LAG_RULE)
    daily = None
    if said.sign is not None and said.since is not None:
        daily = said.sign * (ordinal(on) - ordinal(said.since))
    return Month(
        on=on,
        published=value,
        same_rule=held(sides.closed, leader, published.tolerance),
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
