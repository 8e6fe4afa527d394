"""Makers' own scores beside others': how much better a maker scores its own models."""

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
)
from outputs.wording import ModelNames, name
from terms.numbers import MISSING, p_value, plural, signed

ALL = "all"
"""Every maker of a benchmark together."""
SURE = 0.05


def vendor_inflation(rows: Sequence[Row], names: ModelNames) -> Section:
    """Every benchmark over all makers; makers one by one folded."""
    whole = sorted(
        (row for row in rows if row["maker"] == ALL), key=lambda row: -float(row["difference"])
    )
    makers = [row for row in rows if row["maker"] != ALL]
    return Section(
        key="vendor",
        title="Do makers score their own models higher?",
        lead=_lead(whole),
        columns=("Benchmark", ">Median difference, points", "Range over models", ">Higher", ">p"),
        rows=[_line(row) for row in whole or makers],
        caption="A maker’s best published score minus the best run by anybody else, model by model",
        note="The difference is that of the whole set-up: prompt, effort, attempts, harness. p: "
        "sign test that both are as likely to be the higher one.",
        method="methods-vendor-inflation",
        fold=folded(
            "Maker by maker, with few models each", [_line(row) for row in makers if whole]
        ),
    )


def _lead(rows: Sequence[Row]) -> str:
    tested = [row for row in rows if row["p_value"] is not None]
    sure = [row for row in tested if row["p_value"] < SURE and row["difference"] > 0]
    if not sure:
        return (
            f"On none of {plural(len(tested), 'benchmark')} is it clear that makers score their "
            "own models higher than others do."
        )
    most = sure[0]
    return (
        f"Yes, on {counted(len(sure), len(tested))} benchmarks. Most on {most['title']}: "
        f"{amount(most['difference'])} points in the median, higher for "
        f"{counted(most['higher'], most['n'])} models."
    )


def _line(row: Row) -> Sequence[Cell]:
    maker = "" if row["maker"] == ALL else f"models of {name(row['maker_name'], 30).text}"
    return (
        cell(row["title"], maker or f"{plural(row['n'], 'model')} that both sides scored"),
        figure(signed(row["difference"]), ends(row, "difference_low", "difference_high")),
        cell(f"{signed(row['smallest'])} to {signed(row['largest'])}"),
        cell(counted(row["higher"], row["n"])),
        cell(MISSING if row["p_value"] is None else p_value(row["p_value"])),
    )
