"""How much better makers score their own models than others do."""

from __future__ import annotations

from collections.abc import Sequence

from outputs.sections.section import (
    Row,
    Section,
    amount,
    cell,
    counted,
    ends,
    figure,
    tabled,
)
from terms.numbers import MISSING, p_value, plural, signed

ALL = "all"
"""Maker of a row that is of every maker together."""
SURE = 0.05


def vendors(rows: Sequence[Row]) -> Section:
    """Rows of view vendor_inflation, of all makers together."""
    return tabled(
        "vendor-inflation",
        "Do makers score their own models higher?",
        sorted(rows, key=lambda row: -float(row["difference"])),
        {
            "Benchmark": lambda row: cell(
                row["title"], f"{plural(row['n'], 'model')} that both sides scored"
            ),
            ">Median difference, points": lambda row: figure(
                signed(row["difference"]), ends(row, "difference_low", "difference_high")
            ),
            "Range over models": lambda row: cell(
                f"{signed(row['smallest'])} to {signed(row['largest'])}"
            ),
            ">Higher": lambda row: cell(counted(row["higher"], row["n"])),
            ">p": lambda row: cell(MISSING if row["p_value"] is None else p_value(row["p_value"])),
        },
        lead=_higher(rows),
        note="A maker’s best published score minus the best run by anybody else, model by model: "
        "the difference is that of the whole set-up, with prompt, effort, attempts, harness. p: "
        "sign test that both are as likely to be the higher one.",
    )


def _higher(rows: Sequence[Row]) -> str:
    """On how many benchmarks makers score their own models higher, and on which most."""
    tested = [row for row in rows if row["p_value"] is not None]
    sure = [row for row in tested if row["p_value"] < SURE and row["difference"] > 0]
    if not sure:
        return (
            f"On none of {plural(len(tested), 'benchmark')} is it clear that makers score their "
            "own models higher than others do."
        )
    most = max(sure, key=lambda row: float(row["difference"]))
    return (
        f"Yes, on {counted(len(sure), len(tested))} benchmarks. Most on {most['title']}: "
        f"{amount(most['difference'])} points in the median, higher for "
        f"{counted(most['higher'], most['n'])} models."
    )
