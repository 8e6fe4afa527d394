"""Issue of published lags beside gapwatch's own: board `lag_compare` of table estimate."""

from collections.abc import Iterator
from typing import Any

from measures.boards.states import Contender, ranked, whole
from measures.known import DerivedBoard, Known, derived
from measures.lag.frontiers import Clock, newest_field, released
from measures.lag.published import (
    Monthly,
    PublishedNumber,
    Statement,
    load,
    months,
    ours,
)
from measures.lag.records import LagCompareEstimate, LagCompareMean, LagCompareMonth, ReleaseDates
from measures.lag.windows import Frontiers, Mean
from measures.series import Series
from measures.uncertainty.intervals import LEVEL
from terms.days import DAYS_A_MONTH
from terms.days import months as months_of
from terms.openness import HEADLINE_RULE
from terms.words import LagStatistic

Row = dict[str, Any]


def _printed(item: Contender) -> str | None:
    return item.row.get("released_on")


BOARD_DATES = Clock("board", _printed)
"""Release date as the board prints it: what others may have used."""


def lag_comparison(known: Known, series: Series) -> Iterator[DerivedBoard]:
    """Every published number of a series beside ours; nothing where it has none, or no vintage."""
    statements, monthly = load()
    published: list[Statement | Monthly] = [*statements, *monthly]
    dated = [
        (told, vintage_on)
        for told in published
        if told.series == series.id and (vintage_on := _vintage(known, series, told.vintage_by))
    ]
    if dated:
        rows = [row for told, on in dated for row in _rows(known, series, told, on)]
        newest = max(on for _, on in dated)
        yield derived("estimate", LagCompareEstimate.MEASURE, series.id, newest, rows)


def _rows(
    known: Known, series: Series, told: Statement | Monthly, vintage_on: str
) -> Iterator[Row]:
    if isinstance(told, Statement):
        return _statement_rows(known, series, told, vintage_on)
    return _month_rows(known, series, told, vintage_on)


def _vintage(known: Known, series: Series, by: str) -> str | None:
    """Published date of the newest whole vintage by that day, else of the newest of all."""
    states = whole(known.states[series.id])
    days = [one.published_on for _, one in ranked(series, states, known.through)]
    by_then = [day for day in days if day <= by] or days
    return by_then[-1] if by_then else None


def _frontiers(
    known: Known, series: Series, vintage_on: str, clock: Clock
) -> tuple[Frontiers, tuple[int, ...]]:
    states = whole(known.states[series.id])
    field = newest_field(series, states, known.names, clock, vintage_on)
    return Frontiers.of(field, HEADLINE_RULE, vintage_on), field.vintages


def _statement_rows(
    known: Known, series: Series, told: Statement, vintage_on: str
) -> Iterator[Row]:
    for dates, clock in (
        (ReleaseDates.REGISTRY, released(known.names)),
        (ReleaseDates.BOARD, BOARD_DATES),
    ):
        found, vintages = _frontiers(known, series, vintage_on, clock)
        for number in told.numbers:
            mean = ours(found, told, number.statistic, number.level or LEVEL)
            yield LagCompareMean(
                **_in_unit(mean, number, series),
                series=told.series,
                from_on=told.from_on,
                through_on=told.through_on,
                vintages=vintages,
                publication=told.id,
                by=told.by,
                url=told.url,
                published=number.published,
                vintage_on=vintage_on,
                vintage_by=told.vintage_by,
                statistic=LagStatistic(number.statistic),
                published_low=number.low,
                published_high=number.high,
                dates=dates,
                why=number.why,
                bounds=None if mean is None else mean.bounds,
            ).row(known.code_version)


def _in_unit(mean: Mean | None, number: PublishedNumber, series: Series) -> Row:
    is_score = number.statistic == LagStatistic.VERTICAL
    scale = 1.0 if is_score else DAYS_A_MONTH
    return {
        "value": mean and mean.value / scale,
        "low": None if mean is None or mean.low is None else mean.low / scale,
        "high": None if mean is None or mean.high is None else mean.high / scale,
        "ci_level": None if mean is None or mean.low is None else number.level or LEVEL,
        "n": mean and mean.n,
        "unit": series.unit if is_score else "months",
    }


def _month_rows(known: Known, series: Series, told: Monthly, vintage_on: str) -> Iterator[Row]:
    found, vintages = _frontiers(known, series, vintage_on, released(known.names))
    on_board_dates, _ = _frontiers(known, series, vintage_on, BOARD_DATES)
    theirs = months(on_board_dates, told)
    for month, other in zip(months(found, told), theirs, strict=True):
        yield LagCompareMonth(
            series=told.series,
            value=_months(month.daily),
            from_on=month.on,
            through_on=month.on,
            vintages=vintages,
            publication=told.id,
            by=told.by,
            url=told.url,
            published=month.published,
            vintage_on=vintage_on,
            vintage_by=told.vintage_by,
            same_rule=_months(month.same_rule),
            same_rule_board_dates=_months(other.same_rule),
            is_bound=month.is_censored,
            open_model=month.open_model,
        ).row(known.code_version)


def _months(days: int | None) -> float | None:
    return None if days is None else months_of(days)
