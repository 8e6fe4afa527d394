"""How fast a level of quality gets cheaper, and why most levels have no rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from measures.estimates import Estimate, only
from measures.price.records import (
    FEW_RATES_ALLOWED,
    NO_RATE_MEANS,
    NoInterval,
    PriceDeclineEstimate,
    PricedGroup,
)
from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.charts.small import lows
from outputs.sections.section import Cell, Fold, Section, cell, counted, figure, parted
from outputs.wording import Name, name
from terms.days import day, days
from terms.numbers import number, plural
from terms.units import level

Fitted = tuple[PriceDeclineEstimate, float]
"""A level with its rate."""
USELESS = 1000
"""An upper end beyond this many times a year bounds nothing, however many digits it has."""
NO_INTERVAL = "no interval"


def declines(
    estimates: Sequence[Estimate], declared: Mapping[str, Series], headline: str, today: date
) -> Section | None:
    """Levels with a rate; the others folded with the reason."""
    order = {series: place for place, series in enumerate(declared)}
    found = [row for row in only(PriceDeclineEstimate, estimates) if row.series in declared]
    if not found:
        return None
    found.sort(key=lambda it: (order[it.series], it.threshold, it.group))
    fitted = [(row, row.value) for row in found if row.value is not None]
    none = [row for row in found if row.value is None]
    rest = [_without(row, declared) for row in none]
    lead, note = parted(
        _summary(found, fitted, declared, headline),
        "A record low is a price below all before it. Scores are the newest on all days, so a "
        "model that was re-scored counts with its new score.",
    )
    return Section(
        key="declines",
        title="How fast a level gets cheaper",
        lead=lead,
        columns=("Series, level", "Cheaper per year", "Halves every", "Record lows", "From, to"),
        rows=[_fit(row, rate, declared, today) for row, rate in fitted],
        caption="Rate fitted to the record lows of the price at or above a score",
        note=note,
        fold=Fold(f"{len(rest)} levels and classes without a rate, with the reason", rest)
        if rest
        else None,
    )


def _level(row: PriceDeclineEstimate, declared: Mapping[str, Series]) -> Cell:
    series = declared[row.series]
    at = f"at or above {level(row.threshold, series.unit)}"
    return Cell(Name(series.title), [Name(f"{at}; {row.group} models")], series_id=series.id)


def _fit(
    row: PriceDeclineEstimate, rate: float, declared: Mapping[str, Series], today: date
) -> Sequence[Cell]:
    points = [(date.fromisoformat(point.on), point.price) for point in row.points]
    return (
        _level(row, declared),
        figure(f"{number(rate)} times", _interval(row), _doubt(row, rate)),
        cell(_halving(row)),
        figure(str(row.n), f"of {plural(row.models, 'model')}"),
        Cell(
            Name(" to ".join(day(end) for end in _span(row))),
            picture=lows(points, today, "Record lows of the price, log scale"),
        ),
    )


def _without(row: PriceDeclineEstimate, declared: Mapping[str, Series]) -> Sequence[Cell]:
    return (
        _level(row, declared),
        cell("none", name(row.caveat or "", 160).text),
        cell("–"),
        figure(str(row.n or 0), f"of {plural(row.models, 'model')}"),
        cell(" to ".join(dict.fromkeys(map(day, _span(row)))) or "–"),
    )


def _span(row: PriceDeclineEstimate) -> list[str]:
    """First and last day of the record lows, where there are any."""
    return [end for end in (row.from_on, row.through_on) if end]


def _ends(row: PriceDeclineEstimate) -> tuple[float, float] | None:
    return None if row.low is None or row.high is None else (row.low, row.high)


def _interval(row: PriceDeclineEstimate) -> str:
    ends = _ends(row)
    if ends is None or row.ci_level is None:
        return NO_INTERVAL
    low, high = ends
    told = number(high) if high <= USELESS else f"more than {USELESS:,}"
    return f"{level_in_words(row.ci_level)} interval {number(low)} to {told}"


def _doubt(row: PriceDeclineEstimate, rate: float) -> str:
    """Why the rate has no interval, or that its interval does not hold it."""
    ends = _ends(row)
    if ends is None:
        if row.no_interval is NoInterval.FEW_RATES:
            return row.share_without  # what that means stands once, under the table
        return name(row.why_no_interval or row.caveat or "", 200).text
    return "" if ends[0] <= rate <= ends[1] else "outside its own interval: not to be relied on"


def _range(values: Sequence[float]) -> str:
    ends = dict.fromkeys(number(it) for it in (min(values), max(values)))
    return " to ".join(ends)


def _is_bounded(row: PriceDeclineEstimate, rate: float) -> bool:
    ends = _ends(row)
    return ends is not None and ends[0] <= rate <= ends[1] <= USELESS


def _halving(row: PriceDeclineEstimate) -> str:
    return "not known" if row.halving_days is None else days(round(row.halving_days))


def _summary(
    found: Sequence[PriceDeclineEstimate],
    fitted: Sequence[Fitted],
    declared: Mapping[str, Series],
    headline: str,
) -> list[str]:
    every = [row for row in found if row.group is PricedGroup.ALL]
    rates = [(row, rate) for row, rate in fitted if row.group is PricedGroup.ALL]
    if not rates:
        return [
            f"No rate can be given yet: none of {plural(len(every), 'level')} of quality "
            "has enough record lows over enough time."
        ]
    values = [rate for _, rate in rates]
    halves = [row.halving_days for row, _ in rates if row.halving_days]
    halving = f", halving every {days(round(median(halves)))}" if halves else ""
    told = [
        f"In the median a level of quality gets {number(median(values))} times cheaper a "
        f"year{halving}. A rate can be fitted at {counted(len(rates), len(every))} levels.",
        f"The rates are {_range(values)} times a year.",
    ]
    told += [_decline_text(row, rate, declared) for row, rate in rates if row.series == headline][
        :1
    ]
    loose = sum(not _is_bounded(row, rate) for row, rate in rates)
    if loose:
        told.append(
            f"{counted(loose, len(rates))} have no interval that bounds the rate: a handful of "
            "points does not fix it."
        )
    if any(row.no_interval is NoInterval.FEW_RATES for row, _ in fitted):
        told.append(f"A draw without a rate has {NO_RATE_MEANS}; {FEW_RATES_ALLOWED} of them.")
    if len(every) > len(rates):
        told.append("The others have too few record lows, or too short a time, for any rate.")
    return told


def _decline_text(row: PriceDeclineEstimate, rate: float, declared: Mapping[str, Series]) -> str:
    series = declared[row.series]
    return (
        f"At {level(row.threshold, series.unit)} or more on {series.title}: "
        f"{number(rate)} times ({_interval(row)}; {row.n} record lows)."
    )
