"""Saturation: how near the leaders of both classes are to the ceiling of a set of items."""

from __future__ import annotations

from collections.abc import Sequence

from outputs.sections.section import (
    Cell,
    Row,
    Section,
    amount,
    cell,
    counted,
    ends,
    figure,
    folded,
    is_live,
    series_cell,
)
from outputs.wording import ModelNames, model_name
from terms.days import day
from terms.units import score


def saturation(rows: Sequence[Row], names: ModelNames) -> Section:
    """Saturated and active series, nearest to the ceiling first; those that ended are folded."""
    rows = sorted(rows, key=lambda row: float(row["ceiling_distance"]))
    first = [row for row in rows if row["is_saturated"] or is_live(row)] or rows
    rest = [row for row in rows if row not in first]
    return Section(
        key="ceiling",
        title="How near to the ceiling",
        lead=_lead(rows, names),
        columns=(
            "Benchmark",
            ">Points to 100 %",
            "Best closed model",
            ">Errors from open",
            "Saturated",
        ),
        rows=[_line(row, names) for row in first],
        caption="The best closed score, and how many standard errors the best open is behind it",
        note="Saturated: the best closed and the best open model are above 90 % and at most two "
        "standard errors of their difference apart, on any series of the same items.",
        method="saturation",
        fold=folded(
            f"{len(rest)} more, closed to new entries or disputed",
            [_line(it, names) for it in rest],
        ),
    )


def _lead(rows: Sequence[Row], names: ModelNames) -> str:
    full = [row for row in rows if row["is_saturated"]]
    told = (
        f"{counted(len(full), len(rows))} benchmarks are saturated: above 90 %, their best closed "
        "and open models are too close to call."
    )
    near = next((row for row in rows if is_live(row) and not row["is_saturated"]), None)
    if near is None or len(rows) == 1:
        return told
    return f"{told} Next: {near['title']}, {amount(near['ceiling_distance'])} points below 100 %."


def _line(row: Row, names: ModelNames) -> Sequence[Cell]:
    best = model_name(row["leader_model"], names).text
    return (
        series_cell(row),
        figure(amount(row["ceiling_distance"]), ends(row, "distance_low", "distance_high")),
        cell(best, score(row["leader_value"], row["unit"])),
        cell(amount(row["errors_apart"])),
        cell(f"since {day(row['saturated_since'])}" if row["saturated_since"]
             else "yes" if row["is_saturated"] else "no"),
    )  # fmt: skip
