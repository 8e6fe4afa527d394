"""Who is ahead by domain, benchmark by benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from measures.headline.domains import direction_text
from measures.headline.sentence import Headline
from measures.series import Series
from outputs.sections.section import INACTIVE, Cell, Row, Section, cell, figure, series_cell, tabled
from outputs.wording import name
from terms.days import day
from terms.numbers import MISSING, signed
from terms.units import Unit
from terms.words import GapVerdict


def domains(found: Iterable[Row], declared: Mapping[str, Series]) -> Section:
    """Each domain with the benchmarks that speak for it, others folded; `found`: rows of view
    domain under one openness rule."""
    known = [row for row in found if row["series"] in declared]
    own = sorted(known, key=lambda row: (row["domain"], row["series"]))
    silent = [row for row in own if not row["speaks"]]
    return tabled(
        "by-domain",
        "Who is ahead by domain",
        [row for row in own if row["speaks"]],
        {
            "Benchmark": series_cell,
            "Data": lambda row: cell(day(row["vintage_on"])),
            "Domain": lambda row: cell(row["domain"], direction_text(row["direction"])),
            "Who is ahead": _ahead,
            ">Gap": lambda row: figure(
                MISSING
                if row["gap"] is None
                else f"{signed(row['gap'])} {Unit(row['unit']).difference}"
            ),
        },
        rest=silent,
        rest_is=f"{len(silent)} more, not counted: {INACTIVE}, or of models tuned for the task",
        lead=Headline((), own).counted,
        caption="Active benchmarks of general models speak for their domain",
        note="An index over all domains is none.",
        method="methods-domains-and-the-headline",
    )


def _ahead(row: Row) -> Cell:
    told, evidence = GapVerdict(row["verdict"]).text, row["evidence"]
    return cell(f"{told}, unconfirmed", name(evidence, 200).text) if evidence else cell(told)
