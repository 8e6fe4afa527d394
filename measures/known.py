"""What one run of the measures may know, and what it derived so far: plain values, no warehouse.

What belongs here: the registry, the declared series and the states of their boards up to one day,
and boards of derived rows, which measures that are based on other measures read.
Not here: how they are read and recorded (`pipelines.measure`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from measures.boards.states import BoardState
from measures.names.registry import Registry
from measures.segments import GapSegment
from measures.series import Series
from terms import boards

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DerivedKey:
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
class Known:
    """Everything that every measure reads, as known up to the UTC day `through` (ISO)."""

    through: str
    series: Mapping[str, Series]
    """Every declared series by id, as it stood on that day."""
    names: Registry
    """Curated models, and provisional ones: for what says of every row whether it is confirmed."""
    states: Mapping[str, Sequence[BoardState]]
    """Series id to the visible states of its boards."""
    derived: dict[DerivedKey, DerivedBoard] = field(default_factory=dict)
    """What this run has derived so far."""
    curated: Registry | None = None
    """Curated models alone, for what cannot say so; None: `names` holds no others."""

    def confirmed(self) -> Self:
        """The same with curated models alone; what it derives is known to both."""
        return self if self.curated is None else replace(self, names=self.curated)

    def gaps(self, series: str, rule: str) -> list[GapSegment]:
        """The gaps of one board, by day."""
        return GapSegment.from_rows(self.rows(GapSegment.TABLE, series, rule))

    def rows(self, table: str, series: str, *parts: str) -> list[Row]:
        """What this run derived of one board, with the names of the board, by key, which is the
        first day; empty: nothing yet."""
        key = DerivedKey(table, series, boards.category(table, *parts))
        if (board := self.derived.get(key)) is None:
            return []
        of = {"board": key.board, "category": key.category, "inputs_on": board.inputs_on}
        return [{**row, **of} for row in sorted(board.rows, key=lambda row: str(row["entry"]))]
