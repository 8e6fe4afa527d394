"""Agreement of boards: whether two series of one domain put their common models in one order."""

from __future__ import annotations

from collections.abc import Sequence

from measures.uncertainty.intervals import level_in_words
from outputs.sections.section import (
    WHOLE,
    Cell,
    Row,
    Section,
    amount,
    cell,
    counted,
    figure,
    folded,
    is_live,
    status_words,
)
from outputs.wording import ModelNames, model_name, name
from terms.numbers import MISSING, interval, plural
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
        lead=_lead(rows),
        columns=("Two benchmarks", ">Rank correlation", ">Models on both", "Most out of line"),
        rows=[_line(row, names) for row in first],
        caption="Spearman’s rank correlation over the models of both; 1: one order, 0: none",
        note="Ranks are those among the common models, each by its best score on the newest page.",
        method="methods-board-agreement",
        fold=folded(
            f"{plural(len(rest), 'pair')} with a benchmark that is closed to new entries, "
            "saturated or disputed",
            [_line(row, names) for row in rest],
        ),
    )


def _lead(rows: Sequence[Row]) -> str:
    alike = [row for row in rows if row["rank_correlation"] >= ALIKE]
    unsure = [row for row in rows if row["correlation_low"] is not None
              and row["correlation_low"] <= 0 <= row["correlation_high"]]  # fmt: skip
    return (
        f"{counted(len(alike), len(rows))} pairs of benchmarks in one domain rank their common "
        f"models much alike (rank correlation {ALIKE:g} or more). For {len(unsure) or 'none'} the "
        "orders may have nothing in common."
    )


def _line(row: Row, names: ModelNames) -> Sequence[Cell]:
    against = ", ".join(dict.fromkeys(
        it for it in map(status_words, (row["status"], row["other_status"])) if it))  # fmt: skip
    ends = interval(row["correlation_low"], row["correlation_high"], 2)
    sure = f"{level_in_words(row['ci_level'])} interval {ends}" if ends else "no interval"
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
