"""How far long work has come: a bar on stderr, nothing where no terminal is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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
