"""`gapwatch verify`: whether a published folder follows from the pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import opened
from cli.shell.faults import NOT_EQUAL

SHOWN = 20


def verify(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A published folder.")
    ],
) -> None:
    """Say whether what was published follows again from what this home recorded; if not, why.

    Leaves with 4 when it does not. It takes minutes: hashes, then every file written again, then
    every gap, lag and price derived again. Example: `gapwatch verify public`
    """
    from pipelines.verification import verify_folder  # noqa: PLC0415 - takes seconds

    with opened() as warehouse:
        found = verify_folder(warehouse, folder, _say)
    more = len(found.differences) - SHOWN
    told = {
        "checked": found.checked,
        "not checked": found.unchecked,
        "differs": found.differences[:SHOWN] + ([f"{more:,} more"] if more > 0 else []),
        "why": found.reasons,
    }
    for label, lines in told.items():
        for line in lines:
            show.console.print(f"{label}: {line}", soft_wrap=True)
    show.console.print("equal" if found.is_equal else "not equal")
    if not found.is_equal:
        sys.exit(NOT_EQUAL)


def _say(what: str) -> None:
    show.complain(f"verifying: {what}")
