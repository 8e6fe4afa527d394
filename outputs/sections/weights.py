"""From API to weights: how long models were sold before their weights could be had."""

from __future__ import annotations

from collections.abc import Sequence

from outputs.sections.section import Cell, Row, Section, cell, ends, figure, folded
from outputs.wording import ModelNames, model_name, name
from terms.days import day, days
from terms.numbers import number, plural
from terms.openness import Openness

SHOWN = 8


def days_to_weights(rows: Sequence[Row], names: ModelNames) -> Section:
    """Models whose weights followed, newest first."""
    rows = sorted(rows, key=lambda row: str(row["weights_on"]), reverse=True)
    first, longest = rows[0], max(rows, key=lambda row: int(row["days"]))
    middle, count = first["median_days"], plural(first["n"], "model")
    median = number(middle, 0 if middle % 1 == 0 else 1)
    lines = [_line(row, names) for row in rows]
    return Section(
        key="weights",
        title="From API to weights",
        lead=f"Where weights followed an API, they came {median} days later in the median "
        f"({count}, {ends(first, 'median_low', 'median_high', 0)}). "
        f"{_called(longest, names)} took longest, {days(longest['days'])}.",
        columns=("Model", ">Days", "Sold from", "Weights from", "Openness"),
        rows=lines[:SHOWN],
        caption="Models that were sold before their weights came, newest first",
        note="Only models whose weights came: it says nothing of those that never open, which are "
        "most closed models, nor of those that were open from their first day.",
        method="methods-from-api-to-weights",
        fold=folded(f"{len(lines) - SHOWN} earlier", lines[SHOWN:]),
    )


def _called(row: Row, names: ModelNames) -> str:
    return name(row["name"], 40).text if row["name"] else model_name(row["model"], names).text


def _line(row: Row, names: ModelNames) -> Sequence[Cell]:
    return (
        cell(_called(row, names)),
        figure(f"{row['days']:,}"),
        cell(day(row["api_on"])),
        cell(day(row["weights_on"])),
        cell(Openness(row["openness"]).text),
    )
