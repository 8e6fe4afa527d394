"""What a gap row says in words, and how the series stand taken together.

A verdict needs the interval: a class is ahead only when the gap's interval excludes zero. Without
one nothing is said about who is ahead, and a difference that is not significant is worded "not
distinguishable", never "equal" or "closed the gap".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from measures.gap.daily import TOLD
from measures.series import Series
from measures.uncertainty.intervals import verdict as judged
from terms.days import day, days
from terms.words import JUDGED, GapVerdict, SeriesStatus

Row = Mapping[str, Any]
COMPOSITE = "composite"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the newest page behind a number is, and whether it may still be called current.

    `published_on`: the day that the number is of, usually the page's.
    """

    published_on: date
    age_days: int
    is_stale: bool
    is_last_change: bool = False
    """`published_on` is the day on which a frozen or saturated series last changed."""
    page_on: date | None = None
    """The page, where `published_on` is a later day on which a model on it came or was opened."""

    @property
    def page(self) -> date:
        """The day of the page; of an ended series the day on which it last changed."""
        return self.page_on or self.published_on

    @property
    def phrase(self) -> str:
        """'as of 12 Aug 2026' past the series' limit, 'now (page of 12 Aug 2026)' within it."""
        if self.is_last_change:
            return f"as of {day(self.published_on)}, when it last changed"
        if self.page_on is not None:
            return f"as of {day(self.published_on)}, page of {day(self.page_on)}"
        if self.is_stale:
            return f"as of {day(self.published_on)}"
        return f"now (page of {day(self.published_on)})"

    @property
    def age(self) -> str:
        """'today', '104 days old'."""
        return "today" if self.age_days == 0 else f"{days(self.age_days)} old"


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
        )
        found = [(verdict, self.of(verdict)) for verdict in JUDGED]
        return found + [(verdict, self.of(verdict)) for verdict in unjudged if self.of(verdict)]


def verdict(row: Row) -> GapVerdict:
    """What a row of table gap supports."""
    return judged(row["gap"], row["gap_low"], row["gap_high"])


def turns(rows: Sequence[Row], *also: str) -> list[Row]:
    """The rows at which a leader, its value or the interval changed, or a column of `also`.

    Table gap has further change points: what stands below the leaders moves the board-wide columns.
    """
    kept: list[Row] = []
    for row in rows:
        if not kept or any(row[key] != kept[-1][key] for key in (*TOLD, *also)):
            kept.append(row)
    return kept


def freshness(
    series: Series, published_until: str, today: date, told_on: str | None = None
) -> Freshness:
    """Age of the newest published date behind a row, against the limit the series declares.

    `told_on`: the day of `measures.gap.daily.told_on`; a stale number is told for that day.
    """
    page = date.fromisoformat(published_until)
    is_stale = (today - page).days > series.stale_after_days
    on = date.fromisoformat(told_on) if is_stale and told_on else page
    page_on = page if on > page else None
    return Freshness(on, max(0, (today - on).days), is_stale, page_on=page_on)


def fresh_until(series: Series, published_until: str) -> date:
    """Last day on which a page published then still counts as current."""
    return date.fromisoformat(published_until) + timedelta(days=series.stale_after_days)


def tally(rows: Iterable[tuple[Series, Row]], today: date) -> VerdictCounts:
    """Count the live domain series by verdict; `rows` are their newest rows under one rule."""
    counted = [
        (series, row)
        for series, row in rows
        if series.status == SeriesStatus.LIVE and series.domain != COMPOSITE
    ]
    stale = sum(
        freshness(series, row["published_until"], today).is_stale for series, row in counted
    )
    return VerdictCounts(Counter(verdict(row) for _, row in counted), stale)
