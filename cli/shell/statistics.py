"""How the views over single measures look on a terminal: a table and a note each.

Several commands print them, each those that belong to its question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.shell import show
from terms.numbers import MISSING, p_value, usd
from terms.openness import OpennessRule
from warehouse.errors import WarehouseMissing
from warehouse.reads import statistics as reads_statistics
from warehouse.store import Warehouse

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a view become a table."""

    title: str
    columns: Sequence[str]
    line: Callable[[Row], Sequence[str]]
    note: str


def print_statistic(
    warehouse: Warehouse,
    view: str,
    *,
    json: bool,
    rule: OpennessRule | None = None,
    series: str | None = None,
) -> Sequence[Row]:
    """Print the rows of a view, of one openness rule or series where they are given; give them.

    Raises WarehouseMissing without a row.
    """
    found = reads_statistics.statistics(
        warehouse.connection, view, openness_rule=rule, series=series
    )
    if not found:
        of = f" of {series}" if series else ""
        raise WarehouseMissing(f"nothing{of} stands in view {view}: run `gapwatch refresh` first")
    if json:
        show.as_json(found)
    else:
        print_rows(view, found, rule)
    return found


def print_rows(view: str, found: Sequence[Row], rule: OpennessRule | None = None) -> None:
    """The table of some rows of a view, with its note."""
    layout = LAYOUTS[view]
    models = f" ({rule.models})" if rule else ""
    drawn = show.table(layout.title + models, layout.columns, map(layout.line, found))
    show.console.print(drawn)
    show.console.print(layout.note)


def _number(value: float | None, unit: str = "") -> str:
    return show.number(value, unit)


def _days(value: int | None) -> str:
    return MISSING if value is None else str(value)


def _ends(low: object, high: object) -> str:
    """An interval of days; an open end is one that nobody has seen yet."""
    if low is None and high is None:
        return MISSING
    return f"{MISSING if low is None else low} to {'not yet' if high is None else high}"


def _parity(row: Row) -> Sequence[str]:
    mark = {"left": "≤ ", "right": "> "}.get(row["censored"] or "", "")
    days = row["followed_days"] if row["days"] is None else row["days"]
    opened = f"{row['open_model']}, {row['reached_on']}" if row["open_model"] else "not yet"
    return [
        f"{row['series']}\n  {row['closed_model']}, {row['released_on']}",
        f"{mark}{days}",
        _ends(row["days_low"], row["days_high"]),
        opened,
    ]


def _one_gpu(row: Row) -> Sequence[str]:
    unit = row["unit"]
    sized = f"{row['open_model']}, {row['memory_gb']:.0f} GB" if row["open_model"] else "none"
    unknown = row["size_unknown_above"]
    return [
        f"{row['series']}\n  as of {row['shown_on']}",
        _number(row["gap"], unit),
        show.interval(row["gap_low"], row["gap_high"], unit)
        + (f"\n{row['verdict']}" if row["verdict"] == "cannot be judged" else ""),
        _number(row["any_size_gap"], unit),
        _days(row["lag_days"]),
        sized + (f"\n  above, of unknown size: {unknown}" if unknown else ""),
    ]


def _correction(row: Row) -> Sequence[str]:
    unit = row["unit"]
    return [
        f"{row['series']}, {row['on_date']}\n  {row['kind']}",
        f"{_number(row['gap_then'], unit)}\n{row['closed_model_then']}\n{row['open_model_then']}",
        f"{_number(row['gap_now'], unit)}\n{row['closed_model_now']}\n{row['open_model_now']}",
        "scale moved" if row["crosses_break"] else _number(row["change"], unit),
    ]


def _vendor(row: Row) -> Sequence[str]:
    unit = row["unit"]
    return [
        f"{row['title']}\n  {row['maker']}",
        _number(row["difference"], unit),
        show.interval(row["difference_low"], row["difference_high"], unit),
        f"{_number(row['smallest'], unit)} to {_number(row['largest'], unit)}",
        f"{row['higher']} of {row['n']}",
        MISSING if row["p_value"] is None else p_value(row["p_value"]),
    ]


def _weights(row: Row) -> Sequence[str]:
    return [row["name"] or row["model"], str(row["days"]), row["api_on"], row["weights_on"],
            row["openness"]]  # fmt: skip


def _agreement(row: Row) -> Sequence[str]:
    ranks = (
        f"{row['outlier_rank']:g}, {row['outlier_other_rank']:g}" if row["outlier_model"] else ""
    )
    return [
        f"{row['series']}\n{row['other_series']}",
        f"{row['rank_correlation']:.2f}",
        MISSING
        if row["correlation_low"] is None
        else f"{row['correlation_low']:.2f} to {row['correlation_high']:.2f}",
        str(row["n"]),
        f"{row['outlier_model']}\n  {ranks}" if ranks else "none",
    ]


def _saturation(row: Row) -> Sequence[str]:
    unit = row["unit"]
    return [
        f"{row['series']}\n  {row['leader_model']}, {_number(row['leader_value'], unit)}",
        _number(row["ceiling_distance"], unit),
        show.interval(row["distance_low"], row["distance_high"], unit),
        _number(row["errors_apart"], unit),
        f"since {row['saturated_since']}" if row["is_saturated"] else "no",
    ]


def _solved(row: Row) -> Sequence[str]:
    return [
        f"{row['series']}, {row['on_date']}\n  {row['model'] or row['entry']}",
        row["class"] + ("\ncheapest yet" if row["is_cheapest_yet"] else ""),
        usd(row["usd_per_solved"]),
        usd(row["cheapest_yet"]),
        _number(row["score"], "percent"),
    ]


LAYOUTS: Mapping[str, Layout] = {
    "parity": Layout(
        "Days until an open model had a closed release's score",
        ["Series, closed release", ">Days", "90 % interval", "First open model there"],
        _parity,
        ">: not yet, so many days so far; ≤: the first open model observed had it already. The\n"
        "interval runs from the first open model that may be there to the first that surely is.",
    ),
    "one_gpu_gap": Layout(
        "Gap of the best open model that fits one GPU",
        ["Series", ">Gap", show.INTERVAL, ">Any size", ">Lag", "Open model that fits"],
        _one_gpu,
        "80 GB hold all parameters at the released precision (2 bytes each unless the registry\n"
        "says otherwise) and 20 % more. Lag in days, counted to the day of the page.",
    ),
    "correction": Layout(
        "Gaps of past days, as published then and as known now",
        ["Series, day", ">Then", ">Now", ">Change"],
        _correction,
        "reestimated: by the board's newest page; rederived: by gapwatch itself, since that day.",
    ),
    "vendor_inflation": Layout(
        "How much better makers score their own models than others do, in points",
        ["Benchmark, maker", ">Median", show.INTERVAL, "Models", ">Higher", ">p"],
        _vendor,
        "A maker's best published score minus the best run by anybody else, model by model; the\n"
        "difference is that of the whole set-up. p: sign test.",
    ),
    "days_to_weights": Layout(
        "Models that were sold before their weights came",
        ["Model", ">Days", "API", "Weights", "Openness"],
        _weights,
        "Only models whose weights came; of closed models most never open.",
    ),
    "board_agreement": Layout(
        "Whether two series of one domain put their common models in one order",
        ["Series", ">Rank correlation", show.INTERVAL, ">Models", "Most out of line, ranks"],
        _agreement,
        "Spearman's; 1: one order, 0: none. Ranks are those among the common models.",
    ),
    "saturation": Layout(
        "How near the best closed models are to the ceiling",
        ["Series, leader", ">To 100 %", show.INTERVAL, ">Errors apart", "Saturated"],
        _saturation,
        "Saturated: both leaders above 90 % and at most two standard errors apart, on a series of\n"
        "the same items.",
    ),
    "solved_cost": Layout(
        "What a solved task cost, USD",
        ["Series, run", "Class", ">Per solved", ">Cheapest yet", ">Score"],
        _solved,
        "Mean cost of a task over the share solved, as the board metered it.",
    ),
}
"""View to its layout."""
