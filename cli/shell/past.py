"""A past day, as every command that can look back asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime

import typer

from cli.shell.arguments import parsed_day
from cli.shell.progress import counted
from warehouse.history.vintages import Bounds
from warehouse.reads.derived import count_derived
from warehouse.store import Warehouse


def come(text: str) -> date:
    """A day that has come. Raises BadParameter for another text."""
    day = parsed_day(text)
    if day > datetime.now(UTC).date():
        raise typer.BadParameter(f"{text} is still to come")
    return day


def about(bounds: Bounds) -> dict[str, str | None]:
    """The bounds by name, as ISO days; None where there is no bound."""
    return {name: day and day.isoformat() for name, day in asdict(bounds).items()}


@contextmanager
def measured(warehouse: Warehouse, day: date, bounds: Bounds | None = None) -> Iterator[Warehouse]:
    """A copy of `warehouse` in memory as of a day, with its measures computed anew; `bounds`: other
    ones than what had been published by then.

    Raises WarehouseMissing when this warehouse knew nothing by the recorded bound.
    """
    from pipelines.measure.past import measured_on  # noqa: PLC0415 - numpy is not needed for help

    boards = count_derived(warehouse.connection)
    with measured_on(
        warehouse,
        day,
        bounds or Bounds(day),
        lambda issues: counted(issues, boards, f"measuring {day}", "boards"),
    ) as copy:
        yield copy
