"""`gapwatch as-of`: the gap as it could be known on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import show
from cli.ask import JsonOption, Rule, RuleOption, opened, parsed_day
from measures.series import load
from warehouse import reads
from warehouse.clock import end_of
from warehouse.errors import WarehouseMissing
from warehouse.past import copy_within, write_file
from warehouse.store import Warehouse
from warehouse.vintages import Bounds


def as_of(
    day: Annotated[str, typer.Argument(help="YYYY-MM-DD: what had been published by then.")],
    seen: Annotated[
        str | None, typer.Option(help="Only what had been captured by this day.")
    ] = None,
    recorded: Annotated[
        str | None, typer.Option(help="Only what this warehouse knew on this day.")
    ] = None,
    rule: RuleOption = Rule.ANY_WEIGHTS,
    out: Annotated[
        Path | None, typer.Option(help="Write every view as of then to a new SQLite file.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show every gap as of a past day, measured anew from what was there.

    Examples: `gapwatch as-of 2024-07-31`, `gapwatch as-of 2026-02-24 --recorded 2026-11-30`,
    `gapwatch as-of 2025-12-31 --out then.db`
    """
    bounds = Bounds(
        parsed_day(day),
        parsed_day(seen) if seen else None,
        parsed_day(recorded) if recorded else None,
    )
    with opened() as warehouse:
        _know(warehouse, recorded)
        then = parsed_day(day)
        with _measured(warehouse, bounds, then) as copy:
            rows = reads.gaps_on(copy.connection, rule, then.isoformat())
            if out is not None:
                write_file(copy, out, _about(day, seen, recorded))
    _print(rows, rule, json, out)


def _know(warehouse: Warehouse, recorded: str | None) -> None:
    first = reads.first_recorded(warehouse.connection)
    if recorded and first and end_of(parsed_day(recorded)) < first:
        raise WarehouseMissing(
            f"this warehouse knew nothing on {recorded}: its first recorded day is {first[:10]}"
        )


def _measured(warehouse: Warehouse, bounds: Bounds, then: date) -> Warehouse:
    from pipelines.measure import measure  # noqa: PLC0415 - numpy is not needed to ask for help

    copy = copy_within(warehouse, bounds, then)
    for _ in measure(copy, datetime(then.year, then.month, then.day, tzinfo=UTC)):
        pass
    return copy


def _about(day: str, seen: str | None, recorded: str | None) -> dict[str, str | None]:
    from importlib.metadata import version  # noqa: PLC0415

    return {
        "published": day,
        "seen": seen,
        "recorded": recorded,
        "gapwatch": version("gapwatch"),
    }


def _print(rows: list[dict[str, Any]], rule: Rule, json: bool, out: Path | None) -> None:
    if json:
        show.as_json(rows)
    elif rows:
        show.console.print(show.gap_table(rows, load(), rule))
    else:
        show.console.print("nothing had been published by then, or nothing of it is known here")
    if out is not None and not json:
        show.console.print(f"every view as of then: {out}")
