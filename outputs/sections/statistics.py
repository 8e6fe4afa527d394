"""Views over single measures as sections for terminal, Dagster and pages: declared columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from measures.segments import SIDES
from measures.series import HEADLINE
from measures.uncertainty.intervals import level_in_words
from outputs.sections.lag.parity import parity
from outputs.sections.section import (
    Cell,
    Row,
    Section,
    amount,
    cell,
    counted,
    ends,
    figure,
    is_live,
    series_cell,
    tabled,
)
from outputs.wording import ModelNames, model_name, name
from terms.days import day, days, number_of
from terms.numbers import MISSING, agreeing, interval, number, p_value, plural, signed
from terms.openness import HEADLINE_RULE, Openness
from terms.units import Unit, places_of
from terms.words import JUDGED, GapVerdict

Written = Callable[[Row, ModelNames], Cell]
"""What a cell says of a row of a view."""


def series(on: str) -> Written:
    """The benchmark, its status, and the day that a row is of."""
    return lambda row, _: series_cell(row, day(row[on]))


def model(column: str) -> Written:
    """A model by name."""
    return lambda row, names: cell(model_name(row[column], names).text if row[column] else MISSING)


def on(column: str) -> Written:
    """A day."""
    return lambda row, _: cell(day(row[column]) if row[column] else MISSING)


def count(column: str, places: int = 0) -> Written:
    """A number with its decimals."""
    return lambda row, _: cell(amount(row[column], places))


def gap(column: str, low: str = "", high: str = "") -> Written:
    """A difference in the series' unit with its interval."""

    def written(row: Row, _names: ModelNames) -> Cell:
        if row[column] is None:
            return cell(MISSING)
        places, unit = places_of(row["unit"]), Unit(row["unit"]).difference
        sure = (interval(row[low], row[high], places) or "no interval") if low else ""
        return figure(f"{signed(row[column], places)} {unit}", sure)

    return written


def fitting(row: Row, names: ModelNames) -> Cell:
    """The best open model that fits one GPU, and those above it whose size nobody says."""
    above = [model_name(it, names).text for it in (row["size_unknown_above"] or "").split(", ")]
    more = f"better, of unknown size: {', '.join(above)}" if above[0] else ""
    if not row["open_model"]:
        return cell("none tested", more)
    return cell(model_name(row["open_model"], names).text, f"{row['memory_gb']:.0f} GB", more)


def then_or_now(when: str) -> Written:
    """The gap of a day with its leaders, to as many decimals as its change bears subtraction."""

    def written(row: Row, names: ModelNames) -> Cell:
        places = places_of(row["unit"])
        shown = agreeing(row["gap_now"], row["gap_then"], row["change"], places, places)
        models = (row[f"{side}_model_{when}"] for side in SIDES)
        leaders = ", ".join(model_name(it, names).text for it in models if it)
        return figure(signed(row[f"gap_{when}"], shown), leaders)

    return written


def change(row: Row, _names: ModelNames) -> Cell:
    """By how much a gap of the past is another now."""
    if row["crosses_break"]:
        return cell("the scale moved")
    unit = Unit(row["unit"]).difference
    return figure(f"{signed(row['change'], places_of(row['unit']))} {unit}")


def title_first(row: Row) -> Any:
    """Active benchmarks, by domain and title."""
    return not is_live(row), row["domain"], row["title"]


def newest_first(column: str) -> Callable[[Row], Any]:
    """By a day, the newest first."""
    return lambda row: -number_of(row[column])


class ViewTable(NamedTuple):
    """How a view is shown: what all rows say together, and heading of a column to what its cells
    say; rows in an order."""

    title: str
    lead: Callable[[Sequence[Row], ModelNames], str]
    columns: Mapping[str, Written]
    note: str
    order: Callable[[Row], Any] = title_first


MOST = 100
"""Rows that are shown; the view has all."""
ALL = "all"
"""Every maker of a benchmark together."""
SURE = 0.05
ALIKE = 0.8
"""From this rank correlation on two boards are said to rank alike."""


def fitting_lead(rows: Sequence[Row], names: ModelNames) -> str:
    """How many benchmarks tested a model that fits, and how far the index's best is behind."""
    fits = [row for row in rows if row["open_model"]]
    told = f"{counted(len(fits), len(rows))} benchmarks tested an open model that fits one GPU."
    row = next((row for row in fits if row["series"] == HEADLINE), None)
    if row is None or row["gap"] is None or row["verdict"] not in JUDGED:
        return told
    best = model_name(row["open_model"], names).text
    apart = f"{number(abs(row['gap']), places_of(row['unit']))} {Unit(row['unit']).difference}"
    side = "behind" if row["gap"] > 0 else "ahead of"
    return (
        f"{told} On {row['title']} the best is {best}, {apart} {side} closed models (data to "
        f"{day(row['shown_on'])})."
    )


def changes_lead(rows: Sequence[Row], _names: ModelNames) -> str:
    """Between which ends gaps of one series changed; of several, how many were read again."""
    many = len({row["series"] for row in rows})
    known = sorted(row["change"] for row in rows if not row["crosses_break"])
    if many > 1 or not known:
        of = f"{plural(len(rows), 'past day')} on {plural(many, 'benchmark')}"
        return f"Gaps of {of} were read again from newer data."
    unit = rows[0]["unit"]
    between = " to ".join(
        dict.fromkeys(signed(it, places_of(unit)) for it in known[:1] + known[-1:])
    )
    of = plural(len(known), "past day")
    return f"Since they were published, gaps of {of} changed by {between} {Unit(unit).difference}."


def weights_lead(rows: Sequence[Row], names: ModelNames) -> str:
    """How many days weights came later."""
    first, longest = rows[0], max(rows, key=lambda row: int(row["days"]))
    median = amount(first["median_days"], 0 if first["median_days"] % 1 == 0 else 1)
    sure = ends(first, "median_low", "median_high", 0)
    return (
        f"Where weights followed an API, they came {median} days later in the median "
        f"({plural(first['n'], 'model')}, {sure}). "
        f"{model_name(longest['model'], names).text} took longest, {days(longest['days'])}."
    )


def agreement_lead(rows: Sequence[Row], _names: ModelNames) -> str:
    """How many pairs rank alike."""
    alike = [row for row in rows if row["rank_correlation"] >= ALIKE]
    return (
        f"{counted(len(alike), len(rows))} pairs of benchmarks in one domain put their models in "
        f"much the same order (rank correlation {ALIKE:g} or more)."
    )


def vendor_lead(every: Sequence[Row], _names: ModelNames) -> str:
    """On how many benchmarks makers score their own models higher, and on which most."""
    rows = [row for row in every if row["maker"] == ALL]
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


def maker(row: Row, _names: ModelNames) -> Cell:
    """A benchmark, and whose models."""
    of = f"models of {name(row['maker_name'] or '', 30).text}"
    many = f"{plural(row['n'], 'model')} that both sides scored"
    return cell(row["title"], many if row["maker"] == ALL else of)


DECLARED: Mapping[str, ViewTable] = {
    "one_gpu_gap": ViewTable(
        "What fits one GPU",
        fitting_lead,
        {
            "Benchmark": series("shown_on"),
            ">Gap to closed": gap("gap", "gap_low", "gap_high"),
            "Who is ahead": lambda row, _: cell(
                GapVerdict(row["verdict"]).text if row["verdict"] else MISSING
            ),
            "Best that fits": fitting,
            ">Any size": gap("any_size_gap"),
            ">Days behind": lambda row, _: cell(
                f"{'≥ ' if row['lag_censored'] else ''}{amount(row['lag_days'], 0)}"
            ),
        },
        "All parameters at the released precision (2 bytes each unless the registry says "
        "otherwise) and 20 % more are to fit 80 GB. Models whose size nobody says do not count.",
    ),
    "correction": ViewTable(
        "Published then, known now",
        changes_lead,
        {
            "Benchmark": lambda row, _: series_cell(row),
            "Day": on("on_date"),
            ">Gap then": then_or_now("then"),
            ">Gap now": then_or_now("now"),
            ">Change": change,
            "Changed by": lambda row, _: cell(
                "gapwatch" if row["kind"] == "rederived" else "the board"
            ),
        },
        "Boards that estimate all models together move their past with every page; the gap of a "
        "day is read again from the newest page.",
        newest_first("on_date"),
    ),
    "days_to_weights": ViewTable(
        "From API to weights",
        weights_lead,
        {
            "Model": model("model"),
            ">Days": count("days"),
            "Sold from": on("api_on"),
            "Weights from": on("weights_on"),
            "Openness": lambda row, _: cell(Openness(row["openness"]).text),
        },
        "Only models whose weights came: it says nothing of those that never open, which are most "
        "closed models, nor of those that were open from their first day.",
        newest_first("weights_on"),
    ),
    "board_agreement": ViewTable(
        "Do benchmarks of one domain agree?",
        agreement_lead,
        {
            "Benchmark": lambda row, _: series_cell(row),
            "And": lambda row, _: Cell(name(row["other_title"], 100), (), row["other_series"]),
            ">Correlation": lambda row, _: figure(amount(row["rank_correlation"], 2)),
            f"{level_in_words()} interval": lambda row, _: cell(
                interval(row["correlation_low"], row["correlation_high"], 2) or "no interval"
            ),
            ">Models": count("n"),
            "Most out of line": model("outlier_model"),
        },
        "Spearman’s rank correlation over the models of both, each by its best score on the newest "
        "page; 1: one order, 0: none.",
    ),
    "vendor_inflation": ViewTable(
        "Do makers score their own models higher?",
        vendor_lead,
        {
            "Benchmark": maker,
            ">Median difference, points": lambda row, _: figure(
                signed(row["difference"]), ends(row, "difference_low", "difference_high")
            ),
            "Range over models": lambda row, _: cell(
                f"{signed(row['smallest'])} to {signed(row['largest'])}"
            ),
            ">Higher": lambda row, _: cell(counted(row["higher"], row["n"])),
            ">p": lambda row, _: cell(
                MISSING if row["p_value"] is None else p_value(row["p_value"])
            ),
        },
        "A maker’s best published score minus the best run by anybody else, model by model: the "
        "difference is that of the whole set-up, with prompt, effort, attempts, harness. p: sign "
        "test that both are as likely to be the higher one.",
        lambda row: (row["maker"] != ALL, -float(row["difference"])),
    ),
}


def declared(view: str, rows: Sequence[Row], names: ModelNames) -> Section:
    """Rows of a view by its declared columns."""
    shown = DECLARED[view]
    rows = sorted(rows, key=shown.order)
    more = f"The first {MOST} of {len(rows)}: all are in view `{view}`. "
    return tabled(
        view.replace("_", "-"),
        shown.title,
        rows[:MOST],
        {title: partial(_written, written, names) for title, written in shown.columns.items()},
        lead=shown.lead(rows, names),
        note=f"{more if len(rows) > MOST else ''}{shown.note}",
    )


def _written(written: Written, names: ModelNames, row: Row) -> Cell:
    return written(row, names)


SECTIONS: Mapping[str, Callable[[Sequence[Row], ModelNames], Section]] = {
    "parity": parity,
    **{view: partial(declared, view) for view in DECLARED},
}
"""View to what makes a section of some of its rows."""


def sections(
    rows: Mapping[str, Sequence[Row]], names: ModelNames, rule: str = HEADLINE_RULE
) -> dict[str, Section]:
    """View to its section over all series under one openness rule; without rows there is none.
    `rows`: by view."""
    asked = {
        view: [row for row in rows[view] if row.get("openness_rule", rule) == rule]
        for view in SECTIONS
    }
    return {view: SECTIONS[view](some, names) for view, some in asked.items() if some}
