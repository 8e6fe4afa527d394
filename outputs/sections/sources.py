"""Sources: who they are, how their last fetch went, and what is broken, counted by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outputs.alerts.words import RANK, Broken
from terms.numbers import plural
from terms.words import PageOutcome
from warehouse.schema.derived import DERIVED_SOURCE

WORST = 3
"""Of a kind of what is broken, where not all are shown."""
WORDS = {
    "page_refused": ("page refused", "pages refused"),
    "schema_drift": ("page of an unknown shape", "pages of an unknown shape"),
    "source_unreachable": ("source not reached", "sources not reached"),
    "source_stale": ("source older than its limit", "sources older than their limit"),
    "expectation_failed": ("minor data warning", "minor data warnings"),
    "model_unconfirmed": ("model to confirm", "models to confirm"),
    "series_unjudged": ("series that cannot be judged", "series that cannot be judged"),
    "series_held": ("series with pages not used", "series with pages not used"),
    "series_missing": ("series without a gap", "series without a gap"),
    "series_stale": ("series older than its limit", "series older than their limit"),
    "not_computed": ("number that could not be computed", "numbers that could not be computed"),
    "delivery_failing": ("channel that takes no message", "channels that take no message"),
    "heartbeat_late": ("late sign of life", "late signs of life"),
}
BROKEN = (PageOutcome.REFUSED, PageOutcome.UNREACHABLE, None)
Row = Mapping[str, Any]


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
    key: str = ""
    """Setting with the key without which it is not asked; empty: it wants none."""


def by_kind(found: Iterable[Broken]) -> list[tuple[str, Sequence[Broken]]]:
    """What is broken of each kind, the oldest first, under '24 sources older than their limit';
    kinds with the most urgent first, then the largest."""
    kinds: dict[str, list[Broken]] = {}
    for one in sorted(found, key=lambda it: (RANK[it.severity], it.since or "", it.subject)):
        kinds.setdefault(one.kind, []).append(one)
    groups = sorted(kinds.items(), key=lambda it: (RANK[it[1][0].severity], -len(it[1]), it[0]))
    return [(counted(kind, len(some)), some) for kind, some in groups]


def counted(kind: str, count: int) -> str:
    """How many things of a kind are broken: '24 sources older than their limit'."""
    one, many = WORDS.get(kind, (kind.replace("_", " "),) * 2)
    return plural(count, one, many)


def fetched(
    rows: Iterable[Row], sources: Sequence[SourceLine]
) -> Iterator[tuple[SourceLine, Row | None]]:
    """Every declared source with its last fetch, if any, and every other that was ever read."""
    seen = {row["source"]: row for row in rows if row["source"] != DERIVED_SOURCE}
    for source in sources:
        yield source, seen.pop(source.name, None)
    for key, row in seen.items():
        if row["last_outcome"] != "no_parser":
            yield SourceLine(key, key, "", "", "", scheduled=False), row


def is_broken(source: SourceLine, row: Row | None) -> bool:
    """Whether its last fetch failed, or a scheduled one that wants no key was never fetched."""
    return row["last_outcome"] in BROKEN if row else source.scheduled and not source.key
