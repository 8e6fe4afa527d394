"""`--as-of`, `--seen` and `--recorded`, as every command that can look back spells them.

`gapwatch as-of`: the gap as it could be known on a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.query.gap import gaps, opened, parsed_day
from cli.shell import show
from cli.shell.arguments import JsonOption, RuleOption
from cli.shell.progress import counted
from measures.series import shipped
from terms.openness import OpennessRule
from warehouse.clock import end_of
from warehouse.errors import WarehouseMissing
from warehouse.history.vintages import Bounds
from warehouse.past import copy_within, write_file
from warehouse.reads import gaps as reads_gaps
from warehouse.reads.health import boards_issued
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True)
class PastDay:
    """A past day to look from, with its bounds."""

    day: date
    seen: date | None = None
    recorded: date | None = None

    @classmethod
    def asked(cls, as_of: str | None, seen: str | None, recorded: str | None) -> PastDay | None:
        """The bounds as typed, or None when none were. Raises BadParameter."""
        if as_of is None:
            if seen or recorded:
                raise typer.BadParameter("--seen and --recorded go with --as-of DATE")
            return None
        return cls.of(as_of, seen, recorded)

    @classmethod
    def of(cls, day: str, seen: str | None = None, recorded: str | None = None) -> PastDay:
        """The bounds as typed. Raises BadParameter for what is no day."""
        return cls(
            parsed_day(day),
            parsed_day(seen) if seen else None,
            parsed_day(recorded) if recorded else None,
        )

    def about(self) -> dict[str, str | None]:
        """The bounds by name, as ISO days; None where there is no bound."""
        return {
            "published": self.day.isoformat(),
            "seen": self.seen.isoformat() if self.seen else None,
            "recorded": self.recorded.isoformat() if self.recorded else None,
        }

    def __str__(self) -> str:
        return ", ".join(f"{name} {day}" for name, day in self.about().items() if day)


@contextmanager
def measured(warehouse: Warehouse, past: PastDay) -> Iterator[Warehouse]:
    """A copy of `warehouse` in memory as of `past`, with its measures issued anew.

    Raises WarehouseMissing when this warehouse knew nothing by the recorded bound.
    """
    from pipelines.measure.run import measure  # noqa: PLC0415 - numpy is not needed to ask for help

    first = reads_gaps.first_recorded(warehouse.connection)
    if past.recorded and first and end_of(past.recorded) < first:
        raise WarehouseMissing(
            f"this warehouse knew nothing on {past.recorded}: its first recorded day is "
            f"{first[:10]}"
        )
    bounds = Bounds(past.day, past.seen, past.recorded)
    with copy_within(warehouse, bounds, past.day) as copy:
        at = datetime(past.day.year, past.day.month, past.day.day, tzinfo=UTC)
        boards = boards_issued(warehouse.connection)
        for _ in counted(measure(copy, at), boards, f"measuring {past.day}", "boards"):
            pass
        yield copy


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
    """Show every gap as of a past day, measured anew from what was there.

    Examples: `gapwatch as-of 2024-07-31`, `gapwatch as-of 2026-02-24 --recorded 2026-11-30`,
    `gapwatch as-of 2025-12-31 --out then.db`
    """
    past = PastDay.of(day, seen, recorded)
    with opened() as warehouse, measured(warehouse, past) as copy:
        rows = gaps(copy, rule, day)
        if out is not None:
            write_file(copy, out, _about(past))
    _print(rows, rule, json, out)


def _about(past: PastDay) -> dict[str, str | None]:
    from importlib.metadata import version  # noqa: PLC0415

    return {**past.about(), "gapwatch": version("gapwatch")}


def _print(rows: list[dict[str, Any]], rule: OpennessRule, json: bool, out: Path | None) -> None:
    if json:
        show.as_json(rows)
    elif rows:
        show.console.print(show.gap_table(rows, shipped(), rule))
    else:
        show.console.print("nothing had been published by then, or nothing of it is known here")
    if out is not None and not json:
        show.console.print(f"every view as of then: {out}")
