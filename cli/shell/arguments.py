"""Arguments that several commands take, each spelled, completed and checked in one way.

What the shell offers at TAB are names from data files and from the warehouse, read in a moment. A
completion never fails aloud: where nothing can be read, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.settings import Settings
from terms.openness import OpennessRule
from terms.words import ClaimVerdict, words
from warehouse.errors import WarehouseError
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from measures.series import Series

Offered = list[tuple[str, str]]
"""Values with what they mean; the shell shows the meaning where it can."""


def opened() -> Warehouse:
    """The warehouse of this installation, read-only."""
    settings = Settings.from_environment()
    return Warehouse.read(settings.home, settings.archive)


def _starting(pairs: Iterable[tuple[str, str]], typed: str) -> Offered:
    return sorted((name, about) for name, about in pairs if name.startswith(typed))


def series(incomplete: str) -> Offered:
    """Ids of declared series."""
    from measures.series import load  # noqa: PLC0415 - other commands complete without it

    return _starting(((one.id, one.title) for one in load().values()), incomplete)


def domains(incomplete: str) -> Offered:
    """Domains of declared series."""
    from measures.series import DOMAINS  # noqa: PLC0415 - as above

    return _starting(((one.replace(" ", "-"), "") for one in DOMAINS), incomplete)


def claims(incomplete: str) -> Offered:
    """Ids of claims, in either case."""
    from measures.claims.ledger import statements  # noqa: PLC0415 - as above

    return _starting(statements(), incomplete.upper())


def verdicts(incomplete: str) -> Offered:
    """Verdicts that a claim can have."""
    return _starting(((word, "") for word in ClaimVerdict), incomplete)


def sources(incomplete: str) -> Offered:
    """Sources that read pages, as the catalogue lists them."""
    from sources.catalogue import SOURCES  # noqa: PLC0415 - as above

    named = ((name, source.ABOUT.title) for name, source in SOURCES.items())
    return _starting(named, incomplete)


def asked(incomplete: str) -> Offered:
    """Sources that a refresh asks."""
    from sources.catalogue import SCHEDULED  # noqa: PLC0415 - as above

    named = ((source.ABOUT.name, source.ABOUT.title) for source in SCHEDULED)
    return _starting(named, incomplete)


def views(incomplete: str) -> Offered:
    """Promised views."""
    from warehouse.schema.promised import PROMISED  # noqa: PLC0415 - as above

    return _starting(((one.name, one.one_row_is) for one in PROMISED.values()), incomplete)


def alerts(incomplete: str) -> Offered:
    """Numbers of alerts that stand."""
    from warehouse.reads import alerts as reads_alerts  # noqa: PLC0415

    rows: list[tuple[str, str]] = []
    with suppress(WarehouseError), closing(opened()) as warehouse:
        found = reads_alerts.alerts(warehouse.connection, resolved=False)
        rows = [(str(row["id"]), row["title"]) for row in found]
    return _starting(rows, incomplete)


def subsets(incomplete: str) -> Offered:
    """Leaderboards of Arena; its parser says which there are."""
    from sources.boards.arena.dataset import SUBSETS  # noqa: PLC0415 - as above

    return _starting(SUBSETS.items(), incomplete)


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
    """The declared series, or a usage error that lists them."""
    from measures.series import load  # noqa: PLC0415 - other commands need no series

    known = load()
    if series not in known:
        near = get_close_matches(series, known, n=3, cutoff=0.6)
        meant = f"did you mean {', '.join(near)}? " if near else ""
        raise typer.BadParameter(f"no series {series!r}; {meant}`gapwatch gap` lists all")
    return known[series]


def parsed_day(text: str) -> date:
    """YYYY-MM-DD as a day, or a usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day written YYYY-MM-DD") from None


def check_source(name: str) -> None:
    """A usage error that lists the sources when `name` is none of them."""
    from sources.catalogue import SOURCES  # noqa: PLC0415 - not needed for help

    if name not in SOURCES:
        raise typer.BadParameter(f"no source {name!r}; there are {', '.join(sorted(SOURCES))}")


def check_scheduled(name: str) -> None:
    """A usage error that lists the sources a refresh asks when `name` is none of them."""
    from sources.catalogue import SCHEDULED  # noqa: PLC0415 - not needed for help

    names = sorted(source.ABOUT.name for source in SCHEDULED)
    if name not in names:
        check_source(name)
        raise typer.BadParameter(
            f"{name!r} is read from files only, nobody fetches it; these are {', '.join(names)}"
        )
