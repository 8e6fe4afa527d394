"""Named pairs of models: what each asks per token, and what a solved task costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from measures.estimates import Estimate, only
from measures.price.records import PricePairEstimate
from measures.price.records_market import CostPairEstimate
from measures.series import Series
from outputs.charts.small import priced
from outputs.sections.section import Cell, Section, cell, counted, figure, parted
from outputs.wording import ModelNames, Name, model_name
from terms.days import day
from terms.numbers import number, usd

Key = tuple[str, str, str]
"""(Series, closed model, open model)."""
DIFFERENT_DAYS = (
    "prices of different days, which show a fall over time, not a difference between the models"
)


def named_pairs(
    estimates: Sequence[Estimate], declared: Mapping[str, Series], names: ModelNames
) -> Section | None:
    """Pairs that published statements name: token price beside cost per solved task."""
    pairs = [
        row
        for row in only(PricePairEstimate, estimates)
        if row.openness_rule is None and row.series in declared
    ]
    if not pairs:
        return None
    costs = only(CostPairEstimate, estimates)
    solved = {key(row): row for row in costs if row.openness_rule is None}
    # Dearest first would put the prices of two years ahead of those of one day.
    pairs.sort(key=lambda it: (not it.same_day, key(it) not in solved, -it.value))
    lead, note = parted(
        _pairs_text(pairs, solved, declared, names),
        "A board that states no cost of its run says nothing about a solved task. Where it does, "
        "the cost is metered at the prices of its run.",
    )
    return Section(
        key="pairs",
        title="Named pairs, per token and per solved task",
        lead=lead,
        columns=(
            "Closed, open",
            "Closed price over open",
            "Closed, open price",
            "Cost per solved task",
            "Score of open",
            "Prices of",
        ),
        rows=[_pair(row, solved.get(key(row)), declared, names) for row in pairs],
        caption="Pairs that published statements name; prices in USD per 1M tokens, blended 3:1",
        note=note,
    )


def key(row: PricePairEstimate | CostPairEstimate) -> Key:
    """Series and both models of a pair."""
    return row.series, str(row.closed.model), str(row.open.model)


def named(model: str | None, names: ModelNames) -> str:
    """The name of one side's model."""
    return model_name(str(model), names).text


def _pair(
    row: PricePairEstimate,
    solved: CostPairEstimate | None,
    declared: Mapping[str, Series],
    names: ModelNames,
) -> Sequence[Cell]:
    closed, opened, quality = row.closed, row.open, row.quality_percent
    return (
        Cell(
            Name(f"{named(closed.model, names)}, {named(opened.model, names)}"),
            [Name(declared[row.series].title)],
        ),
        figure(
            _times(row.value),
            f"{usd(closed.blended)} against {usd(opened.blended)}",
            f"input {_times(row.input_ratio)}, output {_times(row.output_ratio)}",
        ),
        Cell(
            Name(""),
            picture=priced(closed.blended, opened.blended, "Closed and open price, log scale"),
        ),
        _solved(solved),
        cell("unknown") if quality is None else figure(percent(quality), "of closed"),
        _days(row),
    )


def _solved(row: CostPairEstimate | None) -> Cell:
    if row is None:
        return cell("not stated by the board")
    dated = [run.dated_on for run in (row.closed, row.open) if run.dated_on]
    return figure(
        _times(row.value),
        " against ".join(_costs(row)),
        f"run of {day(max(dated))}" if dated else "",
    )


def _costs(row: CostPairEstimate) -> list[str]:
    return [_cents(run.usd_per_solved) for run in (row.closed, row.open)]


def _days(row: PricePairEstimate) -> Cell:
    closed, opened = (day(on) if on else "today" for on in (row.closed_on, row.open_on))
    if row.same_day:
        return cell("the same day", opened)
    return cell("different days", f"closed {closed}", f"open {opened}")


def _pairs_text(
    pairs: Sequence[PricePairEstimate],
    solved: Mapping[Key, CostPairEstimate],
    declared: Mapping[str, Series],
    names: ModelNames,
) -> list[str]:
    told = []
    metered = [row for row in pairs if key(row) in solved]
    if metered:
        row, run = metered[0], solved[key(metered[0])]
        on = f"On {day(row.open_on)}" if row.same_day and row.open_on else "At its price"
        told.append(
            f"{on} {named(row.closed.model, names)} cost {_times(row.value)} as much as "
            f"{named(row.open.model, names)} per token, and {_times(run.value)} as much per task "
            f"solved on {declared[row.series].title}."
        )
        told.append(
            f"Per 1M tokens that is {usd(row.closed.blended)} against {usd(row.open.blended)}, per "
            f"solved task {' against '.join(_costs(run))}: models spend tokens unequally, so the "
            "price of a token is not that of an answer."
        )
        less = sum(solved[key(it)].value < it.value for it in metered)
        told.append(
            f"Per solved task the ratio is smaller than per token in {counted(less, len(metered))} "
            f"pairs whose board states a cost."
        )
    apart = sum(not row.same_day for row in pairs)
    if apart:
        told.append(f"{counted(apart, len(pairs))} pairs compare {DIFFERENT_DAYS}.")
    return told


def _times(ratio: float) -> str:
    return f"{number(ratio, 1 if ratio >= 1 else 2)} times"


def percent(value: float) -> str:
    """'8.9 %'."""
    return f"{number(value)} %"


def _cents(value: float) -> str:
    places = 2 if value >= 0.1 else 3 if value >= 0.01 else 4
    return f"${number(value, places)}"
