"""How fast a level of quality gets cheaper, and why most levels have no rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from measures.series import Series
from measures.uncertainty.intervals import level_in_words
from outputs.charts.small import lows
from outputs.sections.section import Cell, Fold, Section, cell, counted, figure
from outputs.wording import Name, name
from terms.days import day, days
from terms.numbers import number, plural
from terms.units import score

Row = Mapping[str, Any]
CLASSES = {"all": "all models", "closed": "closed models", "open": "open models"}
USELESS = 1000
"""An upper end beyond this many times a year bounds nothing, however many digits it has."""
NO_INTERVAL = "no interval"


def declines(
    rows: Sequence[Row], declared: Mapping[str, Series], headline: str, today: date
) -> Section | None:
    """Levels with a rate; the others folded with the reason."""
    order = {series: place for place, series in enumerate(declared)}
    found = [row for row in rows if row["measure"] == "price_decline" and row["series"] in declared]
    if not found:
        return None
    found.sort(key=lambda it: (order[it["series"]], it["detail"]["threshold"], _class(it)))
    fitted = [row for row in found if row["value"] is not None]
    none = [row for row in found if row["value"] is None]
    rest = [_without(row, declared) for row in none]
    return Section(
        key="declines",
        title="How fast a level gets cheaper",
        said=_said(found, fitted, declared, headline),
        columns=("Series, level", "Cheaper per year", "Halves every", "Record lows", "From, to"),
        rows=[_fit(row, declared, today) for row in fitted],
        caption="Rate fitted to the record lows of the price at or above a score; pictures on one "
        "log axis",
        note="A record low is a price below all before it. Scores are the newest on all days, so a "
        "model that was re-scored counts with its new score.",
        fold=Fold(f"{len(rest)} levels and classes without a rate, with the reason", rest)
        if rest
        else None,
    )


def _class(row: Row) -> str:
    return str(row["variant"]).rpartition("|")[2]


def _level(row: Row, declared: Mapping[str, Series]) -> Cell:
    series = declared[row["series"]]
    at = f"at or above {score(row['detail']['threshold'], series.unit)}"
    whose = CLASSES.get(_class(row), name(_class(row), 20).text)
    return Cell(Name(series.title), [Name(f"{at}; {whose}")], series_id=series.id)


def _fit(row: Row, declared: Mapping[str, Series], today: date) -> Sequence[Cell]:
    points = [(date.fromisoformat(point[0]), point[2]) for point in row["detail"]["points"]]
    return (
        _level(row, declared),
        figure(f"{number(row['value'])} times", _interval(row), _doubt(row)),
        cell(_halving(row)),
        figure(str(row["n"]), f"of {plural(row['detail']['models'], 'model')}"),
        Cell(
            Name(f"{day(row['from_on'])} to {day(row['through_on'])}"),
            picture=lows(points, today, "Record lows of the price, log scale"),
        ),
    )


def _without(row: Row, declared: Mapping[str, Series]) -> Sequence[Cell]:
    span = [day(row[end]) for end in ("from_on", "through_on") if row[end]]
    return (
        _level(row, declared),
        cell("none", name(row["caveat"] or "", 160).text),
        cell("–"),
        figure(str(row["n"] or 0), f"of {plural(row['detail']['models'], 'model')}"),
        cell(" to ".join(dict.fromkeys(span)) or "–"),
    )


def _interval(row: Row) -> str:
    if row["low"] is None or row["high"] is None:
        return NO_INTERVAL
    high = number(row["high"]) if row["high"] <= USELESS else f"more than {USELESS:,}"
    return f"{level_in_words(row['ci_level'])} CI {number(row['low'])} to {high}"


def _doubt(row: Row) -> str:
    """Why the rate has no interval, or that its interval does not hold it."""
    if row["low"] is None or row["high"] is None:
        return name(row["detail"].get("no_interval") or row["caveat"] or "", 200).text
    if row["low"] <= row["value"] <= row["high"]:
        return ""
    return "outside its own interval: not to be relied on"


def _range(values: Sequence[float]) -> str:
    ends = dict.fromkeys(number(it) for it in (min(values), max(values)))
    return " to ".join(ends)


def _is_bounded(row: Row) -> bool:
    known = row["low"] is not None and row["high"] is not None
    return known and row["low"] <= row["value"] <= row["high"] <= USELESS


def _halving(row: Row) -> str:
    known = row["detail"]["halving_days"]
    return "not known" if known is None else days(round(known))


def _said(
    found: Sequence[Row], fitted: Sequence[Row], declared: Mapping[str, Series], headline: str
) -> str:
    every = [row for row in found if _class(row) == "all"]
    rates = [row for row in fitted if _class(row) == "all"]
    if not rates:
        return (
            f"No rate can be told yet: none of {plural(len(every), 'level')} of quality "
            "has enough record lows over enough time."
        )
    values = [row["value"] for row in rates]
    halves = [row["detail"]["halving_days"] for row in rates if row["detail"]["halving_days"]]
    told = [
        f"A rate can be fitted at {counted(len(rates), len(every))} levels of quality: "
        f"{_range(values)} times cheaper a year, in the median {number(median(values))} times"
        + (f", halving every {days(round(median(halves)))}." if halves else ".")
    ]
    row = next((row for row in rates if row["series"] == headline), None)
    if row is not None:
        series = declared[headline]
        told.append(
            f"At {score(row['detail']['threshold'], series.unit)} or more on {series.title}: "
            f"{number(row['value'])} times ({_interval(row)}; {row['n']} record lows)."
        )
    loose = sum(not _is_bounded(row) for row in rates)
    if loose:
        told.append(
            f"{counted(loose, len(rates))} have no interval that bounds the rate: a handful of "
            "points does not fix it."
        )
    if len(every) > len(rates):
        told.append("The others have too few record lows, or too short a time, for any rate.")
    return " ".join(told)
