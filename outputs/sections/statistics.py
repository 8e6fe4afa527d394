"""Views over single measures as sections, and on which page each stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from measures.uncertainty.intervals import level_in_words
from outputs.sections.gap.correction import correction
from outputs.sections.gap.one_gpu import one_gpu
from outputs.sections.lag.parity import parity
from outputs.sections.section import (
    INACTIVE,
    WHOLE,
    Cell,
    Row,
    Section,
    amount,
    cell,
    counted,
    ends,
    figure,
    folded,
    is_live,
    status_words,
)
from outputs.wording import ModelNames, model_name, name
from terms.days import day, days
from terms.numbers import MISSING, interval, number, p_value, plural, signed
from terms.openness import HEADLINE_RULE, Openness
from terms.words import SeriesStatus

ALIKE = 0.8
"""From this rank correlation on two boards are said to rank alike."""


def board_agreement(rows: Sequence[Row], names: ModelNames) -> Section:
    """Pairs of active series, least agreement first; pairs with one that ended are folded."""
    rows = sorted(rows, key=lambda row: float(row["rank_correlation"]))
    live = [row for row in rows if is_live(row) and row["other_status"] == SeriesStatus.LIVE]
    first = live or rows
    rest = [row for row in rows if row not in first]
    return Section(
        key="board-agreement",
        title="Do benchmarks of one domain agree?",
        lead=_agreement_lead(rows),
        columns=("Two benchmarks", ">Rank correlation", ">Models on both", "Most out of line"),
        rows=[_pair(row, names) for row in first],
        caption="Spearman’s rank correlation over the models of both; 1: one order, 0: none",
        note="Ranks are those among the common models, each by its best score on the newest page.",
        method="methods-board-agreement",
        fold=folded(
            f"{plural(len(rest), 'pair')} with a benchmark that is {INACTIVE}",
            [_pair(row, names) for row in rest],
        ),
    )


def _agreement_lead(rows: Sequence[Row]) -> str:
    alike = [row for row in rows if row["rank_correlation"] >= ALIKE]
    unsure = [row for row in rows if row["correlation_low"] is not None
              and row["correlation_low"] <= 0 <= row["correlation_high"]]  # fmt: skip
    return (
        f"{counted(len(alike), len(rows))} pairs of benchmarks in one domain rank their common "
        f"models much alike (rank correlation {ALIKE:g} or more). For {len(unsure) or 'none'} the "
        "orders may have nothing in common."
    )


def _pair(row: Row, names: ModelNames) -> Sequence[Cell]:
    against = ", ".join(dict.fromkeys(
        it for it in map(status_words, (row["status"], row["other_status"])) if it))  # fmt: skip
    told = interval(row["correlation_low"], row["correlation_high"], 2)
    sure = f"{level_in_words(row['ci_level'])} interval {told}" if told else "no interval"
    return (
        Cell(name(row["title"], WHOLE),
             [name(row["other_title"], WHOLE), name(against)][: 1 + bool(against)],
             series_id=row["series"]),
        figure(amount(row["rank_correlation"], 2), sure),
        cell(str(row["n"])),
        cell(model_name(row["outlier_model"], names).text,
             f"rank {row['outlier_rank']:g} and {row['outlier_other_rank']:g}")
        if row["outlier_model"]
        else cell(MISSING),
    )  # fmt: skip


ALL = "all"
"""Every maker of a benchmark together."""
SURE = 0.05


def vendor_inflation(rows: Sequence[Row], names: ModelNames) -> Section:
    """Every benchmark over all makers; makers one by one folded."""
    whole = sorted(
        (row for row in rows if row["maker"] == ALL), key=lambda row: -float(row["difference"])
    )
    makers = [row for row in rows if row["maker"] != ALL]
    return Section(
        key="vendor",
        title="Do makers score their own models higher?",
        lead=_vendor_lead(whole),
        columns=("Benchmark", ">Median difference, points", "Range over models", ">Higher", ">p"),
        rows=[_difference(row) for row in whole or makers],
        caption="A maker’s best published score minus the best run by anybody else, model by model",
        note="The difference is that of the whole set-up: prompt, effort, attempts, harness. p: "
        "sign test that both are as likely to be the higher one.",
        method="methods-vendor-inflation",
        fold=folded(
            "Maker by maker, with few models each", [_difference(row) for row in makers if whole]
        ),
    )


def _vendor_lead(rows: Sequence[Row]) -> str:
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


def _difference(row: Row) -> Sequence[Cell]:
    maker = "" if row["maker"] == ALL else f"models of {name(row['maker_name'], 30).text}"
    return (
        cell(row["title"], maker or f"{plural(row['n'], 'model')} that both sides scored"),
        figure(signed(row["difference"]), ends(row, "difference_low", "difference_high")),
        cell(f"{signed(row['smallest'])} to {signed(row['largest'])}"),
        cell(counted(row["higher"], row["n"])),
        cell(MISSING if row["p_value"] is None else p_value(row["p_value"])),
    )


SHOWN = 8


def days_to_weights(rows: Sequence[Row], names: ModelNames) -> Section:
    """Models whose weights followed, newest first."""
    rows = sorted(rows, key=lambda row: str(row["weights_on"]), reverse=True)
    first, longest = rows[0], max(rows, key=lambda row: int(row["days"]))
    middle, count = first["median_days"], plural(first["n"], "model")
    median = number(middle, 0 if middle % 1 == 0 else 1)
    lines = [_opened(row, names) for row in rows]
    return Section(
        key="weights",
        title="From API to weights",
        lead=f"Where weights followed an API, they came {median} days later in the median "
        f"({count}, {ends(first, 'median_low', 'median_high', 0)}). "
        f"{_called(longest, names)} took longest, {days(longest['days'])}.",
        columns=("Model", ">Days", "Sold from", "Weights from", "Openness"),
        rows=lines[:SHOWN],
        caption="Models that were sold before their weights came, newest first",
        note="Only models whose weights came: it says nothing of those that never open, which are "
        "most closed models, nor of those that were open from their first day.",
        method="methods-from-api-to-weights",
        fold=folded(f"{len(lines) - SHOWN} earlier", lines[SHOWN:]),
    )


def _called(row: Row, names: ModelNames) -> str:
    return name(row["name"], 40).text if row["name"] else model_name(row["model"], names).text


def _opened(row: Row, names: ModelNames) -> Sequence[Cell]:
    return (
        cell(_called(row, names)),
        figure(f"{row['days']:,}"),
        cell(day(row["api_on"])),
        cell(day(row["weights_on"])),
        cell(Openness(row["openness"]).text),
    )


Builder = Callable[[Sequence[Row], ModelNames], Section]
SECTIONS: Mapping[str, Builder] = {
    "parity": parity,
    "one_gpu_gap": one_gpu,
    "correction": correction,
    "vendor_inflation": vendor_inflation,
    "days_to_weights": days_to_weights,
    "board_agreement": board_agreement,
}
"""View to what makes a section of some of its rows."""
PAGES: Mapping[str, Sequence[str]] = {
    "models.html": ("one_gpu_gap", "days_to_weights"),
    "claims.html": ("vendor_inflation",),
}
"""Page to the views that it shows over all series."""
OF_SERIES = ("parity", "correction")
"""Views that the page of a series shows of that series."""

Rows = Mapping[str, Sequence[Row]]
"""View to its rows."""


def sections(rows: Rows, names: ModelNames, rule: str = HEADLINE_RULE) -> dict[str, Section]:
    """View to its section over all series under one openness rule; without rows there is none."""
    asked = {
        view: [row for row in rows[view] if row.get("openness_rule", rule) == rule]
        for view in SECTIONS
    }
    return {view: SECTIONS[view](some, names) for view, some in asked.items() if some}


def of_pages(rows: Rows, names: ModelNames) -> dict[str, list[Section]]:
    """Sections of each page under the widest rule."""
    found = sections(rows, names)
    return {page: [found[it] for it in views if it in found] for page, views in PAGES.items()}


def of_series(rows: Rows, names: ModelNames, series: str) -> dict[str, Section]:
    """View to its section about one series under the widest rule."""
    own = {
        view: [row for row in rows[view] if row["series"] == series] if view in OF_SERIES else []
        for view in SECTIONS
    }
    return sections(own, names)
