"""What one run of the measures may know of a series, and what it derived so far: plain values, no
warehouse.

What belongs here: the registry, the states of the series' boards up to one day, and boards of
derived rows, which measures that are based on other measures read.
Not here: how they are read and recorded (`pipelines.measure`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from measures.boards.states import Boards
from measures.names.registry import Registry
from measures.segments import GapSegment
from terms import boards

Row = Mapping[str, Any]


class DerivedKey(NamedTuple):
    """Which board of derived rows: its table, and the names of the board within it."""

    table: str
    board: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class DerivedBoard:
    """All rows of one derived board; `inputs_on`: newest published day (ISO) among their inputs."""

    key: DerivedKey
    inputs_on: str | None
    rows: Sequence[Row]


def derived(
    table: str, board: str, inputs_on: str | None, rows: Iterable[Row], *parts: str
) -> DerivedBoard:
    """One board of derived rows; `parts`: those of its category (`terms.boards`)."""
    key = DerivedKey(table, board, boards.category(table, *parts))
    return DerivedBoard(key, inputs_on, list(rows))


@dataclass(frozen=True)
class Known(Boards):
    """What the measures of a series read. Its names are curated models and provisional ones: for
    what says of every row whether it is confirmed."""

    curated: Registry
    """Curated models alone, for what cannot say so."""
    derived: dict[DerivedKey, DerivedBoard] = field(default_factory=dict)
    """What this run has derived of the series so far."""

    def confirmed(self) -> Self:
        """The same with curated models alone; what it derives is known to both."""
        return replace(self, names=self.curated)

    def gaps(self, rule: str) -> list[GapSegment]:
        """The gaps of the series, by day."""
        return GapSegment.from_rows(self.rows(GapSegment.TABLE, rule))

    def rows(self, table: str, *parts: str) -> list[Row]:
        """What this run derived of one board, with the names of the board, by key, which is the
        first day; empty: nothing yet."""
        key = DerivedKey(table, self.series.id, boards.category(table, *parts))
        if (board := self.derived.get(key)) is None:
            return []
        of = {"board": key.board, "category": key.category, "inputs_on": board.inputs_on}
        return [{**row, **of} for row in sorted(board.rows, key=lambda row: str(row["entry"]))]
