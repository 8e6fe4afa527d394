"""The newest gap of every benchmark: rows of view gap_now under one openness rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from measures.gap.judgement import either_way
from measures.segments import GapSegment
from outputs.sections.freshness import caveats, untested
from outputs.sections.section import (
    INACTIVE,
    Cell,
    Row,
    Section,
    active_first,
    cell,
    counted_once,
    figure,
    folded,
    series_cell,
)
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.numbers import MISSING, agreeing, interval, plural, signed
from terms.openness import OpennessRule
from terms.units import Unit, score
from terms.words import GapVerdict


def gaps(rows: Sequence[Row], names: ModelNames) -> Section:
    """Active benchmarks; those closed to new entries, saturated or disputed folded."""
    first, rest = active_first(rows)
    single, again = counted_once(first)
    return Section(
        key="gaps",
        title="Every gap",
        lead=_lead(single),
        columns=("Benchmark", ">Gap", "Best closed", "Best open"),
        rows=[_line(row, names) for row in first],
        caption="Best closed less best open value; above zero closed is ahead",
        note="Each gap is dated. If a model of unknown openness may lead, we show a range instead "
        f"of a verdict. {again}".rstrip(),
        method="methods-gap",
        fold=folded(f"{len(rest)} more: {INACTIVE}", [_line(row, names) for row in rest]),
    )


def by_rule(rows: Sequence[Row], names: ModelNames) -> Section:
    """The newest gap of one series under each openness rule."""
    return Section(
        key="rules",
        title="Under each openness rule",
        lead="",
        columns=("What counts as open", ">Gap", "Best closed", "Best open"),
        rows=[
            (cell(OpennessRule(row["openness_rule"]).text, _when(row)), *_line(row, names)[1:])
            for row in rows
        ],
        caption="The newest gap under each openness rule",
    )


def _lead(rows: Sequence[Row]) -> str:
    if not rows:
        return "No single benchmark has a gap."
    counts = Counter(GapVerdict(row["verdict"]) for row in rows)
    closed, opened = counts.pop(GapVerdict.CLOSED_AHEAD, 0), counts.pop(GapVerdict.OPEN_AHEAD, 0)
    rest = ", ".join(f"{it.text} on {count}" for it, count in sorted(counts.items()))
    told = (
        f"Closed is ahead on {closed} of {plural(len(rows), 'active benchmark')}, open on {opened}"
    )
    return f"{told}; {rest}." if rest else f"{told}."


def _line(row: Row, names: ModelNames) -> list[Cell]:
    return [
        series_cell(row, _when(row)),
        _gap(row),
        _leader(row, "closed", names),
        _leader(row, "open", names),
    ]


def _when(row: Row) -> str:
    """Of which day it is, and from which page."""
    page = row["vintage_on"]
    late = f", data from {day(page)}" if row["shown_on"] > page else ""
    return f"as of {day(row['shown_on'])}{late}" if row["is_stale"] else "now"


def _gap(row: Row) -> Cell:
    verdict, unit = GapVerdict(row["verdict"]), Unit(row["unit"]).difference
    gap = GapSegment.from_row(row)
    if row["gap"] is None:
        return cell(MISSING, verdict.text, *caveats(gap))
    ends = interval(row["gap_low"], row["gap_high"])
    if verdict is GapVerdict.CANNOT_BE_JUDGED:
        doubt = either_way(gap)
        ends = interval(*doubt.ends) if doubt and doubt.ends else None
    told = untested(gap) if verdict is GapVerdict.NOT_TESTED_LATELY else verdict.text
    return figure(f"{signed(row['gap'])} {unit}", ends or "", told, *caveats(gap))


def _leader(row: Row, side: str, names: ModelNames) -> Cell:
    model, value = row[f"{side}_model"], row[f"{side}_value"]
    if model is None:
        return cell("none")
    places = agreeing(row["closed_value"], row["open_value"], row["gap"], Unit(row["unit"]).places)
    told = [] if value is None else [Name(score(value, row["unit"], places))]
    return Cell(model_name(model, names, side), told)
