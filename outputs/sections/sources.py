"""How the sources are: last fetches, what is broken, and what is quarantined.

The list of what is broken, by kind: how many, and the worst few by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from outputs.alerts.broken import Broken
from outputs.sections.causes import Cause, of_page, of_row
from outputs.wording import Name, address, name
from terms.days import clock, day, days
from terms.numbers import plural
from terms.words import PageOutcome
from warehouse.schema.derived import DERIVED_SOURCE

WORST = 3
TITLE_LIMIT = 200
UNREAD_LIMIT = 2000
_RANK = {"critical": 0, "warning": 1, "info": 2}
_SIZE = ("age_days", "unexpected", "count", "hours_ago", "attempts")
"""Fields that say how bad a line is; the first one that a line has counts."""
WORDS = {
    "page_refused": ("page refused", "pages refused"),
    "schema_drift": ("page of an unknown shape", "pages of an unknown shape"),
    "source_unreachable": ("source not reached", "sources not reached"),
    "source_stale": ("source older than its limit", "sources older than their limit"),
    "expectation_failed": ("rule broken by some rows", "rules broken by some rows"),
    "model_unconfirmed": ("model to confirm", "models to confirm"),
    "series_unjudged": ("series that cannot be judged", "series that cannot be judged"),
    "series_held": ("series with pages not used", "series with pages not used"),
    "series_missing": ("series without a gap", "series without a gap"),
    "series_stale": ("series older than its limit", "series older than their limit"),
    "not_computed": ("number that could not be computed", "numbers that could not be computed"),
    "run_failed": ("failed run", "failed runs"),
    "check_failed": ("failed check", "failed checks"),
    "tick_failed": ("failed tick", "failed ticks"),
    "delivery_failing": ("channel that takes no message", "channels that take no message"),
    "heartbeat_late": ("late sign of life", "late signs of life"),
}


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """One thing that is broken; `since` is a day in words, if known."""

    title: Name
    cause: Cause | None
    since: str | None
    look: str
    command: str


@dataclass(frozen=True, slots=True)
class BrokenGroup:
    """All things of one kind, the worst first; `words`: '24 sources older than their limit'."""

    kind: str
    severity: str
    words: str
    lines: Sequence[BrokenLine]

    @property
    def worst(self) -> Sequence[BrokenLine]:
        """The first few."""
        return self.lines[:WORST]

    @property
    def rest(self) -> Sequence[BrokenLine]:
        """All others."""
        return self.lines[WORST:]


def by_kind(found: Iterable[Broken]) -> list[BrokenGroup]:
    """Groups with the most urgent first, then the largest."""
    kinds: dict[str, list[Broken]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    groups = [_group(kind, lines) for kind, lines in kinds.items()]
    return sorted(groups, key=lambda it: (_RANK[it.severity], -len(it.lines), it.kind))


def _group(kind: str, found: Sequence[Broken]) -> BrokenGroup:
    urgent = min((one.severity for one in found), key=_RANK.__getitem__)
    ordered = sorted(found, key=lambda it: (-_size(it), it.subject))
    return BrokenGroup(kind, urgent, counted(kind, len(found)), [_group_line(it) for it in ordered])


def counted(kind: str, count: int) -> str:
    """How many things of a kind are broken: '24 sources older than their limit'."""
    one, many = WORDS.get(kind, (kind.replace("_", " "), kind.replace("_", " ")))
    return plural(count, one, many)


def _size(found: Broken) -> float:
    for key in _SIZE:
        value = found.fields.get(key)
        if isinstance(value, int | float):
            return float(value)
    return 0.0


def _group_line(found: Broken) -> BrokenLine:
    return BrokenLine(
        title=name(found.title, TITLE_LIMIT),
        cause=of_page(found.cause, found.fields.get("source", "")) if found.cause else None,
        since=day(found.since) if found.since else None,
        look=found.look,
        command=found.command,
    )


Row = Mapping[str, Any]

BROKEN = (PageOutcome.REFUSED, PageOutcome.UNREACHABLE, None)
TOP_REASONS = 3


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What the caller knows of a source: who it is and on which terms it is read."""

    name: str
    title: str
    home: str
    licence: str
    attribution: str
    scheduled: bool
    doubt: str = ""
    """What of it was never tried on real data, in words; empty: whole pages were."""


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One source and its last fetch."""

    source: SourceLine
    home: str | None
    outcome: str
    is_broken: bool
    seen: str
    age: str
    last_good: str
    rows: int
    quarantined: int | None
    cause: Cause | None
    unread: Sequence[Name] = ()
    """Files of its newest pages that cannot be read."""


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """Rows of one source in quarantine, and the commonest reasons."""

    source: str
    rows: int
    entries: int
    reasons: Sequence[tuple[int, Cause]]


@dataclass(slots=True)
class _Reason:
    rows: int = 0
    example: str = field(default="")


def health_lines(
    rows: Sequence[Row],
    sources: Sequence[SourceLine],
    now: datetime,
    unread: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[HealthLine]:
    """Every declared source, fetched or not, and every other source that was ever read.

    `unread`: by source what of its newest pages could not be read.
    """
    seen = {row["source"]: row for row in rows if row["source"] != DERIVED_SOURCE}
    declared = {source.name for source in sources}
    others = [
        SourceLine(str(key), str(key), "", "", "", scheduled=False)
        for key, row in seen.items()
        if key not in declared and row["last_outcome"] != "no_parser"
    ]
    return [
        _line(source, seen.get(source.name), now, unread.get(source.name, ()))
        for source in [*sources, *others]
    ]


def unread_sources(rows: Sequence[Row], sources: Sequence[SourceLine]) -> list[Name]:
    """Sources whose pages are kept although nothing reads them yet."""
    declared = {source.name for source in sources}
    return [
        name(row["source"])
        for row in rows
        if row["last_outcome"] == "no_parser" and row["source"] not in declared
    ]


def quarantine_rows(rows: Iterable[Row]) -> list[QuarantineRow]:
    """Quarantined rows by source, with their commonest kinds of reason."""
    by_source: dict[str, list[Row]] = {}
    for row in rows:
        by_source.setdefault(row["source"], []).append(row)
    return [_quarantined(source, found) for source, found in by_source.items()]


def _line(source: SourceLine, row: Row | None, now: datetime, unread: Sequence[str]) -> HealthLine:
    outcome = row["last_outcome"] if row else None
    good = row["last_good_at"] if row else None
    return HealthLine(
        source=source,
        home=address(source.home),
        outcome=PageOutcome(outcome).text if outcome else "never fetched",
        is_broken=outcome in BROKEN and (source.scheduled or row is not None),
        seen=clock(row["last_seen_at"]) if row else "never",
        age=_age(row["last_seen_at"], now) if row else "",
        last_good=f"{clock(good)} ({_age(good, now)})" if good else "never",
        rows=row["rows"] if row else 0,
        quarantined=row["quarantined"] if row else None,
        cause=of_page(row["cause"], source.name) if row and row["cause"] else None,
        unread=[name(one, UNREAD_LIMIT) for one in unread],
    )


def _age(seen_at: str, now: datetime) -> str:
    hours = max(0.0, (now - datetime.fromisoformat(seen_at)).total_seconds() / 3600)
    if hours < 1:
        return "less than an hour ago"
    return f"{hours:.0f} h ago" if hours < 48 else f"{days(int(hours // 24))} ago"


def _quarantined(source: str, rows: Sequence[Row]) -> QuarantineRow:
    kinds: dict[str, _Reason] = {}
    for row in rows:
        kind = kinds.setdefault(_kind(row["reason"]), _Reason(example=row["reason"]))
        kind.rows += row["rows"]
    top = sorted(kinds.values(), key=lambda kind: (-kind.rows, kind.example))[:TOP_REASONS]
    return QuarantineRow(
        source,
        sum(row["rows"] for row in rows),
        max(row["entries_of_source"] for row in rows),
        [(kind.rows, of_row(kind.example)) for kind in top],
    )


def _kind(reason: str) -> str:
    """The rule a reason names, else its words with the numbers taken out."""
    rule = re.match(r"[a-z_]+(?:\.[a-z_]+)+(?=:)", reason)
    return rule.group() if rule else re.sub(r"\d+", "N", reason)
