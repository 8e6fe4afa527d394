"""Which entries of a board history keeps: leaders, or everything near a frontier; pure functions.

An openness class is a set of grades. Every class has its leader: the best entry whose model has a
grade of the class on that day. An entry that no model is known for, or whose openness is unknown,
could belong to any class; `unresolved` names those that could change a leader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from sources.contract import Row
from terms.openness import CLASSES, Openness
from terms.units import Unit
from terms.words import ModelKind

UNKNOWN = Openness.UNKNOWN.value
CLOSED = Openness.CLOSED.value
FIRST = ", closed first"
"""Ends the role of a row that is kept for its date."""
UNRELEASED = "unreleased"
"""A model that a board lists before anybody could have it is in no class, and known to be."""
KEPT_ERRORS = 3.0
"""An entry this many standard errors below a frontier is still kept."""


@dataclass(frozen=True, slots=True)
class LeaderEntry:
    """One row of a board with what the registry says about its model.

    `grades` are those in force on the days that matter: the board's own day, or, where entries
    keep their own dates, every day from the entry's date to the board's.
    """

    row: Row
    model: str | None
    grades: frozenset[str]
    kind: str
    effort: str | None
    released_on: str | None = None
    """The model's release (ISO), where the registry knows it."""

    @property
    def value(self) -> float:
        """The row's score."""
        return float(self.row["value"])

    @property
    def is_resolved(self) -> bool:
        """Whether the entry's openness class is known."""
        return bool(self.grades - {UNKNOWN})

    def classes(self) -> list[str]:
        """Openness classes that the entry belongs to."""
        return [name for name, grades in CLASSES.items() if self.grades & grades]


def leaders(entries: Sequence[LeaderEntry], sign: int = 1) -> dict[str, LeaderEntry]:
    """The best entry of every openness class that has one, by class; ties go to the first name.

    `sign` is -1 where less is better. Where a task-tuned model leads, the best general one follows
    as "<class>, general".
    """

    def best_first(entry: LeaderEntry) -> tuple[float, str]:
        return -sign * entry.value, entry.row["entry"]

    found: dict[str, LeaderEntry] = {}
    for name in CLASSES:
        own = [entry for entry in entries if name in entry.classes()]
        if not own:
            continue
        found[name] = min(own, key=best_first)
        general = [entry for entry in own if entry.kind == ModelKind.GENERAL]
        if general and found[name].kind != ModelKind.GENERAL:
            found[f"{name}, general"] = min(general, key=best_first)
    return found


def first_closed(
    entries: Sequence[LeaderEntry], led: Mapping[str, LeaderEntry], sign: int = 1
) -> dict[str, LeaderEntry]:
    """Of every open class the closed model released first of those that have what its leader has.

    A lag counts from it; leaders alone would only say that closed is ahead today.
    """
    closed = [one for one in entries if CLOSED in one.classes() and one.released_on]
    found: dict[str, LeaderEntry] = {}
    for name, leader in led.items():
        there = [
            one
            for one in closed
            if sign * one.value >= sign * leader.value and one.model != leader.model
        ]
        if CLOSED not in name and there:
            found[f"{name}{FIRST}"] = min(there, key=_release)
    return found


def _release(entry: LeaderEntry) -> tuple[str, str]:
    return str(entry.released_on), entry.row["entry"]


def unresolved(
    entries: Iterable[LeaderEntry], kept: Iterable[LeaderEntry], sign: int = 1
) -> list[LeaderEntry]:
    """Entries of unknown class at or above the lowest of `kept`: each could be a leader."""
    bar = min((sign * entry.value for entry in kept), default=float("-inf"))
    return [entry for entry in entries if not entry.is_resolved and sign * entry.value >= bar]


def near_frontiers(
    entries: Iterable[LeaderEntry], items: int | None, reach: float = KEPT_ERRORS
) -> tuple[list[LeaderEntry], list[LeaderEntry]]:
    """Entries within `reach` standard errors of a frontier of their class, and unresolved ones.

    The frontier on a day is the best entry dated on or before it. `items` is the number of items
    behind a percentage whose row states neither an error nor a count. Unresolved are entries at
    or above the lowest frontier on their day.
    """
    best: dict[str, float] = {}
    kept: list[LeaderEntry] = []
    open_cases: list[LeaderEntry] = []
    for day in _by_day(entries):
        for entry in day:
            for name in entry.classes():
                best[name] = max(entry.value, best.get(name, entry.value))
        kept += [entry for entry in day if _is_near(entry, best, items, reach)]
        bar = min(best.values(), default=float("-inf"))
        open_cases += [e for e in day if not e.is_resolved and e.value >= bar]
    return kept, open_cases


def _by_day(entries: Iterable[LeaderEntry]) -> list[list[LeaderEntry]]:
    days: dict[str, list[LeaderEntry]] = {}
    for entry in sorted(entries, key=lambda entry: (axis_date(entry), entry.row["entry"])):
        days.setdefault(axis_date(entry), []).append(entry)
    return list(days.values())


def axis_date(entry: LeaderEntry) -> str:
    """The entry's own day on the board, else its model's release (ISO)."""
    return str(entry.row.get("dated_on") or entry.row["released_on"])


def _is_near(
    entry: LeaderEntry, best: Mapping[str, float], items: int | None, reach: float
) -> bool:
    below = reach * standard_error(entry.row, items) if reach else 0.0
    return any(entry.value >= best[name] - below for name in entry.classes())


def standard_error(row: Row, items: int | None) -> float:
    """The row's own standard error, else that of a proportion of `n` or `items`; in its unit.

    Raises ValueError when the row has neither, because nothing then says what is near.
    """
    if row.get("stderr") is not None:
        return float(row["stderr"])
    count = row.get("n") or items
    if row["unit"] != Unit.PERCENT or not count:
        raise ValueError(f"entry {row['entry']!r} has neither a standard error nor a count")
    share = row["value"] / 100
    return 100 * sqrt(share * (1 - share) / count)
