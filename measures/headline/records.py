"""What the estimates by domain and of the headline say, each with the reasons it may be doubted.

What belongs here: the fields of each, and the sentences that are made of one alone.
Not here: how they are measured (`rows`, `domains`); the headline in words (`sentence`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from measures.estimates import Estimate
from measures.gap.judgement import may_lead
from measures.headline.dated import DatedGap
from terms.words import GapVerdict, SeriesStatus, Word

Course = Literal[
    "narrowed",
    "widened",
    "moved towards open",
    "moved towards closed",
    "no change distinguishable",
    "not comparable",
]
Direction = Literal[
    "closed ahead",
    "closed ahead in part",
    "not distinguishable",
    "open ahead in part",
    "open ahead",
    "series disagree",
    "cannot be judged",
    "no live series",
]
STANDINGS: Mapping[Direction, str] = {
    "closed ahead": "closed ahead",
    "closed ahead in part": "closed ahead",
    "not distinguishable": "not distinguishable",
    "open ahead in part": "open ahead",
    "open ahead": "open ahead",
    "series disagree": "series disagree",
    "cannot be judged": "cannot be judged",
}
"""What a domain counts as in the headline; one without a live series does not count."""
End = Literal["today", "a year ago"]


class Obstacle(Word):
    """What keeps two gaps from being compared."""

    NO_PAGE = "no_page"
    ONE_CLASS = "one_class"
    SCALE_BREAK = "scale_break"
    UNRESOLVED = "provisional"  # the word that earlier versions stored
    NO_INTERVAL = "no_interval"


@dataclass(frozen=True, slots=True)
class NotComparable:
    """Why a gap and that of a year ago cannot be compared."""

    why: Obstacle
    end: End | None = None
    """Which of the two gaps it is about; None: both."""
    entries: int | None = None
    """Entries that may lead."""
    broke_on: str | None = None
    """First day on the new scale."""
    broke_by: str | None = None
    """What moved, as the series declares it."""

    @property
    def text(self) -> str:
        """It in words."""
        if self.why is Obstacle.NO_PAGE:
            return "no page of a year ago is known"
        if self.why is Obstacle.ONE_CLASS:
            return f"one class has no entry {self.end}"
        if self.why is Obstacle.SCALE_BREAK:
            return f"the scale changed on {self.broke_on}: {self.broke_by}"
        if self.why is Obstacle.UNRESOLVED:
            return f"{may_lead(self.entries or 0)} {self.end}"
        return "no interval is known for one of the two gaps"


@dataclass(frozen=True, slots=True)
class GapChange:
    """How a gap moved over a year, in the series' unit; positive when it grew."""

    course: Course
    change: float | None
    low: float | None
    high: float | None
    reason: NotComparable | None
    """Why it cannot be compared."""
    since: str | None
    """Day of the older gap where its page was out of date a year ago: the change is since then,
    and none over "the year"."""

    @property
    def text(self) -> str:
        """The course in words."""
        return "no clear change" if self.course == "no change distinguishable" else self.course

    @property
    def is_comparable(self) -> bool:
        """Whether there is a change."""
        return self.course != "not comparable"


@dataclass(frozen=True, slots=True)
class GapThen:
    """The gap of a year before."""

    gap: float | None
    gap_low: float | None
    gap_high: float | None
    closed_model: str | None
    open_model: str | None
    vintage_on: str | None
    """Day of the page behind it; None on the entry axis, where no page of that day stands."""
    verdict: GapVerdict
    as_of: str | None
    """Day that it is of, where its page was out of date on that day."""


def direction_text(direction: Direction) -> str:
    """What the series of a domain say together, as verdicts are written."""
    level = GapVerdict.NOT_DISTINGUISHABLE
    known = {str(level): level.text, "no live series": "no active benchmark"}
    known |= {f"{side} ahead in part": f"{side} ahead on some tests" for side in ("closed", "open")}
    return known.get(direction, direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEstimate(Estimate):
    """The gap of one series of a domain today, that of a year before, and what they support
    (docs/methods/domains.md).
    """

    MEASURE: ClassVar[str] = "domain"
    KEY: ClassVar[tuple[str, ...]] = ("domain", "series")

    series: str
    openness_rule: str
    through_on: str
    domain: str
    direction: Direction
    """What the series of the domain that speak say together."""
    verdict: GapVerdict
    speaks: bool
    """Whether it counts for the domain: a live series of general models."""
    is_stale: bool
    """Whether its newest page is older than its limit: it speaks for that date, not for today."""
    stale_after_days: int
    """The limit."""
    told_on: str
    """The page's day, or a later one on which a model on it came or was opened."""
    status: str
    """`live`, or what is said against it, after commas."""
    status_reason: str | None
    """Why it is not live, as the series declares it."""
    task_tuned: bool
    """Whether models tuned for the task compete in it."""
    closed_model: str | None
    open_model: str | None
    year_ago: GapThen | None
    change: GapChange
    unconfirmed: str | None = None
    """Of a gap that rests on a provisional class: what that is based on."""

    @property
    def direction_text(self) -> str:
        """The direction as verdicts are written."""
        return direction_text(self.direction)

    @property
    def caveat(self) -> str | None:
        """Why it does not speak, or for which date it does."""
        if self.status != SeriesStatus.LIVE:
            return f"{self.status}: {self.status_reason}"
        if self.task_tuned:
            return "models tuned for the task compete in it"
        if not self.is_stale:
            return None
        on, page = self.told_on, self.through_on
        newest = "its newest page" if on == page else f"its newest page being of {page}"
        return (
            f"as of {on}, {newest}, which is older than the {self.stale_after_days} days that "
            "count as now"
        )

    @property
    def shown(self) -> dict[str, Any]:
        """The details with the reason in words."""
        detail, reason = self.detail, self.change.reason
        return {**detail, "change": {**detail["change"], "reason": reason and reason.text}}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineEstimate(Estimate):
    """Of the headline (docs/methods/domains.md)."""

    MEASURE: ClassVar[str] = "headline"

    @classmethod
    def kinds(cls) -> Sequence[type[Estimate]]:
        """The count, or a part."""
        return HeadlineCount, HeadlinePart


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineCount(HeadlineEstimate):
    """How many domains stand how; the headline is made of it and parts."""

    KEY: ClassVar[tuple[str, ...]] = ("WHAT",)
    WHAT: ClassVar[str] = "sentence"

    unit: str = "domains"
    n: int
    verdicts: Mapping[str, int]
    """Domains by what their series say together (`STANDINGS`)."""
    stale: int
    """Domains of which every series speaks for an older date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlinePart(HeadlineEstimate):
    """Gap and lag of Epoch's index under one openness rule. Lags are in days, null when not
    issued.
    """

    KEY: ClassVar[tuple[str, ...]] = ("series", "openness_rule")
    STORED_AS: ClassVar[Mapping[str, str]] = {"series_title": "title"}

    series: str
    openness_rule: str
    through_on: str
    series_title: str
    detectable_gap: float | None
    """The least gap that the comparison finds four times out of five."""
    verdict: GapVerdict
    closed_model: str | None
    open_model: str | None
    lag_days: int | None
    lag_low: int | None
    lag_high: int | None
    lag_censored: bool
    """The true lag, or below 0 the lead, is at least this."""
    order_on: str | None = None
    """Day of the full list whose order of models the lag takes, where the newest names leaders
    alone."""
    lag_on: str | None = None
    """The day that the lag is of, where a newer list gives only a weaker bound."""
    gaps: tuple[DatedGap, ...] = ()
    """The gap on up to three days, the newest first."""
    told_on: str
    """The page's day, or a later one on which a model on it came or was opened."""
    is_stale: bool
    unconfirmed: str | None = None
    """Where a class behind it is provisional: what that is based on."""
    either_way_low: float | None = None
    """The lower of the gaps with all those entries closed, or all open."""
    either_way_high: float | None = None
    unresolved: int
    """Entries of unknown model or openness that may lead: with any there is no verdict."""

    @property
    def shown(self) -> dict[str, Any]:
        """The details with the columns they are read with."""
        columns = {
            "series": self.series,
            "openness_rule": self.openness_rule,
            "gap": self.value,
            "gap_low": self.low,
            "gap_high": self.high,
            "published_on": self.through_on,
        }
        return dict(sorted({**self.detail, **columns}.items()))


RECORDS: Sequence[type[Estimate]] = (DomainEstimate, HeadlineEstimate)
