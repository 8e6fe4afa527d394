"""How answers look on a terminal: tables that fit 80 columns, numbers with their unit."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from measures.uncertainty.intervals import level_in_words
from outputs.wording import agreeing

console = Console(highlight=False, markup=False, emoji=False)
"""Prints a text as it is: what a page or a server said holds brackets and colons of its own."""
INTERVAL = f"{level_in_words()} interval"
"""Heading of a column of intervals."""
_DIGITS = {"elo": 1, "percent": 1, "index": 1}
VERDICT_STYLES = {
    "reproduced": "green",
    "partly": "yellow",
    "ambiguous": "yellow",
    "contradicted": "red",
    "not_testable": "dim",
    "definition": "dim",
}
"""Colour of each verdict that a claim can have."""
RULE_WORDS = {
    "any_weights": "any downloadable weights",
    "commercial": "weights with commercial use",
    "permissive": "permissive licences",
}


def complain(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    Console(stderr=True, highlight=False).print(
        Text.assemble(("gapwatch: ", "bold red"), " ".join(message.split())), soft_wrap=True
    )


class _Complaints(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        complain(record.getMessage())


def complain_of_waiting() -> None:
    """Say for whom a command waits, and which runs it found dead."""
    for name in ("warehouse.lock", "pipelines.liveness"):
        logging.getLogger(name).handlers = [_Complaints()]


def as_json(value: Any) -> None:
    """JSON on stdout for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A plain table; cells that are numbers in text form are the caller's to align."""
    drawn = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1))
    for name in columns:
        drawn.add_column(
            name.removeprefix(">"),
            justify="right" if name.startswith(">") else "left",
            overflow="fold",
        )
    for row in rows:
        drawn.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    return drawn


def number(value: float | None, unit: str = "") -> str:
    """A value with as many digits as its unit deserves; a missing one is a dash."""
    if value is None:
        return "–"
    digits = _DIGITS.get(unit, 2)
    return f"{value:.{digits}f}"


def probability(share: float | None) -> str:
    """A probability (0 to 1); what would read as sure is a bound, because no chance is 0 or 1."""
    if share is None:
        return "–"
    if share < 0.01:
        return "< 0.01"
    return "> 0.99" if share > 0.99 else f"{share:.2f}"


def interval(low: float | None, high: float | None, unit: str) -> str:
    """A confidence interval, or a dash."""
    return "–" if low is None else f"{number(low, unit)} to {number(high, unit)}"


def leader(model: str | None, value: float | None, unit: str) -> str:
    """Model and value of one side."""
    return "none" if model is None else f"{model} {number(value, unit)}"


def leaders(row: Mapping[str, Any], unit: str) -> tuple[str, str]:
    """Closed and open leader of a gap row, with values whose difference is the gap as printed."""
    closed, opened, gap = row["closed_value"], row["open_value"], row["gap"]
    usual = _DIGITS.get(unit, 2)
    digits = agreeing(closed, opened, gap, usual, usual)
    sides = ((row["closed_model"], closed), (row["open_model"], opened))
    told = [
        "none" if model is None else f"{model} {'–' if value is None else f'{value:.{digits}f}'}"
        for model, value in sides
    ]
    return told[0], told[1]


def gap_table(rows: Sequence[Mapping[str, Any]], series: Mapping[str, Any], rule: str) -> Table:
    """Gap now per series, two lines each; `series` maps its id to the declared series."""
    day = rows[0]["on_date"] if rows else ""
    lines = [_gap_line(row, series[row["series"]]) for row in rows if row["series"] in series]
    title = f"Gap, closed minus open ({RULE_WORDS[rule]}), {day}"
    drawn = table(title, ["Series", ">Gap", INTERVAL, "Closed leader, open leader"], lines)
    drawn.columns[0].no_wrap = True
    return drawn


def _gap_line(row: Mapping[str, Any], series: Any) -> list[str | Text]:
    mark = "*" if row["unresolved_above"] else ""
    return [
        Text.assemble(row["series"], "\n", as_of(row, series)),
        number(row["gap"], series.unit) + mark,
        interval(row["gap_low"], row["gap_high"], series.unit),
        "\n".join(leaders(row, series.unit)),
    ]


def as_of(row: Mapping[str, Any], series: Any) -> Text:
    """The day the numbers are from, marked when that is longer ago than its source explains."""
    is_stale = row["age_days"] > series.stale_after_days
    page, on = row["vintage_on"], row["told_on"]
    told = f"  as of {on}" if on == page else f"  as of {on},\n  page of {page}"
    return Text(told, style="yellow" if is_stale else "dim")


def cause(row: Mapping[str, Any]) -> str:
    """Why a source of `source_health` is not well, without its name, which stands before it."""
    return str(row["cause"] or "").removeprefix(f"{row['source']}: ")


def rules_in_words(text: str | None) -> str:
    """What the rules said of a page, from the JSON on its snapshot."""
    if text is None:
        return "not judged"
    found = json.loads(text)
    broken = [f"{rule} ({count} rows)" for rule, count in found["broken"].items()]
    return f"{found['passed']} passed" + (f"; broken: {', '.join(broken)}" if broken else "")
