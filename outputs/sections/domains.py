"""Who is ahead by domain, today and a year ago, benchmark by benchmark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from measures.headline.records import STANDINGS, DomainEstimate
from measures.series import COMPOSITE, Series
from outputs.sections.section import INACTIVE, Cell, Section, cell, figure, folded, series_cell
from outputs.wording import Name
from terms.days import day
from terms.numbers import MISSING, signed
from terms.units import Unit


def domains(estimates: Iterable[DomainEstimate], declared: Mapping[str, Series]) -> Section:
    """Under one openness rule: each domain with the benchmarks that speak for it; others folded."""
    known = [one for one in estimates if one.series in declared]
    own = sorted(known, key=lambda one: (one.domain, one.series))
    rows: list[Sequence[Cell]] = []
    for domain, members in groupby(own, key=lambda one: one.domain):
        some = list(members)
        rows.append((
            Cell(Name(domain[0].upper() + domain[1:]), is_figure=True),
            cell(some[0].direction_text), cell(""), cell(""),
        ))  # fmt: skip
        rows += [_line(one, declared[one.series]) for one in some if one.speaks]
    silent = [_line(one, declared[one.series]) for one in own if not one.speaks]
    return Section(
        key="by-domain",
        title="Who is ahead by domain",
        lead=_lead(own),
        columns=("Domain, benchmark", "Who is ahead", ">Gap", ">A year ago"),
        rows=rows,
        caption="Active benchmarks of general models speak for their domain",
        note="A gap of a year ago with a day is of that day: its data were old a year ago, and the "
        "change is since then. An index over all domains is none.",
        method="domains",
        fold=folded(
            f"{len(silent)} more, not counted: {INACTIVE}, or of models tuned for the task",
            silent,
        ),
    )


def _lead(own: Sequence[DomainEstimate]) -> str:
    said = {one.domain: one.direction for one in own if one.domain != COMPOSITE}
    counts = Counter(STANDINGS[it] for it in said.values() if it in STANDINGS)
    total = counts.total()
    closed, even, opened = (
        counts.pop(it, 0) for it in ("closed ahead", "not distinguishable", "open ahead")
    )
    rest = "".join(f", {count} {it}" for it, count in sorted(counts.items()))
    return (
        f"Closed is ahead in {closed} of {total} domains, open in {opened}; {even} too close to "
        f"call{rest}."
    )


def _line(one: DomainEstimate, series: Series) -> list[Cell]:
    unit, then, change = Unit(series.unit).difference, one.year_ago, one.change
    row = {"title": series.title, "series": series.id, "status": one.status}
    course = ""
    if change.is_comparable:
        course = f"{change.text} since {day(change.since)}" if change.since else change.text
    on = then and (then.as_of or then.vintage_on)
    return [
        series_cell(row),
        cell(one.verdict.text, "unconfirmed" if one.unconfirmed else "", course),
        figure(MISSING if one.value is None else f"{signed(one.value)} {unit}"),
        cell(
            MISSING if then is None or then.gap is None else f"{signed(then.gap)} {unit}",
            day(on) if on else "",
        ),
    ]
