"""How far long work has come: a bar on stderr, nothing where no terminal is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Shown:
    """A bar of one task."""

    bar: Progress
    task: TaskID

    def at(
        self, done: int | None = None, total: int | None = None, doing: str | None = None
    ) -> None:
        """`done` of `total` is ready; what is not given stays as it was."""
        self.bar.update(self.task, completed=done, total=total, description=doing and doing[:30])


@contextmanager
def progress(doing: str, total: int | None = None, unit: str = "pages") -> Iterator[Shown]:
    """Show how far the work inside is."""
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
        yield Shown(bar, bar.add_task(doing, total=total))


def counted(items: Iterable[Item], total: int | None, doing: str, unit: str) -> Iterator[Item]:
    """Items one by one, with their progress shown; `total` may be about right only."""
    with progress(doing, total, unit) as shown:
        for done, item in enumerate(items, start=1):
            yield item
            shown.at(done, None if total is None else max(total, done))
