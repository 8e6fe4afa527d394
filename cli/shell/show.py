"""How answers look on a terminal: tables that fit 80 columns, numbers with their unit."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

console = Console(highlight=False, markup=False, emoji=False)
"""Prints a text as it is: what a page or a server said holds brackets and colons of its own."""
FIGURE_WIDTH = 18
"""Letters of a number with its unit; a column that holds no more is not made narrower."""
LEAST = 10
"""Letters that columns of words are left with where the first one, of ids, stays in one piece."""
APART = 2
"""Blanks between two columns."""


def complain(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    Console(stderr=True, highlight=False).print(
        Text.assemble(("gapwatch: ", "bold red"), " ".join(message.split())), soft_wrap=True
    )


class _Complaints(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        complain(record.getMessage())


def complain_of_waiting() -> None:
    """Say for whom a command waits, what it begins anew, and which runs it found dead."""
    logging.getLogger("warehouse").handlers = [_Complaints()]


def as_json(value: Any) -> None:
    """JSON on stdout for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A plain table; cells that are numbers in text form are the caller's to align."""
    drawn = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1))
    cells = [[it if isinstance(it, Text) else Text(str(it)) for it in row] for row in rows]
    widths = [
        max((len(it) for row in cells for it in row[place].plain.split("\n")), default=0)
        for place in range(len(columns))
    ]
    whole = [
        name.startswith(">") and width <= FIGURE_WIDTH
        for name, width in zip(columns, widths, strict=True)
    ]
    others = zip(whole[1:], widths[1:], strict=True)
    left = console.width - sum(APART + (width if kept else LEAST) for kept, width in others)
    for place, name in enumerate(columns):
        drawn.add_column(
            name.removeprefix(">"),
            justify="right" if name.startswith(">") else "left",
            overflow="fold",
            no_wrap=whole[place] or (place == 0 and widths[0] <= left),
        )
    for line in cells:
        drawn.add_row(*line)
    return drawn


def fitting(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """How many columns, from the first on, the terminal can show with a line for each row; at
    least two."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    ends = [sum(widths[: place + 1]) + APART * place for place in range(len(widths))]
    return max(2, sum(end <= console.width for end in ends))


def tabled(
    title: str, columns: Mapping[str, Callable[[Any], Any]], rows: Sequence[Any], limit: int = 0
) -> None:
    """Print a table: each column is its heading and what it says of a row; `limit`: of so many
    rows, 0 of all."""
    shown = rows[: limit or None]
    cells = [[of(row) for of in columns.values()] for row in shown]
    console.print(table(title, list(columns), cells))
    if more := len(rows) - len(shown):
        console.print(f"… and {more} more: --limit 0 lists all")


def say(text: str, style: str = "") -> None:
    """A sentence."""
    console.print(Text(text, style))


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
