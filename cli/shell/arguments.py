"""What the shell offers at TAB: names from data files and from the warehouse, read in a moment.

A completion never fails aloud: where nothing can be read, nothing is offered.

Arguments and options that several commands take, each spelled and completed in one way.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing, suppress
from typing import Annotated

import typer

from terms.openness import OpennessRule
from warehouse.errors import WarehouseError

Offered = list[tuple[str, str]]
"""Values with what they mean; the shell shows the meaning where it can."""


def _starting(pairs: Iterable[tuple[str, str]], typed: str) -> Offered:
    return sorted((name, about) for name, about in pairs if name.startswith(typed))


def series(incomplete: str) -> Offered:
    """Ids of declared series."""
    from measures.series import shipped  # noqa: PLC0415 - other commands complete without it

    return _starting(((one.id, one.title) for one in shipped().values()), incomplete)


def claims(incomplete: str) -> Offered:
    """Ids of claims, in either case."""
    from measures.claims.ledger import statements  # noqa: PLC0415 - as above

    return _starting(statements(), incomplete.upper())


def verdicts(incomplete: str) -> Offered:
    """Verdicts that a claim can have."""
    from cli.query.claims import STYLES  # noqa: PLC0415 - that module completes with this one

    return _starting(((word, "") for word in STYLES), incomplete)


def sources(incomplete: str) -> Offered:
    """Sources that read pages, as the catalogue lists them."""
    from sources.catalogue import SOURCES  # noqa: PLC0415 - as above

    named = ((name, source.ABOUT.title) for name, source in SOURCES.items())
    return _starting(named, incomplete)


def views(incomplete: str) -> Offered:
    """Promised views."""
    from warehouse.schema.promised import PROMISED  # noqa: PLC0415 - as above

    return _starting(((one.name, one.one_row_is) for one in PROMISED.values()), incomplete)


def alerts(incomplete: str) -> Offered:
    """Numbers of alerts that stand."""
    from cli.query.gap import opened  # noqa: PLC0415 - that module completes with this one
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
RuleOption = Annotated[OpennessRule, typer.Option("--rule", help="Which models count as open.")]
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
