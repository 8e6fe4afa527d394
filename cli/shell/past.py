"""`--as-of`, `--seen` and `--recorded`, as every command that can look back spells them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import typer

from cli.shell.arguments import parsed_day
from cli.shell.progress import counted
from warehouse.history.vintages import Bounds
from warehouse.reads.derived import count_derived
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
    """A copy of `warehouse` in memory as of `past`, with its measures computed anew.

    Raises WarehouseMissing when this warehouse knew nothing by the recorded bound.
    """
    from pipelines.measure.past import measured_on  # noqa: PLC0415 - numpy is not needed for help

    boards = count_derived(warehouse.connection)
    bounds = Bounds(past.day, past.seen, past.recorded)
    with measured_on(
        warehouse,
        past.day,
        bounds,
        lambda issues: counted(issues, boards, f"measuring {past.day}", "boards"),
    ) as copy:
        yield copy
