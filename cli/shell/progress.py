"""How far long work has come: a bar on stderr, or one line that it began where no terminal is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

from cli.shell.show import complain

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
def progress(
    doing: str, total: int | None = None, unit: str = "pages", *, quiet: bool = False
) -> Iterator[Shown]:
    """Show how far the work inside is. `quiet`: nothing where there is no terminal."""
    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(12),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    if not console.is_terminal and not quiet:
        complain(doing)
    is_off = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=is_off) as bar:
        yield Shown(bar, bar.add_task(doing, total=total))


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
