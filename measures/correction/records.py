"""What the estimate of corrections says: its fields.

Not here: how it is measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionEstimate(Estimate):
    """The gaps of past days as published then and as known now, by the board's newest page (a day
    per page), or by gapwatch itself (a day per derivation).
    """

    MEASURE: ClassVar[str] = "correction"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule", "kind")

    series: str
    openness_rule: str
    kind: CorrectionKind
    """Who said something else later."""
    days: tuple[CorrectedDay, ...]
    """The days: of the board's pages all, of gapwatch's own derivations those that changed."""


RECORDS: Sequence[type[Estimate]] = (CorrectionEstimate,)
