"""What goes into `judge` and what comes out: plain values, no library.

A page is judged as one batch. Rows read = kept + quarantined for every reading, always: exact
repeats of a row count as quarantined too, with a reason that says the row itself was kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

Action = Literal["refuse", "quarantine", "drop_error", "warn"]
Row = Mapping[str, Any]
BoardKey = tuple[str, str, str]
"""(table, board, category)."""


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
    def restated(self) -> bool: ...  # noqa: D102
    @property
    def basis(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Previous:
    """The last good vintage of a board, for the rules that compare two vintages."""

    row_count: int
    rows: Mapping[str, Row]
    """Entry to its row, in the table's columns."""
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
    previous: Mapping[BoardKey, Previous]
    """The last good vintage of the boards that have one."""


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
    rows: tuple[dict[str, Any], ...]
    """Rows to keep: without the columns that begin with an underscore, NaN replaced by None."""
    quarantined: tuple[Quarantined, ...]
    is_list: bool = False
    """Too few rows for the whole board: those kept are its first ranks, without a hole."""
    floor: float | None = None
    """Of a list: value of its last entry before the first hole in the board's own ranks; None
    without ranks."""

    @property
    def key(self) -> BoardKey:
        """The board's key."""
        return (self.reading.table, self.reading.board, self.reading.category)

    @property
    def held(self) -> tuple[str, ...]:
        """Entries with a quarantined row and no kept one: they keep their preceding state, which
        a list of first ranks has none of."""
        if self.is_list:
            return ()
        kept = {row["entry"] for row in self.rows}
        aside = dict.fromkeys(row.entry for row in self.quarantined if row.entry)
        return tuple(entry for entry in aside if entry not in kept)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule found on one page's rows of one table."""

    rule: str
    action: Action
    """What the rule may do."""
    expects: str
    """The rule in words."""
    why: str
    success: bool
    evaluated: int
    """Values looked at; 0: nothing to look at (no previous vintage, or the column is empty)."""
    unexpected: int
    sample: tuple[dict[str, Any], ...]
    """First failing values: board, category, entry, value."""
    error: str | None = None
    """Why the rule could not be evaluated."""
    binding: int = 0
    """On so many failing rows the rule may act."""
    observed: str | None = None
    """Of a statement about the whole page: what was found instead."""

    @property
    def _is_whole(self) -> bool:
        """A statement about the whole page failed, or could not be evaluated."""
        return not self.success and not self.unexpected

    @property
    def refuses(self) -> bool:
        """Whether the page is refused because of it."""
        if self.error is not None:
            return self.action != "warn"
        return self.action == "refuse" and (self.binding > 0 or self._is_whole)

    @property
    def warns(self) -> bool:
        """Whether it is told as a warning: by its own action, or because it may not act."""
        if self.success or self.refuses:
            return False
        return self.action in ("warn", "drop_error") or self.unexpected > self.binding

    def sentence(self) -> str:
        """One line, the reason first: a text that is cut short keeps what a person can act on.

        After it, in brackets, the rule, how many, values and what was expected.
        """
        if self.error is not None:
            return f"{self.rule} could not be evaluated: {self.error[:200]}"
        if self._is_whole:
            return f"{self.why} ({self.rule}: found {self.observed})"
        values = ", ".join(words_of(one) for one in self.sample)
        more = ", ..." if self.unexpected > len(self.sample) else ""
        count = f"{self.unexpected} of {self.evaluated}"
        return f"{self.why} ({self.rule}: {count}: {values}{more}; expected: {self.expects})"


def words_of(one: Mapping[str, Any]) -> str:
    """A failing value in words: where it stands, and what it is."""
    place = "/".join(str(one[name]) for name in ("board", "category", "entry") if one.get(name))
    values = " ".join(f"{name}={_short(value)!r}" for name, value in one["values"].items())
    return f"{place} {values}".strip()


def _short(value: Any) -> Any:
    """A number with four digits that count: a share of 0.0247 is not better known with 16."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """What becomes of a page."""

    refused: str | None
    """One line with rule, value and why; None: the page is accepted."""
    readings: tuple[JudgedReading, ...]
    """In the order of the readings given."""
    warnings: tuple[str, ...]
    results: tuple[RuleResult, ...]

    @property
    def quarantined(self) -> int:
        """Rows set aside on the whole page."""
        return sum(len(judged.quarantined) for judged in self.readings)
