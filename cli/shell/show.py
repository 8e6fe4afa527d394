"""How answers look on a terminal: tables that fit 80 columns, numbers with their unit; and how far
long work has come: a bar on stderr, nothing where no terminal is."""

import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from textwrap import wrap
from typing import Any, TypeVar

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from terms.days import day

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class _Terminal(Console):
    def on_broken_pipe(self) -> None:
        """Who reads no further, as `head`, has what it wanted: the command ends as it would."""
        with suppress(SystemExit):
            super().on_broken_pipe()

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """The same without control characters: a name of a page sets no title and no colour."""
        for part in super().render(renderable, options):
            yield part if part.control else part._replace(text=_CONTROL.sub("", part.text))


console = _Terminal(highlight=False, markup=False, emoji=False)
"""Prints a text as it is: what a page or a server said holds brackets and colons of its own."""
Columns = Mapping[str, Callable[[Any], Any]]
"""Heading of each column to what it says of a row."""
APART = 2
"""Blanks between two columns."""


def complain(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    _Terminal(stderr=True, highlight=False).print(
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
    for place, name in enumerate(columns):
        is_figure = name.startswith(">")
        drawn.add_column(
            name.removeprefix(">"),
            justify="right" if is_figure else "left",
            overflow="fold",
            no_wrap=is_figure or place == 0,
        )
    for row in rows:
        drawn.add_row(*(it if isinstance(it, Text) else Text(str(it)) for it in row))
    return drawn


WORD = 12
"""Letters of a column in which most words stay whole."""


def fitting(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """How many columns, from the first on, the terminal can show with a line for each row; at
    least two."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    ends = [sum(widths[: place + 1]) + APART * place for place in range(len(widths))]
    return max(2, sum(end <= console.width for end in ends))


def is_readable(columns: Sequence[str], rows: Iterable[Sequence[Text]]) -> bool:
    """Whether what a table must not part, its first column and its numbers, leaves the terminal
    room for words in the others."""
    wide, others = 0, 0
    for place, (head, *cells) in enumerate(zip(columns, *rows, strict=True)):
        if place == 0 or head.startswith(">"):
            lines = (line for it in cells for line in it.plain.splitlines())
            wide += APART + max(map(len, (head, *lines)))
        else:
            others += 1
    return wide + others * (APART + WORD) <= console.width + APART


def tabled(title: str, columns: Columns, rows: Sequence[Any], limit: int = 0) -> None:
    """Print a table; `limit`: of so many rows, 0 of all."""
    shown = rows[: limit or None]
    cells = [[of(row) for of in columns.values()] for row in shown]
    console.print(table(title, list(columns), cells))
    if more := len(rows) - len(shown):
        console.print(f"… and {more} more: --limit 0 lists all")


def say(text: str, style: str = "") -> None:
    """A sentence, in lines that part no number from its per cent."""
    parts = text.replace(" %", "\u00a0%").splitlines()
    lines = "\n".join(line for part in parts for line in wrap(part, console.width))
    console.print(Text(lines.replace("\u00a0", " "), style), soft_wrap=True)


HOST = re.compile(r"(?<=cannot connect to )\S+|^\S+(?= is too slow)|(?<=the answer of )\S+")
"""Where the cause of a fetch that failed names a host (`sources.http`)."""


def troubles(rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows of `source_health` that are not well, a paragraph for each reason: one network is down,
    not 29 sources."""
    alike: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in rows:
        cause = str(row["cause"] or "").removeprefix(f"{row['source']}: ")
        if row["last_outcome"] == "unreachable":
            cause = HOST.sub("the host", cause)
        good = (row["last_good_at"] or "")[:10]
        what = row["last_outcome"] if cause else "not fetched on at least two days when it was due"
        of_reason = alike.setdefault((what, cause), {})
        of_reason.setdefault(good, []).append(row["source"])
    for (what, cause), since in alike.items():
        told = [
            f": {cause}" if cause else "",
            *(
                f"{f'last good data of {day(on)}' if on else 'no good data yet'}: {', '.join(some)}"
                for on, some in sorted(since.items())
            ),
        ]
        console.print(Text.assemble((what, "yellow"), "\n  ".join(told)))


def rules_in_words(text: str | None) -> str:
    """What the rules said of a page, from the JSON on its snapshot."""
    if text is None:
        return "not judged"
    found = json.loads(text)
    broken = [f"{rule} ({count} rows)" for rule, count in found["broken"].items()]
    return f"{found['passed']} passed" + (f"; broken: {', '.join(broken)}" if broken else "")


Item = TypeVar("Item")
Watch = Callable[..., None]
"""Told what is `done`, of how much (`total`), and what is `doing`; the rest stays as it was."""


@contextmanager
def progress(doing: str, total: int | None = None, unit: str = "pages") -> Iterator[Watch]:
    """Show how far the work inside is, as it tells what is yielded."""
    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(12),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(doing, total=total)

        def at(done: int | None = None, total: int | None = None, doing: str | None = None) -> None:
            bar.update(task, completed=done, total=total, description=doing and doing[:30])

        yield at


def counted(items: Iterable[Item], total: int | None, doing: str, unit: str) -> Iterator[Item]:
    """Items one by one, with their progress shown; `total` may be about right only."""
    with progress(doing, total, unit) as shown:
        for done, item in enumerate(items, start=1):
            yield item
            shown(done, None if total is None else max(total, done))
