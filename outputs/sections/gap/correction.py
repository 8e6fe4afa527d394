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
    figure,
    folded,
    series_cell,
)
from outputs.wording import ModelNames, model_name
from terms.days import day
from terms.numbers import MISSING, agreeing, plural, signed
from terms.units import Unit, places_of

KINDS = {"reestimated": "", "rederived": "derived anew by gapwatch, since that day"}
NOTE = (
    "Boards that estimate all models together move their past with every page; the gap of a day is "
    "read again from the newest page. Days between which the scale moved do not compare."
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
        lead=_lead(rows),
        columns=("Day", ">Gap then", ">Gap now", ">Change"),
        rows=lines[:SHOWN],
        caption=f"Gaps of past days in {_unit(first)}, newest first",
        note=NOTE,
        method="methods-corrections",
        fold=folded(f"{len(rows) - SHOWN} earlier days", lines[SHOWN:]),
    )


def _unit(row: Row) -> str:
    return Unit(row["unit"]).difference


def _lead(rows: Sequence[Row]) -> str:
    known = sorted(row["change"] for row in rows if not row["crosses_break"])
    if not known:
        return (
            f"The scale moved after {plural(len(rows), 'published day')}, so then and now do not "
            "compare."
        )
    ends = dict.fromkeys(signed(one, _places(rows[0])) for one in (known[0], known[-1]))
    gaps = "its publication, the gap" if len(known) == 1 else "their publication, gaps"
    return (
        f"Since {gaps} of {plural(len(known), 'past day')} changed by {' to '.join(ends)} "
        f"{_unit(rows[0])}."
    )


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
    read = len({row["series"] for row in rows})
    return Section(
        key="corrections",
        title="Gaps that were corrected later",
        lead=f"On {plural(read, 'benchmark')} gaps of past days were read again from newer data.",
        columns=("Benchmark", ">Days", ">Largest change"),
        rows=[_of_series(some) for some in by_series],
        caption="Gap as known now minus gap as published on the day",
        note=NOTE,
        method="methods-corrections",
    )


def _of_series(rows: Sequence[Row]) -> Sequence[Cell]:
    first = rows[0]
    known = [row["change"] for row in rows if not row["crosses_break"]]
    most = max(known, key=abs, default=None)
    return (
        series_cell(first, KINDS[first["kind"]]),
        cell(counted(len(known), len(rows)) + " compare"),
        cell(MISSING if most is None else f"{signed(most, _places(first))} {_unit(first)}"),
    )
