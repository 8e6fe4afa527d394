"""What several commands are asked in one way: arguments, a warehouse, and its past."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from cli.shell.show import counted
from measures.series import Series, load
from outputs.asked import CannotAnswer, named, named_series
from pipelines.settings import Settings
from terms.numbers import joined
from terms.openness import OpennessRule
from terms.words import words
from warehouse.history.vintages import Bounds
from warehouse.reads.derived import count_derived
from warehouse.store import Warehouse


def opened() -> Warehouse:
    """The warehouse of this installation, read-only."""
    settings = Settings.from_environment()
    return Warehouse.read(settings.home, settings.archive)


SeriesAsked = Annotated[
    str | None, typer.Argument(metavar="SERIES", help="One series, by id or title; without it all.")
]
SeriesNeeded = Annotated[str, typer.Argument(metavar="SERIES", help="The series, by id or title.")]
SourceNeeded = Annotated[str, typer.Argument(help="The source whose pages the file holds.")]


def listed(about: str, members: type[StrEnum]) -> str:
    """Help of an option whose values are too many for their column: 'about: `a`, `b` or `c`.'"""
    return f"{about}: {joined([f'`{word}`' for word in words(members)], 'or')}."


RuleOption = Annotated[
    OpennessRule,
    typer.Option("--rule", metavar="RULE", help=listed("Which models are open", OpennessRule)),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON for programs.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="YYYY-MM-DD: what had been published by then.")
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=0, help="At most this many lines; 0 lists all.")
]


def declared(series: str) -> Series:
    """The declared series of that id or title. Raises CannotAnswer, which names the nearest."""
    return named_series(series, load())


def refuse_occupied(host: str, port: int) -> None:
    """Raises BadParameter where nobody can listen on that port, before anything says so."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise typer.BadParameter(
            f"{host}:{port} cannot be listened on ({error.strerror}): name another --port or --host"
        ) from None


def parsed_day(text: str) -> date:
    """YYYY-MM-DD as a day, or a usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day written YYYY-MM-DD") from None


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
    from pipelines.measure.run import measured_on  # noqa: PLC0415 - numpy is not needed for help

    boards = count_derived(warehouse.connection)
    with measured_on(
        warehouse,
        day,
        bounds or Bounds(day),
        lambda issues: counted(issues, boards, f"measuring {day}", "boards"),
    ) as copy:
        yield copy


def check_source(name: str, *, scheduled: bool = False) -> None:
    """Raises CannotAnswer for a name of no source; `scheduled`: of none that a refresh asks."""
    from sources.catalogue import SCHEDULED, SOURCES  # noqa: PLC0415 - half a second

    fetched = [one.ABOUT.name for one in SCHEDULED]
    named("source", name, SOURCES)
    if scheduled and name not in fetched:
        raise CannotAnswer(
            f"{name!r} is read from files only, nobody fetches it; these are {', '.join(fetched)}"
        )
