"""`gapwatch verify`: whether a published folder, a file or a number follows from the pages."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shell import show
from cli.shell.arguments import RuleOption, declared, listed, opened, parsed_day
from cli.shell.faults import NOT_EQUAL
from pipelines.settings import Settings
from terms.openness import OpennessRule

if TYPE_CHECKING:
    from pipelines.verification import Verification

MANIFEST = "manifest.json"
SHOWN = 20


class Quoted(StrEnum):
    """What a number is."""

    GAP = "gap"
    LAG = "lag"
    RATIO = "price-ratio"
    CLOSED_PRICE = "closed-price"
    OPEN_PRICE = "open-price"


COLUMNS = {Quoted.LAG: "lag_days"}


def verify(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FOLDER|FILE|SERIES", help="A published folder, a file in it, or a series."
        ),
    ],
    number: Annotated[
        str | None, typer.Argument(help="With a series: the number, at the digits it was given.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="YYYY-MM-DD: the day that the number is of.")
    ] = None,
    of: Annotated[
        Quoted,
        typer.Option(
            "--of",
            metavar="KIND",
            help=listed("What it is, a lag in days, a price at the best open score", Quoted),
        ),
    ] = Quoted.GAP,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
) -> None:
    """Say whether what was published follows again from what this home recorded; if not, why.

    Leaves with 4 when it does not. A folder takes minutes: hashes, then every file written again,
    then every gap, lag and price derived again. A number is derived as it could be known on its
    day. Examples: `gapwatch verify public`,
    `gapwatch verify public/data/gap_now.parquet`, `gapwatch verify eci 9.9 --on 2026-10-08`,
    `gapwatch verify eci 159 --on 2026-08-11 --of lag`
    """
    path = Path(what)
    if number is None and on:
        raise typer.BadParameter(
            "a series needs the number too: gapwatch verify SERIES NUMBER --on"
        )
    found = _files(path) if number is None else _number(what, number, on, of, rule)
    _print(found)
    if not found.is_equal:
        sys.exit(NOT_EQUAL)


def _files(path: Path) -> Verification:
    from pipelines.verification import verify_folder  # noqa: PLC0415 - takes seconds

    if not path.exists():
        raise typer.BadParameter(f"{path} is neither a folder nor a file; a series needs a number")
    folder, only = path, None
    if path.is_file():
        above = [one for one in path.absolute().parents if (one / MANIFEST).is_file()]
        folder = above[0] if above else path.parent
        only = path.absolute().relative_to(folder.absolute()).as_posix()
        only = None if only == MANIFEST else only
    with opened() as warehouse:
        return verify_folder(warehouse, Settings.from_environment(), folder, only, _say)


def _number(
    series: str,
    number: str,
    on: str | None,
    of: Quoted,
    rule: OpennessRule,
) -> Verification:
    from pipelines.verification import NumberAsked, verify_number  # noqa: PLC0415 - as above

    if on is None:
        raise typer.BadParameter("say with --on of which day the number is")
    try:
        float(number)
    except ValueError:
        raise typer.BadParameter(f"{number!r} is no number") from None
    column = COLUMNS.get(of, of.replace("-", "_"))
    day: date = parsed_day(on)
    asked = NumberAsked(declared(series).id, number, day, rule, column)
    with opened() as warehouse:
        return verify_number(warehouse, asked, _say)


def _print(found: Verification) -> None:
    told = {
        "checked": found.checked,
        "not checked": found.unchecked,
        "differs": found.differences[:SHOWN],
        "why": found.reasons,
    }
    more = len(found.differences) - SHOWN
    for label, lines in told.items():
        for line in lines:
            show.console.print(f"{label}: {line}", soft_wrap=True)
        if label == "differs" and more > 0:
            show.console.print(f"and {more:,} more differences")
    show.console.print("equal" if found.is_equal else "not equal")


def _say(what: str) -> None:
    show.complain(f"verifying: {what}")
