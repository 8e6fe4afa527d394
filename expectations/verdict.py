"""What goes into `judge` and what comes out: plain values, no library.

A page is judged as one batch. Rows read = kept + quarantined for every reading, always: exact
repeats of a row count as quarantined too, with a reason that says the row itself was kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

Action = Literal["refuse", "quarantine", "drop_error", "warn"]
Row = Mapping[str, Any]


class ReadingLike(Protocol):
    """One complete state of one board, as a parser gives it."""

    @property
    def table(self) -> str: ...  # noqa: D102
    @property
    def board(self) -> str: ...  # noqa: D102
    @property
    def category(self) -> str: ...  # noqa: D102
    @property
    def rows(self) -> Sequence[Row]: ...  # noqa: D102
    @property
    def published_on(self) -> date | None: ...  # noqa: D102
    @property
    def basis(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Previous:
    """The last good vintage of a board, for the rules that compare two vintages."""

    rows: Mapping[str, Row]
    """Entry to the numbers of its row."""
    newest: bool
    """The page is newer than every accepted vintage of the board. Only then may a comparison
    refuse or hold; otherwise it warns."""
    published_on: date | None = None
    """Published date of that vintage; absent: taken to be recent."""
    held: Mapping[str, Row] = field(default_factory=dict)
    """Entry to the row that an earlier look brought and that is still held. A page that repeats
    the held values confirms them."""


@dataclass(frozen=True, slots=True)
class UnjudgedPage:
    """A page and what it is judged beside."""

    source: str
    readings: Sequence[ReadingLike]
    seen_on: date
    """The UTC day it was captured."""
    previous: Mapping[tuple[str, str, str], Previous]
    """The last good vintage of the boards that have one, by table, board and category."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that goes to quarantine."""

    index: int
    """Position in the reading's rows."""
    entry: str
    """Empty when the row has no usable entry."""
    reason: str
    """Rules it broke, offending values and why, on one line."""


@dataclass(frozen=True, slots=True)
class JudgedReading:
    """One reading, its rows parted. Both parts are empty when the page is refused."""

    reading: ReadingLike
    rows: tuple[Row, ...] = ()
    """Rows to keep."""
    quarantined: tuple[Quarantined, ...] = ()
    is_list: bool = False
    """Too few rows for the whole board: those kept are its first ranks, without a hole."""
    floor: float | None = None
    """Of a list: value of its last entry before the first hole in the board's own ranks; None
    without ranks."""


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """What becomes of a page."""

    refused: str | None
    """One line with rule, value and why; None: the page is accepted."""
    readings: tuple[JudgedReading, ...]
    """In the order of the readings given."""
    warnings: tuple[str, ...] = ()
    broken: Mapping[str, int] = field(default_factory=dict)
    """By broken rule, on how many rows; 0: about the whole page, or it cannot be evaluated."""
    passed: int = 0
    """So many rules hold."""
