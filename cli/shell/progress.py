"""How far long work has come: a bar with count, rate and time left, or now and then a line.

Both go to stderr, so that what a command prints stays clean for files and programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal; work shorter than that says nothing."""
EARLIEST = 0.02
"""Share of the work before which its pace says nothing: the first piece waits for what all need."""
Item = TypeVar("Item")


class Shown:
    """How far the work is, told to `say`; on a terminal `bar` shows it."""

    def __init__(
        self,
        bar: Progress,
        doing: str,
        total: int | None = None,
        unit: str = "pages",
        say: Callable[[str], None] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._bar, self._unit, self._say, self._clock = bar, unit, say, clock
        self._began = self._last = clock()
        bar.add_task(doing, total=total, pace=unit)
        self._task = bar.tasks[-1]

    def at(
        self, done: int | None = None, total: int | None = None, doing: str | None = None
    ) -> None:
        """`done` of `total` is ready; what is not given stays as it was."""
        task, now = self._task, self._clock()
        doing, seconds = None if doing is None else doing[:30], now - self._began
        self._bar.update(task.id, completed=done, total=total, description=doing)
        pace = task.completed / seconds if seconds > 0 else 0.0
        self._bar.update(task.id, pace=f"{self._unit} {pace:.1f}/s")
        if self._say and now - self._last >= LINE_EVERY:
            self._last = now
            whole = None if task.total is None else int(task.total)
            told = in_words(task.description, int(task.completed), whole, self._unit, seconds)
            self._say(told)


@contextmanager
def progress(
    doing: str, total: int | None = None, unit: str = "pages", *, quiet: bool = False
) -> Iterator[Shown]:
    """Show how far the work inside is. `quiet`: no lines where there is no terminal."""
    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(12),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )

    def say(line: str) -> None:
        console.print(Text(f"gapwatch: {line}"), soft_wrap=True)

    is_told = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=is_told) as bar:
        yield Shown(bar, doing, total, unit, say if is_told and not quiet else None)


def watched(items: Sequence[Item], doing: str, *, quiet: bool = False) -> Iterator[Item]:
    """Pages one by one, with their progress shown."""
    yield from counted(items, len(items), doing, "pages", quiet=quiet)


def counted(
    items: Iterable[Item], total: int | None, doing: str, unit: str, *, quiet: bool = False
) -> Iterator[Item]:
    """The same where the number of items is known otherwise, or only about."""
    with progress(doing, total, unit, quiet=quiet) as shown:
        for done, item in enumerate(items, start=1):
            yield item
            shown.at(done, None if total is None else max(total, done))


def in_words(doing: str, done: int, total: int | None, unit: str, seconds: float) -> str:
    """One line: what is done, how much of it, how fast, and how long it may still take."""
    if not done:
        return f"{doing} ({_clock(seconds)})"
    rate = done / seconds if seconds > 0 else 0.0
    if total is None:
        return f"{doing}: {done} {unit} in {_clock(seconds)}, {rate:.1f}/s"
    tells = rate and done >= EARLIEST * total
    left = f", about {_clock((total - done) / rate)} left" if tells else ""
    return f"{doing}: {done} of {total} {unit}, {rate:.1f}/s{left}"


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
