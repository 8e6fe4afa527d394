"""What is kept of every model on the newest page of a series.

Not here: how it is measured (`scores`), and which model to take (`pick`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate
from terms.words import Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredModel:
    """A model's best entry on the newest whole page of a series."""

    model: str
    name: str
    maker: str | None = None
    entry: str
    value: float
    stderr: float | None = None
    """Its standard error, the same that gaps are made with."""
    low: float | None = None
    """Lower end of its interval (95 %)."""
    high: float | None = None
    dated_on: str | None = None
    """The day of the entry, where the page dates it."""
    openness: str
    """Its openness on the last day that is measured."""
    availability: Availability | None = None
    """How it can be had; absent: no weights, and nobody whom we read sells it."""
    fits_one_gpu: bool | None = None
    """Absent: no weights, or nobody says how large it is."""
    behind_best: float | None = None
    """How far below the best model that can be had, in the series' unit; 0: it is the best."""
    behind_low: float | None = None
    """Lower end of that difference's interval, with the error that gaps have; at most 0: too close
    to call."""
    behind_high: float | None = None
    too_close_to: tuple[str, ...] | None = None
    """Better models of the page that it is not told apart from, where errors of the page are known
    to be shared (as in gaps); absent: take all errors as independent."""
    evidence: str | None = None
    """What the class of an unconfirmed model is based on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelScoresEstimate(Estimate):
    """Every model on the newest whole page of a series, each by its best entry."""

    MEASURE: ClassVar[str] = "model_scores"
    STATISTIC: ClassVar[str] = "best_entry"
    KEY: ClassVar[tuple[str, ...]] = ("STATISTIC",)

    series: str
    n: int
    through_on: str
    speaks_for_domain: bool
    """Whether models are chosen by it in its domain: of the series that speak there one that no
    maker measured, with published errors, and of those the one with the most models."""
    models: tuple[ScoredModel, ...]
    """The best first."""
    unmatched: int
    """Entries that name no known model; they are not among the models."""
    unmatched_above: tuple[str, ...]
    """Of these, what the page calls those above the best model that can be had."""


RECORDS: Sequence[type[Estimate]] = (ModelScoresEstimate,)
