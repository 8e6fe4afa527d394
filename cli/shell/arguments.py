"""Arguments that several commands take, each spelled, completed and checked in one way.

At TAB the shell offers commands, options, closed lists, series and sources.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from measures.series import Series, load
from outputs.asked import CannotAnswer, unknown
from pipelines.settings import Settings
from terms.openness import OpennessRule
from terms.words import words
from warehouse.store import Warehouse


def opened() -> Warehouse:
    """The warehouse of this installation, read-only."""
    settings = Settings.from_environment()
    return Warehouse.read(settings.home, settings.archive)


def _sources(*, scheduled: bool = False) -> dict[str, str]:
    """Name to title of sources that read pages; `scheduled`: that a refresh asks."""
    from sources.catalogue import SCHEDULED, SOURCES  # noqa: PLC0415 - half a second

    some = SCHEDULED if scheduled else SOURCES.values()
    return {one.ABOUT.name: one.ABOUT.title for one in some}


def series(incomplete: str) -> list[tuple[str, str]]:
    """For the shell at TAB: series that begin as typed, with what they are."""
    return [(one.id, one.title) for one in load().values() if one.id.startswith(incomplete)]


def sources(incomplete: str) -> list[tuple[str, str]]:
    """The same of sources."""
    return [it for it in _sources().items() if it[0].startswith(incomplete)]


SeriesAsked = Annotated[
    str | None,
    typer.Argument(metavar="SERIES", help="One series; without it all.", autocompletion=series),
]
SeriesNeeded = Annotated[
    str, typer.Argument(metavar="SERIES", help="The series.", autocompletion=series)
]
SourceNeeded = Annotated[
    str,
    typer.Argument(help="The source whose pages the file holds.", autocompletion=sources),
]


def listed(about: str, members: type[StrEnum]) -> str:
    """Help of an option whose values are too many for their column: 'about: `a`, `b` or `c`.'"""
    *others, last = (f"`{word}`" for word in words(members))
    return f"{about}: {', '.join(others)} or {last}."


RuleOption = Annotated[
    OpennessRule,
    typer.Option("--rule", metavar="RULE", help=listed("Which models are open", OpennessRule)),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON for programs.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="YYYY-MM-DD: what had been published by then.")
]
SeenOption = Annotated[
    str | None, typer.Option("--seen", help="With --as-of: only what had been captured by then.")
]
RecordedOption = Annotated[
    str | None,
    typer.Option("--recorded", help="With --as-of: only what this warehouse knew then."),
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=0, help="At most this many lines; 0 lists all.")
]


def declared(series: str) -> Series:
    """The declared series. Raises CannotAnswer, which names the nearest."""
    known = load()
    if series not in known:
        raise CannotAnswer(unknown("series", series, known))
    return known[series]


def parsed_day(text: str) -> date:
    """YYYY-MM-DD as a day, or a usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day written YYYY-MM-DD") from None


def check_source(name: str, *, scheduled: bool = False) -> None:
    """Raises CannotAnswer for a name of no source; `scheduled`: of none that a refresh asks."""
    if name not in (known := _sources()):
        raise CannotAnswer(unknown("source", name, known))
    if scheduled and name not in (fetched := _sources(scheduled=True)):
        raise CannotAnswer(
            f"{name!r} is read from files only, nobody fetches it; these are {', '.join(fetched)}"
        )
