"""What the estimate of corrections says: its fields, and its caveat.

Not here: how it is measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate
from terms.numbers import plural
from terms.words import Word


class CorrectionKind(Word):
    """Who said something else of the day later."""

    REESTIMATED = "reestimated", "by the board's newest page"
    REDERIVED = "rederived", "by gapwatch itself"


@dataclass(frozen=True, slots=True)
class GapKnown:
    """A gap of a day, as it was or is known."""

    gap: float
    low: float | None
    high: float | None
    closed_model: str
    open_model: str


@dataclass(frozen=True, slots=True)
class CorrectedDay:
    """A day with its gap as published then, and as known now."""

    on: str
    then: GapKnown
    now: GapKnown
    crosses_break: bool
    """The scale moved in between, so that the two do not compare."""

    @property
    def change(self) -> float:
        """Now minus then, in the series' unit."""
        return self.now.gap - self.then.gap


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionEstimate(Estimate):
    """How the gaps of past days changed since they were published: the median change over days, by
    the board's newest page (a day per page), or by gapwatch itself (a day per derivation).
    """

    MEASURE: ClassVar[str] = "correction"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule", "kind")

    DEPENDENT: ClassVar[str] = (
        "Days of one leader pair change together, so they are not independent and the interval is "
        "too narrow."
    )

    series: str
    openness_rule: str
    n: int
    kind: CorrectionKind
    """Who said something else later."""
    changed: int
    """Of the days that count, those whose gap or leaders changed."""
    broken: int
    """Days that do not count: the scale moved in between."""
    largest: float | None
    """The change that is furthest from 0, of the days that count."""
    days: tuple[CorrectedDay, ...]
    """The days: of the board's pages all, of gapwatch's own derivations those that changed."""

    @property
    def caveat(self) -> str | None:
        """Days depend on each other, and some do not compare."""
        if not self.broken:
            return self.DEPENDENT
        days = plural(self.broken, "day") + " before a break of the scale"
        verbs = ("is", "does") if self.broken == 1 else ("are", "do")
        return f"{self.DEPENDENT} {days} {verbs[0]} listed and {verbs[1]} not count."


RECORDS: Sequence[type[Estimate]] = (CorrectionEstimate,)
