"""A past day, as every command that can look back asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime

import typer

from cli.shell.arguments import parsed_day
from cli.shell.progress import counted
from outputs.report.context import AsOf
from warehouse.history.vintages import Bounds
from warehouse.reads.derived import count_derived
from warehouse.store import Warehouse


def past_day(day: str | None) -> AsOf | None:
    """A past day to look from; None where none was asked for. Raises BadParameter for no day, and
    for one that is still to come."""
    return AsOf(come(day)) if day else None


def come(text: str) -> date:
    """A day that has come. Raises BadParameter for another text."""
    day = parsed_day(text)
    if day > datetime.now(UTC).date():
        raise typer.BadParameter(f"{text} is still to come")
    return day


def about(past: AsOf) -> dict[str, str | None]:
    """The bounds by name, as ISO days; None where there is no bound."""
    return {name: day and day.isoformat() for name, day in asdict(past).items()}


@contextmanager
def measured(warehouse: Warehouse, past: AsOf) -> Iterator[Warehouse]:
    """A copy of `warehouse` in memory as of `past`, with its measures computed anew.

    Raises WarehouseMissing when this warehouse knew nothing by the recorded bound.
    """
    from pipelines.measure.past import measured_on  # noqa: PLC0415 - numpy is not needed for help

    boards = count_derived(warehouse.connection)
    bounds = Bounds(past.published, past.seen, past.recorded)
    with measured_on(
        warehouse,
        past.published,
        bounds,
        lambda issues: counted(issues, boards, f"measuring {past.published}", "boards"),
    ) as copy:
        yield copy
