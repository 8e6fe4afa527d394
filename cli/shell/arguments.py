"""Arguments that several commands take, each spelled, completed and checked in one way.

What the shell offers at TAB are names from data files and from the warehouse, read in a moment. A
completion never fails aloud: where nothing can be read, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from measures.claims.ledger import statements
from measures.series import DOMAINS, Series, load
from outputs.asked import CannotAnswer, unknown
from pipelines.settings import Settings
from terms.openness import OpennessRule
from terms.words import words
from warehouse.errors import WarehouseError
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

Offered = list[tuple[str, str]]
"""Values with what they mean; the shell shows the meaning where it can."""


def opened() -> Warehouse:
    """The warehouse of this installation, read-only."""
    settings = Settings.from_environment()
    return Warehouse.read(settings.home, settings.archive)


def _offering(pairs: Callable[[], Iterable[tuple[str, str]]]) -> Callable[[str], Offered]:
    """Those of some values that begin as typed, in either case."""

    def offered(incomplete: str) -> Offered:
        return sorted(one for one in pairs() if one[0].lower().startswith(incomplete.lower()))

    return offered


def _sources(*, scheduled: bool = False) -> dict[str, str]:
    """Name to title of sources that read pages; `scheduled`: that a refresh asks."""
    from sources.catalogue import SCHEDULED, SOURCES  # noqa: PLC0415 - half a second

    some = SCHEDULED if scheduled else SOURCES.values()
    return {one.ABOUT.name: one.ABOUT.title for one in some}


def _subsets() -> Iterable[tuple[str, str]]:
    from sources.boards.arena.dataset import SUBSETS  # noqa: PLC0415 - as above

    return SUBSETS.items()


def _alerts() -> Offered:
    try:
        with closing(opened()) as warehouse:
            found = reads_alerts.alerts(warehouse.connection, resolved=False)
    except WarehouseError:
        return []
    return [(str(row["id"]), row["title"]) for row in found]


series = _offering(lambda: ((one.id, one.title) for one in load().values()))
domains = _offering(lambda: ((one.replace(" ", "-"), "") for one in DOMAINS))
claims = _offering(statements)
sources = _offering(lambda: _sources().items())
asked = _offering(lambda: _sources(scheduled=True).items())
views = _offering(lambda: ((one.name, one.one_row_is) for one in PROMISED.values()))
alerts = _offering(_alerts)
subsets = _offering(_subsets)

SeriesAsked = Annotated[
    str | None,
    typer.Argument(metavar="[SERIES]", help="One series; without it all.", autocompletion=series),
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
RuleAsked = Annotated[
    OpennessRule | None,
    typer.Option(
        "--rule",
        metavar="RULE",
        help=listed("Which models are open", OpennessRule) + " Without it `any_weights`.",
    ),
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
