"""The gap that fits one GPU: the best open model that one can run, beside that of any size."""

from __future__ import annotations

from collections.abc import Sequence

from measures.gap.judgement import may_lead
from outputs.sections.section import (
    INACTIVE,
    Cell,
    Row,
    Section,
    cell,
    counted,
    ends,
    figure,
    folded,
    is_live,
    series_cell,
)
from outputs.wording import ModelNames, model_name
from terms.days import day, days, months
from terms.numbers import MISSING, number, signed
from terms.units import Unit, places_of
from terms.words import GapVerdict


def one_gpu(rows: Sequence[Row], names: ModelNames) -> Section:
    """Active series with a model that fits; the others, and those without one, folded."""
    fits = [row for row in rows if row["open_model"]]
    first = [row for row in fits if is_live(row)] or fits or list(rows)
    rest = [row for row in rows if row not in first]
    return Section(
        key="one-gpu",
        title="What fits one GPU",
        lead=_lead(rows, fits, names),
        columns=("Benchmark", "Open model that fits", ">Gap to closed", ">Any size", ">Behind"),
        rows=[_line(row, names) for row in first],
        caption="Best closed model minus the best open model that fits one GPU of 80 GB",
        note="All parameters at the released precision (2 bytes each unless the registry says "
        "otherwise) and 20 % more are to fit. Models whose size nobody says do not count; those "
        "above are named.",
        method="methods-the-gap-that-fits-one-gpu",
        fold=folded(
            f"{len(rest)} more: {INACTIVE}, or nothing that fits",
            [_line(row, names) for row in rest],
        ),
    )


def _lead(rows: Sequence[Row], fits: Sequence[Row], names: ModelNames) -> str:
    told = (
        f"On {counted(len(fits), len(rows))} benchmarks an open model that fits one GPU was tested."
    )
    row = next((row for row in fits if row["series"] == "eci"), fits[0] if fits else None)
    if row is None:
        return told
    whole, own = row["any_size_gap"], row["gap"]
    best = model_name(row["open_model"], names).text
    if row["verdict"] in DOUBTED:
        return (
            f"The best open model that fits one GPU on {row['title']} is {best}. How far it is "
            f"behind {GapVerdict.CANNOT_BE_JUDGED.text}."
        )
    beside = "" if whole is None else f"; of any size, {_apart(whole, row)}"
    return (
        f"On {row['title']} the best open model that fits one GPU, {best}, is "
        f"{_apart(own, row)} closed models{beside} (data to {day(row['shown_on'])})."
    )


DOUBTED = (GapVerdict.CANNOT_BE_JUDGED, GapVerdict.NOT_TESTED_LATELY)
"""Verdicts that say why there is none."""


def _apart(gap: float, row: Row) -> str:
    size = number(abs(gap), places_of(row["unit"]))
    where = "behind" if gap > 0 else "ahead of"
    return f"{size} {Unit(row['unit']).difference} {where}"


def _signed(value: float, row: Row) -> str:
    return signed(value, places_of(row["unit"]))


def _line(row: Row, names: ModelNames) -> Sequence[Cell]:
    unit, unknown = Unit(row["unit"]).difference, row["size_unknown_above"]
    above = ", ".join(model_name(it, names).text for it in unknown.split(", ")) if unknown else ""
    more = f"better, of unknown size: {above}" if above else ""
    if row["open_model"]:
        best = model_name(row["open_model"], names).text
        fits = cell(best, f"needs {row['memory_gb']:.0f} GB", more)
    else:
        fits = cell("none tested", more)
    doubt = row["verdict"] in DOUBTED
    return (
        series_cell(row, f"as of {day(row['shown_on'])}"),
        fits,
        figure(MISSING) if row["gap"] is None else figure(
            f"{_signed(row['gap'], row)} {unit}",
            ends(row, "gap_low", "gap_high", places_of(row["unit"])),
            GapVerdict(row["verdict"]).text if doubt else "",
            may_lead(row["unresolved_above"]) if doubt and row["unresolved_above"] else "",
        ),
        cell(MISSING if row["any_size_gap"] is None else _signed(row["any_size_gap"], row)),
        cell(*_lag(row)),
    )  # fmt: skip


def _lag(row: Row) -> tuple[str, ...]:
    lag = row["lag_days"]
    if lag is None:
        return (MISSING,)
    if lag < 0:
        return (f"ahead by {days(-lag)}",)
    least = "≥ " if row["lag_censored"] else ""
    return f"{least}{days(lag)}", f"{least}{number(months(lag))} months"
