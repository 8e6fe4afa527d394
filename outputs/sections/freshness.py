"""What a gap row says in words, and how the series stand taken together.

A verdict needs the interval: a class is ahead only when the gap's interval excludes zero. Without
one nothing is said about who is ahead, and a difference that is not significant is worded "not
distinguishable", never "equal" or "closed the gap".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures.freshness import GAP_SHOWN, Freshness, is_stale
from measures.gap.judgement import verdict
from measures.series import Series
from terms.days import day, days
from terms.words import JUDGED, GapVerdict

Row = Mapping[str, Any]
COMPOSITE = "composite"


def phrase(fresh: Freshness) -> str:
    """'as of 12 Aug 2026' past the series' limit, 'now (page of 12 Aug 2026)' within it."""
    if fresh.is_last_change:
        return f"as of {day(fresh.shown_on)}, when it last changed"
    if not fresh.is_stale:
        return f"now (page of {day(fresh.vintage_on)})"
    page = f", page of {day(fresh.vintage_on)}" if fresh.shown_on > fresh.vintage_on else ""
    return f"as of {day(fresh.shown_on)}{page}"


def age(fresh: Freshness) -> str:
    """'today', '104 days old': of the day shown, within the series' limit of the page."""
    ago = fresh.shown_days_ago if fresh.is_stale else fresh.age_days
    return "today" if ago == 0 else f"{days(ago)} old"


@dataclass(frozen=True, slots=True)
class VerdictCounts:
    """How many live domain series stand how; composites are told apart and not counted."""

    verdicts: Mapping[GapVerdict, int]
    stale: int

    @property
    def series(self) -> int:
        """How many series were counted."""
        return sum(self.verdicts.values())

    def of(self, verdict: GapVerdict) -> int:
        """How many series have `verdict`."""
        return self.verdicts.get(verdict, 0)

    def table(self) -> list[tuple[GapVerdict, int]]:
        """Each verdict with its count; those that cannot be judged only when there are any."""
        unjudged: tuple[GapVerdict, ...] = (
            GapVerdict.NO_INTERVAL,
            GapVerdict.ONE_CLASS_ONLY,
            GapVerdict.CANNOT_BE_JUDGED,
        )
        found = [(verdict, self.of(verdict)) for verdict in JUDGED]
        return found + [(verdict, self.of(verdict)) for verdict in unjudged if self.of(verdict)]


def turns(rows: Sequence[Row], *also: str) -> list[Row]:
    """The rows at which a leader, its value or the interval changed, or a column of `also`.

    Table gap has further change points: what stands below the leaders moves the board-wide columns.
    """
    kept: list[Row] = []
    for row in rows:
        if not kept or any(row[key] != kept[-1][key] for key in (*GAP_SHOWN, *also)):
            kept.append(row)
    return kept


def tally(rows: Iterable[tuple[Series, Row]], today: date) -> VerdictCounts:
    """Count the live domain series by verdict; `rows` are their newest rows under one rule."""
    counted = [
        (series, row) for series, row in rows if series.is_live and series.domain != COMPOSITE
    ]
    stale = sum(
        is_stale(series, row["published_until"], today.isoformat()) for series, row in counted
    )
    return VerdictCounts(Counter(verdict(row) for _, row in counted), stale)
