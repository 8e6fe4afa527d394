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

from measures.gap.judgement import either_way, is_confirmed
from measures.segments import GapSegment
from measures.uncertainty.intervals import level_in_words
from terms import numbers
from terms.numbers import MISSING, agreeing
from terms.openness import OpennessRule
from terms.units import Unit, amount, places_of, score
from terms.words import GapVerdict

console = Console(highlight=False, markup=False, emoji=False)
"""Prints a text as it is: what a page or a server said holds brackets and colons of its own."""
INTERVAL = f"{level_in_words()} interval"
"""Heading of a column of intervals."""


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
    for name in ("warehouse.lock", "pipelines.alive"):
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
    """A value with as many decimals as its unit bears; a missing one is a dash."""
    return MISSING if value is None else amount(value, unit)


def probability(share: float | None) -> str:
    """A probability (0 to 1) in percent, or a dash."""
    return numbers.probability(share) or MISSING


def interval(low: float | None, high: float | None, unit: str) -> str:
    """A confidence interval, or a dash."""
    return numbers.interval(low, high, places_of(unit)) or MISSING


def certainty(gap: GapSegment, unit: str) -> str:
    """The interval of a gap; where an unknown entry may lead, that it cannot be judged and the
    gaps that it may be."""
    lines = [interval(gap.gap_low, gap.gap_high, unit)]
    if doubt := either_way(gap):
        lines = [GapVerdict.CANNOT_BE_JUDGED.text]
        if doubt.ends is not None:
            lines.append(" to ".join(number(end, unit) for end in doubt.ends))
    if not is_confirmed(gap):
        lines.append("unconfirmed")
    return "\n".join(lines)


def leader(model: str | None, value: float | None, unit: str, places: int | None = None) -> str:
    """Model and value of one side."""
    if model is None:
        return "none"
    return f"{model} {MISSING if value is None else score(value, unit, places)}"


def leaders(gap: GapSegment, unit: str) -> tuple[str, str]:
    """Closed and open leader, with values whose difference is the gap as printed."""
    closed, opened = gap.closed_value, gap.open_value
    places = agreeing(closed, opened, gap.gap, Unit(unit).places, places_of(unit))
    return (
        leader(gap.closed_model, closed, unit, places),
        leader(gap.open_model, opened, unit, places),
    )


def gap_table(rows: Sequence[Mapping[str, Any]], series: Mapping[str, Any], rule: str) -> Table:
    """Gap now per series, two lines each; `series` maps its id to the declared series."""
    day = rows[0]["on_date"] if rows else ""
    lines = [_gap_line(row, series[row["series"]]) for row in rows if row["series"] in series]
    title = f"Gap, closed minus open ({OpennessRule(rule).models}), {day}"
    drawn = table(title, ["Series", ">Gap", INTERVAL, "Closed leader, open leader"], lines)
    drawn.columns[0].no_wrap = True
    return drawn


def _gap_line(row: Mapping[str, Any], series: Any) -> list[str | Text]:
    gap = GapSegment.from_row(row)
    return [
        Text.assemble(gap.series, "\n", as_of(row)),
        number(gap.gap, series.unit),
        certainty(gap, series.unit),
        "\n".join(leaders(gap, series.unit)),
    ]


def as_of(row: Mapping[str, Any]) -> Text:
    """The day the numbers are from, marked when that is longer ago than its source explains."""
    page, on = row["vintage_on"], row["told_on"]
    told = f"  as of {on}" if on == page else f"  as of {on},\n  data from {page}"
    return Text(told, style="yellow" if row["is_stale"] else "dim")


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
