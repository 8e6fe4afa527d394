"""Corrections: gaps of past days, as published then and as known now."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from outputs.sections.section import (
    Cell,
    Row,
    Section,
    cell,
    counted,
    ends,
    figure,
    folded,
    series_cell,
)
from outputs.wording import ModelNames, model_name
from terms.days import day
from terms.numbers import MISSING, agreeing, number, plural, signed
from terms.units import Unit, places_of

KINDS = {"reestimated": "", "rederived": "derived anew by gapwatch, since that day"}
NOTE = (
    "Boards that estimate all models together move their past with every page; the gap of a day is "
    "read again from the newest page. The median leaves out days between which the scale moved."
)
SHOWN = 10


def correction(rows: Sequence[Row], names: ModelNames) -> Section:
    """Day by day of one series, newest first; or, of several series, one line each."""
    if len({row["series"] for row in rows}) > 1:
        return _overview(rows)
    rows = sorted(rows, key=lambda row: str(row["on_date"]), reverse=True)
    first = rows[0]
    lines = [_line(row, names) for row in rows]
    return Section(
        key="corrections",
        title="Published then, known now",
        lead=_lead(first, len(rows)),
        columns=("Day", ">Gap then", ">Gap now", ">Change"),
        rows=lines[:SHOWN],
        caption=f"Gaps of past days in {_unit(first)}, newest first",
        note=NOTE,
        method="correction",
        fold=folded(f"{len(rows) - SHOWN} earlier days", lines[SHOWN:]),
    )


def _unit(row: Row) -> str:
    return Unit(row["unit"]).difference


def _lead(row: Row, shown: int) -> str:
    change = row["median_change"]
    if change is None:
        return (
            f"The scale moved after {plural(shown, 'published day')}, so then and now do not "
            "compare."
        )
    of, is_same = f"in the median of {plural(row['n'], 'day')}", not round(change, _places(row))
    if row["n"] == 1:
        reads = "the same as" if is_same else f"{_moved(row)} today than"
        return (
            f"The gap of the one past day that can be compared reads {reads} when it was "
            "published; one day is too few to be sure."
        )
    if is_same:
        return f"Gaps of past days read today as they were published, {of}."
    told = f"Gaps of past days read {_moved(row)} today than when they were published, {of}"
    if row["median_low"] is None:
        return f"{told}, too few to be sure."
    if row["median_low"] <= 0 <= row["median_high"]:
        return f"{told}; that may be no change at all."
    return f"{told}: they were too {'low' if change > 0 else 'high'}."


def _moved(row: Row) -> str:
    change = row["median_change"]
    size = number(abs(change), _places(row))
    return f"{size} {_unit(row)} {'higher' if change > 0 else 'lower'}"


def _places(row: Row) -> int:
    return places_of(row["unit"])


def _line(row: Row, names: ModelNames) -> Sequence[Cell]:
    return (
        cell(day(row["on_date"]), KINDS[row["kind"]]),
        *(_then_or_now(row, when, names) for when in ("then", "now")),
        cell("the scale moved" if row["crosses_break"] else signed(row["change"], _places(row))),
    )


def _then_or_now(row: Row, when: str, names: ModelNames) -> Cell:
    models = (row[f"closed_model_{when}"], row[f"open_model_{when}"])
    told = ", ".join(model_name(it, names).text for it in models if it)
    places = _places(row)
    shown = agreeing(row["gap_now"], row["gap_then"], row["change"], places, places)
    return figure(signed(row[f"gap_{when}"], shown), told)


def _overview(rows: Sequence[Row]) -> Section:
    by_series = [
        list(some) for _, some in groupby(rows, key=lambda row: (row["series"], row["kind"]))
    ]
    firsts = [some[0] for some in by_series]
    sure = [row for row in firsts if row["median_low"] is not None
            and (row["median_low"] > 0 or row["median_high"] < 0)]  # fmt: skip
    moved, clear = (len({row["series"] for row in some}) for some in (firsts, sure))
    told = (
        f"On {plural(moved, 'benchmark')} gaps were read again from a newer page; on "
        f"{clear or 'none'} they moved clearly to one side."
    )
    if sure:
        most = max(sure, key=lambda row: int(row["n"]))
        told += f" Most often on {most['title']}: {_moved(most)} than published, in the median."
    return Section(
        key="corrections",
        title="Gaps that were corrected later",
        lead=told,
        columns=("Benchmark", ">Median change", ">Days", ">Largest change"),
        rows=[_of_series(some) for some in by_series],
        caption="Gap as known now minus gap as published on the day",
        note=NOTE,
        method="correction",
    )


def _of_series(rows: Sequence[Row]) -> Sequence[Cell]:
    first = rows[0]
    known = [row["change"] for row in rows if not row["crosses_break"]]
    most = max(known, key=abs, default=None)
    change = first["median_change"]
    return (
        series_cell(first, KINDS[first["kind"]]),
        figure(
            MISSING if change is None else f"{signed(change, _places(first))} {_unit(first)}",
            ends(first, "median_low", "median_high", _places(first)),
        ),
        cell(counted(len(known), len(rows)) + " compare"),
        cell(MISSING if most is None else signed(most, _places(first))),
    )
