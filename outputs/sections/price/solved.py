"""Cost of a solved task: the cheapest run of each class, where a board meters its runs."""

from __future__ import annotations

from collections.abc import Sequence

from measures.uncertainty.intervals import level_in_words
from outputs.sections.section import (
    Cell,
    Row,
    Section,
    cell,
    counted,
    figure,
    folded,
    series_cell,
)
from outputs.wording import ModelNames, model_name, name
from terms.days import day
from terms.numbers import plural, usd
from terms.units import Unit, score

CLASSES = ("closed", "open")


def solved_cost(rows: Sequence[Row], names: ModelNames) -> Section:
    """The cheapest run of each class on each board; how it got there folded, newest first."""
    cheapest: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = row["series"], row["class"]
        if key not in cheapest or row["usd_per_solved"] < cheapest[key]["usd_per_solved"]:
            cheapest[key] = row
    known = [row for (_, side), row in cheapest.items() if side in CLASSES]
    every = sorted(rows, key=lambda row: (row["series"], row["on_date"]), reverse=True)
    lows = [row for row in every if row["is_cheapest_yet"] and row["class"] in CLASSES]
    return Section(
        key="solved",
        title="What a solved task costs",
        lead=_lead(cheapest, names),
        columns=("Benchmark", "Class", ">USD per solved task", "Run", ">Solved"),
        rows=[_line(row, names) for row in known or every],
        caption="The cheapest run of each class so far, of any quality",
        note="Mean cost of a task as the board metered it, over the share solved. The cheapest run "
        "may be of a weak model that fails cheaply: read the share solved beside it.",
        method="price",
        fold=folded(
            f"How it fell: {plural(len(lows), 'run')} of {len(every)}, each the cheapest of its "
            "class by its day",
            [_line(row, names) for row in lows] if known else [],
        ),
    )


def _lead(cheapest: dict[tuple[str, str], Row], names: ModelNames) -> str:
    boards = list(dict.fromkeys(series for series, _ in cheapest))
    both = [it for it in boards if all((it, side) in cheapest for side in CLASSES)]
    if not both:
        return f"{plural(len(boards), 'benchmark')} metered runs, none of both classes."
    won = [it for it in both if cheapest[it, "open"]["usd_per_solved"]
           < cheapest[it, "closed"]["usd_per_solved"]]  # fmt: skip
    newest = max(both, key=lambda it: str(cheapest[it, "open"]["on_date"]))
    told = ", ".join(
        f"{model_name(row['model'], names).text} at {usd(row['usd_per_solved'])} ({side})"
        for side in CLASSES
        for row in (cheapest[newest, side],)
    )
    return (
        f"The cheapest solved task was an open model’s on {counted(len(won), len(both))} "
        f"benchmarks that state costs for both. "
        f"Most recently, {cheapest[newest, 'open']['title']}: {told}."
    )


def _interval(row: Row) -> str:
    if row["usd_low"] is None or row["usd_high"] is None:
        return "no interval"
    level = level_in_words(row["ci_level"])
    return f"{level} interval {usd(row['usd_low'])} to {usd(row['usd_high'])}"


def _line(row: Row, names: ModelNames) -> Sequence[Cell]:
    ran = model_name(row["model"], names).text if row["model"] else name(row["entry"], 40).text
    return (
        series_cell(row),
        cell(row["class"]),
        figure(usd(row["usd_per_solved"]), _interval(row)),
        cell(ran, day(row["on_date"])),
        cell(score(row["score"], Unit.PERCENT)),
    )
