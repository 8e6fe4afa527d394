"""`gapwatch as-of`: the gap as it could be known on a day."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption, opened
from cli.shell.past import PastDay, measured
from cli.shell.sections import print_gaps
from terms.openness import OpennessRule
from warehouse.extract import write_file
from warehouse.reads import gaps as reads_gaps


def as_of(
    day: Annotated[str, typer.Argument(help="YYYY-MM-DD: what had been published by then.")],
    seen: Annotated[
        str | None, typer.Option(help="Only what had been captured by this day.")
    ] = None,
    recorded: Annotated[
        str | None, typer.Option(help="Only what this warehouse knew on this day.")
    ] = None,
    rule: RuleOption = OpennessRule.ANY_WEIGHTS,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write every view as of then to a new SQLite file."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show every gap as it could be known on a past day, computed from what there was then.

    Examples: `gapwatch as-of 2024-07-31`, `gapwatch as-of 2026-02-24 --recorded 2026-11-30`,
    `gapwatch as-of 2025-12-31 --out then.db`
    """
    past = PastDay.of(day, seen, recorded)
    with opened() as warehouse, measured(warehouse, past) as copy:
        rows = list(reads_gaps.gaps_now(copy.connection, rule).values())
        if out is not None:
            write_file(copy, out, {**past.about(), "gapwatch": version("gapwatch")})
        if json:
            show.as_json(rows)
        elif rows:
            print_gaps(copy, rule)
        else:
            show.console.print("nothing had been published by then, or nothing of it is known here")
    if out is not None and not json:
        show.console.print(f"every view as of then: {out}")
