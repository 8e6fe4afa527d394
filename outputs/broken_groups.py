"""The standing list of what is broken, by kind: how many, and the worst few by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outputs.broken import Broken
from outputs.wording import Name, day, name, plural

WORST = 3
TITLE_LIMIT = 200
_RANK = {"critical": 0, "warning": 1, "info": 2}
_SIZE = ("age_days", "unexpected", "count", "hours_ago", "attempts")
"""Fields that say how bad a line is; the first one that a line has counts."""
WORDS = {
    "page_refused": ("page refused", "pages refused"),
    "schema_drift": ("page of an unknown shape", "pages of an unknown shape"),
    "source_unreachable": ("source not reached", "sources not reached"),
    "source_stale": ("source older than its limit", "sources older than their limit"),
    "expectation_failed": ("rule broken by some rows", "rules broken by some rows"),
    "series_provisional": ("provisional series", "provisional series"),
    "series_missing": ("series without a gap", "series without a gap"),
    "series_stale": ("series older than its limit", "series older than their limit"),
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
    cause: Name | None
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
    one, many = WORDS.get(kind, (kind.replace("_", " "), kind.replace("_", " ")))
    ordered = sorted(found, key=lambda it: (-_size(it), it.subject))
    return BrokenGroup(kind, urgent, plural(len(found), one, many), [_line(it) for it in ordered])


def _size(found: Broken) -> float:
    for key in _SIZE:
        value = found.fields.get(key)
        if isinstance(value, int | float):
            return float(value)
    return 0.0


def _line(found: Broken) -> BrokenLine:
    return BrokenLine(
        title=name(found.title, TITLE_LIMIT),
        cause=name(found.cause, 220) if found.cause else None,
        since=day(found.since) if found.since else None,
        look=found.look,
        command=found.command,
    )
