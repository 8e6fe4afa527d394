"""Segments: what held of a gap or a lag from a day until the next.

What belongs here: the records of tables gap and lag, whose own fields are the columns, and how a
record becomes a row and comes back.
Not here: how a segment is made (beside its measure), and what one supports (`gap.judgement`).
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar, Literal, NamedTuple, Self, TypeVar

from terms import boards
from terms.days import days_between
from terms.words import GapVerdict

Row = Mapping[str, Any]
SIDES = ("closed", "open")
"""The classes that a segment compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What compares entries of a board, a row of a derived table: it holds from day `entry` (ISO)
    until the next segment's day.

    The fields up to `code_version` are, but for `entry`, of its board and its derivation: they are
    known of one that was read, and empty in one that was just made.
    """

    TABLE: ClassVar[str]

    entry: str
    series: str = ""
    openness_rule: str = ""
    inputs_on: str | None = None
    """Newest published date among what its board was derived from."""
    through: str = ""
    """Last day that was derived."""
    seen_on: str | None = None
    """The last day on which a page said so, of gaps and lags."""
    recorded_at: str = ""
    code_version: str = ""
    closed_entry: str | None = None
    closed_model: str | None = None
    closed_value: float | None = None
    closed_vintage: int | None = None
    open_entry: str | None = None
    open_model: str | None = None
    open_value: float | None = None
    open_vintage: int | None = None
    ci_level: float | None = None
    confirmed: int | None = None
    evidence: str | None = None
    basis: str = ""
    vintage_on: str | None = None
    """Published date of the compared state; None on the entry axis, whose newest inputs count."""

    @property
    def values(self) -> dict[str, Any]:
        """The columns of its table but the code version, in their order."""
        own = (name for name in self.names() if name not in _READ)
        return {name: getattr(self, name) for name in ("entry", *own)}

    @classmethod
    @cache
    def names(cls) -> list[str]:
        """Its fields."""
        return [one.name for one in fields(cls)]

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """The record of a row of its table with its board, or of a view of it: there it holds for
        the row's day. A column that the row has not is empty."""
        known = {name: row[name] for name in cls.names() if name in row}
        if "board" in row:
            known |= {"series": row["board"], **boards.parts(cls.TABLE, row["category"]), **known}
        if "entry" not in row:
            known["entry"] = row["on_date"] if "on_date" in row else row["shown_on"]
        return cls(**known)

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> list[Self]:
        """The records of rows, in their order."""
        return [cls.from_row(row) for row in rows]

    def side(self, name: str) -> SimpleNamespace:
        """Its columns of class `closed` or `open`, without that word; all None: it has nobody."""
        own = (one for one in self.names() if one.startswith(f"{name}_"))
        return SimpleNamespace(**{one.removeprefix(f"{name}_"): getattr(self, one) for one in own})

    @property
    def published_until(self) -> str:
        """Newest published date behind it."""
        return self.seen_on or self.vintage_on or self.inputs_on or ""

    def published_by(self, on: str) -> str:
        """The same on a day that it holds: seen unchanged before and after, a page was so on it."""
        if self.vintage_on is None:
            return self.published_until
        return max(self.vintage_on, min(self.published_until, on))


@dataclass(frozen=True, slots=True, kw_only=True)
class GapSegment(Segment):
    """The gap of one series under one openness rule."""

    TABLE = "gap"

    closed_stderr: float | None = None
    closed_dated_on: str | None = None
    closed_provenance: str | None = None
    open_stderr: float | None = None
    open_dated_on: str | None = None
    open_provenance: str | None = None
    gap: float | None = None
    win_probability: float | None = None
    gap_low: float | None = None
    gap_high: float | None = None
    ci_method: str | None = None
    p_open_ahead: float | None = None
    detectable_gap: float | None = None
    unresolved_above: int | None = None
    gap_if_unresolved_closed: float | None = None
    gap_if_unresolved_open: float | None = None
    unresolved_names: str | None = None
    systems_above: int | None = None
    verdict: str | None = None
    held_since: str | None = None
    open_newest_on: str | None = None
    closed_newest_on: str | None = None
    is_tested_lately: int | None = None
    held_pages: int | None = None
    held_reason: str | None = None

    @property
    def unresolved(self) -> tuple[str, ...]:
        """The first few unresolved entries as the board shows them, best first."""
        return tuple(json.loads(self.unresolved_names or "[]"))

    @property
    def reach(self) -> tuple[float, float] | None:
        """The lower and the higher gap with every unresolved entry taken as closed, or as open;
        None without any, and where a class has no entry even then."""
        closed, opened = self.gap_if_unresolved_closed, self.gap_if_unresolved_open
        if not self.unresolved_above or closed is None or opened is None:
            return None
        return min(closed, opened), max(closed, opened)


class LagDays(NamedTuple):
    """A lag on one day and the ends of its interval, in days; None: not known, or open."""

    days: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LagSegment(Segment):
    """The lag of one series under an openness rule.

    That of a day is sign * (day - counts_from), in days; so are both ends of its interval.
    """

    TABLE = "lag"

    counts_from: str | None = None
    sign: int | None = None
    low_from: str | None = None
    low_sign: int | None = None
    high_from: str | None = None
    high_sign: int | None = None
    censored: Literal["left"] | None = None
    order_on: str | None = None

    def on(self, day: str, verdict: GapVerdict | None = None) -> LagDays:
        """What it says of one day (ISO); nothing where the gap beside it cannot be judged."""
        if verdict is GapVerdict.CANNOT_BE_JUDGED:
            return LagDays(None, None, None)
        ends = (self.sign, self.counts_from), (self.low_sign, self.low_from)
        found = (
            None if sign is None or since is None else sign * days_between(since, day)
            for sign, since in (*ends, (self.high_sign, self.high_from))
        )
        return LagDays(*found)


SEGMENTS = {it.TABLE: it for it in (GapSegment, LagSegment)}
"""Table of segments to the record of its rows."""


_READ = frozenset(
    ("entry", "series", "openness_rule", "inputs_on", "through", "seen_on", "recorded_at")
) | {"code_version"}
"""Fields that are no columns of a table's own."""


Kind = TypeVar("Kind", bound=Segment)


def in_force(segments: Sequence[Kind], on: str) -> Kind | None:
    """Of segments by day the one that holds on day `on`; None before the first."""
    place = bisect_right(segments, on, key=lambda segment: segment.entry)
    return segments[place - 1] if place else None


def by_board(segments: Iterable[Kind]) -> dict[tuple[str, str], list[Kind]]:
    """(Series, openness rule) to their segments, in their order."""
    found: dict[tuple[str, str], list[Kind]] = {}
    for one in segments:
        found.setdefault((one.series, one.openness_rule), []).append(one)
    return found
