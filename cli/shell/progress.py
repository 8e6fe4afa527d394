"""How far long work has come: a bar with count, rate and time left, or now and then a line.

Both go to stderr, so that what a command prints stays clean for files and programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
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


class ProgressBar(Protocol):
    """Something that shows how far the work is."""

    def at(
        self, done: int | None = None, total: int | None = None, doing: str | None = None
    ) -> None:
        """`done` of `total` is ready; what is not given stays as it was."""


@contextmanager
def progress(
    doing: str, total: int | None = None, unit: str = "pages", *, quiet: bool = False
) -> Iterator[ProgressBar]:
    """Show how far the work inside is. `quiet`: no lines where there is no terminal."""
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        columns = (
            TextColumn("{task.description}"), BarColumn(12), _Count(unit), TimeElapsedColumn(),
            TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=console, transient=True) as bar:
            yield _Bar(bar, bar.add_task(doing, total=total))
    else:
        yield ProgressLines(doing, total, unit, _silent if quiet else _printer(console))


def watched(
    items: Sequence[Item], doing: str, unit: str = "pages", *, quiet: bool = False
) -> Iterator[Item]:
    """The items one by one, with their progress shown."""
    yield from counted(items, len(items), doing, unit, quiet=quiet)


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


class ProgressLines:
    """Progress as a line at most every LINE_EVERY seconds."""

    def __init__(
        self,
        doing: str,
        total: int | None,
        unit: str,
        say: Callable[[str], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._doing, self._total, self._unit = doing, total, unit
        self._say, self._clock = say, clock
        self._began = self._last = clock()
        self._done = 0

    def at(
        self, done: int | None = None, total: int | None = None, doing: str | None = None
    ) -> None:
        """See `ProgressBar`."""
        self._done = self._done if done is None else done
        self._total = total or self._total
        self._doing = doing or self._doing
        now = self._clock()
        if now - self._last >= LINE_EVERY:
            self._last = now
            self._say(in_words(self._doing, self._done, self._total, self._unit, now - self._began))


class _Bar:
    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task = bar, task

    def at(
        self, done: int | None = None, total: int | None = None, doing: str | None = None
    ) -> None:
        told = None if doing is None else doing[:30]
        self._bar.update(self._task, completed=done, total=total, description=told)


class _Count(ProgressColumn):
    """Count and rate in one column, which leaves room for the rest in 80."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        """For example `120/400 pages 35.1/s`."""
        of = "" if task.total is None else f"/{task.total:.0f}"
        speed = task.finished_speed or task.speed
        rate = "" if speed is None else f" {speed:.1f}/s"
        return Text(f"{task.completed:.0f}{of} {self._unit}{rate}", style="progress.download")


def _printer(console: Console) -> Callable[[str], None]:
    return lambda line: console.print(Text(f"gapwatch: {line}"), soft_wrap=True)


def _silent(_line: str) -> None:
    """Print nothing."""
