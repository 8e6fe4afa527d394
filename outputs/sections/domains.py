"""Who is ahead by domain, benchmark by benchmark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from measures.headline.domains import direction_text, left_out, standings
from measures.series import Series
from outputs.sections.section import INACTIVE, Cell, Row, Section, cell, figure, folded, series_cell
from outputs.wording import Name, name
from terms.numbers import MISSING, signed
from terms.units import Unit
from terms.words import GapVerdict


def domains(found: Iterable[Row], declared: Mapping[str, Series]) -> Section:
    """Each domain with the benchmarks that speak for it, others folded; `found`: rows of view
    domain under one openness rule."""
    known = [row for row in found if row["series"] in declared]
    own = sorted(known, key=lambda row: (row["domain"], row["series"]))
    rows: list[Sequence[Cell]] = []
    for domain, members in groupby(own, key=lambda row: row["domain"]):
        some = list(members)
        rows.append((
            Cell(Name(domain[0].upper() + domain[1:]), is_figure=True),
            cell(direction_text(some[0]["direction"])), cell(""),
        ))  # fmt: skip
        rows += [_line(row, declared[row["series"]]) for row in some if row["speaks"]]
    silent = [_line(row, declared[row["series"]]) for row in own if not row["speaks"]]
    return Section(
        key="by-domain",
        title="Who is ahead by domain",
        lead=_lead(own),
        columns=("Domain, benchmark", "Who is ahead", ">Gap"),
        rows=rows,
        caption="Active benchmarks of general models speak for their domain",
        note="An index over all domains is none.",
        method="methods-domains-and-the-headline",
        fold=folded(
            f"{len(silent)} more, not counted: {INACTIVE}, or of models tuned for the task",
            silent,
        ),
    )


def _lead(own: Sequence[Row]) -> str:
    counts = Counter(standings(own).values())
    total = counts.total()
    closed, even, opened = (
        counts.pop(it, 0) for it in ("closed ahead", "not distinguishable", "open ahead")
    )
    rest = "".join(f", {count} {it}" for it, count in sorted(counts.items()))
    return (
        f"Closed is ahead in {closed} of {total} domains, open in {opened}; {even} too close to "
        f"call{rest}{left_out(own)}."
    )


def _doubt(row: Row) -> str:
    return f"unconfirmed: {name(row['evidence'], 200).text}" if row["evidence"] else ""


def _line(row: Row, series: Series) -> list[Cell]:
    unit = Unit(series.unit).difference
    return [
        series_cell({"title": series.title, "series": series.id, "status": row["status"]}),
        cell(GapVerdict(row["verdict"]).text, _doubt(row)),
        figure(MISSING if row["gap"] is None else f"{signed(row['gap'])} {unit}"),
    ]
