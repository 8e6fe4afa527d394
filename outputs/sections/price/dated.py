"""What one model cost, and when: a sentence of a day, and every period as a table."""

from __future__ import annotations

from collections.abc import Sequence

from outputs.sections.section import Row, Section, cell, figure, tabled
from terms.days import day
from terms.numbers import usd
from terms.words import PriceBasis


def dated_text(row: Row, on: str | None = None) -> str:
    """A row of view model_price in words: of a day that it holds on, else of its last one."""
    told = f"on {day(on)}" if on else f"until {day(row['until_on'])}" if row["until_on"] else "now"
    return (
        f"{row['name']} {'costs' if told == 'now' else 'cost'} {usd(row['blended_price'])} per "
        f"million tokens {told}, input and output 3:1: {usd(row['input_per_mtok'])} input, "
        f"{usd(row['output_per_mtok'])} output, {PriceBasis(row['price_basis']).text} since "
        f"{day(row['from_on'])}."
    )


def dated_prices(rows: Sequence[Row]) -> Section:
    """The rows of one model, the newest first."""
    return tabled(
        "dated-prices",
        f"What {rows[0]['name']} cost",
        list(reversed(rows)),
        {
            "From": lambda row: cell(day(row["from_on"])),
            "Until": lambda row: cell(day(row["until_on"]) if row["until_on"] else "in force"),
            ">Input": lambda row: cell(usd(row["input_per_mtok"])),
            ">Output": lambda row: cell(usd(row["output_per_mtok"])),
            ">Together": lambda row: figure(usd(row["blended_price"])),
            "Whose": lambda row: cell(PriceBasis(row["price_basis"]).text),
        },
        lead=dated_text(rows[-1]),
        caption="USD per million tokens, together input and output 3:1; as known now",
    )
