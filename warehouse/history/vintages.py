"""The words of the history contract: boards, bounds, vintages and states.

Looks and what became of them, as the ledger counts them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from warehouse.clock import end_of


class BoardKey(NamedTuple):
    """Which board: its fact table, source, and the source's own names."""

    fact_table: str
    source: str
    board: str
    category: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The same by name."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Inclusive UTC bounds of a question; None is unbounded. A date includes its whole day."""

    published: date | None = None
    seen: date | datetime | None = None
    recorded: date | datetime | None = None

    def by(self, day: date) -> Self:
        """The same bounds, without what is dated ahead of `day`."""
        return replace(self, published=min(self.published or day, day))

    def where(self) -> tuple[str, dict[str, str]]:
        """The bounds as an SQL condition on `vintage` and its parameters."""
        limits = {
            "published_on": self.published and self.published.isoformat(),
            "seen_at": self.seen and end_of(self.seen),
            "recorded_at": self.recorded and end_of(self.recorded),
        }
        bounded = {name: limit for name, limit in limits.items() if limit}
        condition = " AND ".join(f"v.{name} <= :{name}" for name in bounded)
        return condition or "1", {name: str(limit) for name, limit in bounded.items()}


UNBOUNDED = Bounds()
"""Everything this warehouse knows."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A state of one board about to be recorded, already judged.

    `own_date` says whether `published_on` is the board's own date or the day the page was seen.
    `floor`: of a list the value of its last entry before the first hole; `leads`: the classes
    whose leader it names, after commas.
    """

    key: BoardKey
    published_on: date
    rows: Sequence[Mapping[str, Any]]
    held: Sequence[str] = ()
    restated: bool = False
    basis: str = "board"
    own_date: bool = True
    inputs_on: date | None = None
    floor: float | None = None
    leads: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """The look that brought an arrival: its snapshot, times (as stored text) and page."""

    snapshot_id: int
    seen_at: str
    recorded_at: str
    page_sha256: str


@dataclass(frozen=True, slots=True)
class Vintage:
    """One vintage, as the ledger keeps it."""

    id: int
    key: BoardKey
    state_id: int
    published_on: str
    seen_at: str
    recorded_at: str
    page_sha256: str
    restated: bool
    basis: str
    own_date: bool
    inputs_on: str | None = None
    floor: float | None = None
    leads: str = ""

    @property
    def position(self) -> "Position":
        """Where it stands in the order of its board."""
        return Position(self.published_on, not self.restated, self.seen_at, self.page_sha256)


@dataclass(frozen=True, slots=True)
class State:
    """A vintage and its complete rows, held ones included (`held` is 1 on those)."""

    vintage: Vintage
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How an arrival differs from the preceding state of its board, counted in entries."""

    new: int
    changed: int
    unchanged: int
    gone: int

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return not (self.new or self.changed or self.gone)


class Position(NamedTuple):
    """Where a vintage stands, or would stand, in the order of its board: of one published date what
    was captured as published stands after what is restated."""

    published_on: str
    as_published: bool
    seen_at: str
    page_sha256: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One look as it came from outside: who was asked, when, and what was answered."""

    source: str
    url: str
    seen_at: datetime
    code_version: str
    page_sha256: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that is no statement, with the reason."""

    key: BoardKey
    entry: str
    reason: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a look, counted in rows. read = new + changed + unchanged + quarantined
    + refused, held by a trigger."""

    outcome: str
    cause: str | None = None
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    refused: int = 0
    gone: int = 0
    warnings: tuple[str, ...] = field(default=())
    rules: str | None = None
    """JSON: {"passed": n, "broken": {rule: unexpected}}; None when nothing was judged."""

    @classmethod
    def of(
        cls,
        changes: Sequence[Change],
        quarantined: int,
        warnings: Sequence[str],
        rules: str | None = None,
    ) -> Self:
        """The outcome of an accepted look, from what changed on each of its boards."""
        new, changed, unchanged, gone = (
            sum(getattr(change, name) for change in changes)
            for name in ("new", "changed", "unchanged", "gone")
        )
        moved = new or changed or gone or not changes
        return cls(
            "recorded" if moved else "unchanged",
            read=new + changed + unchanged + quarantined,
            new=new,
            changed=changed,
            unchanged=unchanged,
            quarantined=quarantined,
            gone=gone,
            warnings=tuple(warnings),
            rules=rules,
        )
