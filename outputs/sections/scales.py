"""Fitted scales: what our composite is based on, and both scales beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.estimates import Estimate, only
from measures.scale.records import (
    COMPOSITE,
    ECI,
    ComparedGap,
    ComparedRanks,
    CompositeClass,
    EciAgreement,
    ScaleGap,
)
from measures.uncertainty.intervals import level_in_words
from outputs.sections.section import Cell, Section, cell, figure
from outputs.wording import ModelNames, model_name
from terms.days import day
from terms.numbers import MISSING, interval, number, percent, signed
from terms.openness import HEADLINE_RULE, OpennessRule

NO_INTERVAL = "no interval"


def scale_sections(found: Iterable[Estimate], names: ModelNames) -> dict[str, list[Section]]:
    """Series to what qualifies its scale."""
    rows = list(found)
    told = {COMPOSITE: [based_on(rows, names), beside_epoch(rows)], ECI: [refit(rows, names)]}
    return {series: [part for part in parts if part] for series, parts in told.items()}


def based_on(found: Sequence[Estimate], names: ModelNames) -> Section | None:
    """What each class of models brings to the composite."""
    own = only(CompositeClass, found)
    if not own:
        return None
    closed = next((one for one in own if one.name == "closed"), own[0])
    widest = next((one for one in own if one.name == HEADLINE_RULE), own[0])
    return Section(
        key="based-on",
        title="What it is based on",
        lead=f"A closed model has {_effective(closed)} effective benchmarks in the median, an open "
        f"one {_effective(widest)}.",
        columns=("Class", ">Models", ">Scores", ">By Epoch or board", ">Effective", "Leader"),
        rows=[_class(one, names) for one in own],
        caption="Effective: in how many independent benchmarks a model has its scores, in the "
        "median",
        note=str(closed.caveat),
        method="composite",
    )


def _effective(one: CompositeClass) -> str:
    return MISSING if one.effective_n is None else number(one.effective_n)


def _class(one: CompositeClass, names: ModelNames) -> Sequence[Cell]:
    is_rule = one.name in set(OpennessRule)
    leader = model_name(one.leader, names).text if one.leader else "none"
    behind = "" if one.leader_n is None else f"{number(one.leader_n)} effective benchmarks"
    return (
        cell(OpennessRule(one.name).text if is_rule else one.name.capitalize()),
        cell(f"{one.models:,}"),
        cell(f"{one.scores:,}"),
        cell(MISSING if one.own_share is None else percent(one.own_share)),
        figure(_effective(one)),
        cell(leader, behind),
    )


def beside_epoch(found: Sequence[Estimate]) -> Section | None:
    """The gap on the composite beside that on Epoch's index, by openness rule."""
    gaps = only(ComparedGap, found)
    if not gaps:
        return None
    first = next((one for one in gaps if one.openness_rule == HEADLINE_RULE), gaps[0])
    ranks = [
        f" The ranks of {one.n:,} models correlate by {number(one.value, 2)}."
        for one in only(ComparedRanks, found)
    ]
    return Section(
        key="beside",
        title="Beside Epoch’s index",
        lead=f"{_when(first)} {number(first.composite.gap)} index points on the composite and "
        f"{number(first.eci.gap)} on the Epoch Capabilities Index.",
        columns=("What counts as open", ">Composite", ">Epoch’s index"),
        rows=[
            (cell(OpennessRule(one.openness_rule).text), _gap(one.composite), _gap(one.eci))
            for one in gaps
        ],
        caption="Gap in index points, closed minus open, on the day of the composite’s newest data",
        note=f"{first.caveat}{''.join(ranks)}",
        method="composite",
    )


def _when(one: ComparedGap) -> str:
    return f"On {day(one.through_on)} the gap was" if one.through_on else "The gap was"


def _gap(side: ScaleGap) -> Cell:
    known = interval(side.gap_low, side.gap_high)
    return figure(
        signed(side.gap),
        f"{level_in_words()} interval {known}" if known else NO_INTERVAL,
        f"data from {day(side.vintage_on)}" if side.vintage_on else "",
    )


def refit(found: Sequence[Estimate], names: ModelNames) -> Section | None:
    """How near our own fit comes to the index that Epoch published."""
    for one in only(EciAgreement, found):
        furthest = model_name(one.largest_deviation_model, names).text
        return Section(
            key="refit",
            title="The index fitted again",
            lead=f"Fitted again from the same scores, {one.n:,} models lie "
            f"{number(one.root_mean_square_deviation)} index points from the published index "
            "(root mean square).",
            columns=("What", ">Index points"),
            rows=[
                (cell("Largest deviation", furthest), figure(number(one.largest_deviation))),
                (
                    cell("Largest among Epoch’s 60 best"),
                    figure(number(one.largest_deviation_top_60)),
                ),
            ],
            caption="Our fit less the published index",
            note=str(one.caveat),
            method="composite",
        )
    return None
