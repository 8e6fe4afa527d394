"""What the estimate of vendor inflation says: its fields, and the sentences made of them.

Not here: how it is measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate

ALL = "all"
"""Stands for every maker."""


@dataclass(frozen=True, slots=True)
class ScoredTwice:
    """A model with its maker's score and somebody else's, each with its protocol."""

    model: str
    maker: str
    vendor_value: float
    vendor_protocol: str
    own_value: float
    own_series: str
    """Series of the best run by somebody else."""
    own_protocol: str
    difference: float
    """How much better the maker's score is, in the series' unit."""
    low: float | None
    """Lower end of its interval, from both scores' errors as independent ones."""
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorInflationEstimate(Estimate):
    """How much better a maker's own score of a model is than somebody else's on the same benchmark:
    the median over models, of every maker or of one.
    """

    MEASURE: ClassVar[str] = "vendor_inflation"
    KEY: ClassVar[tuple[str, ...]] = ("benchmark", "maker")

    SETTINGS: ClassVar[str] = (
        "Makers choose harness, effort and number of attempts, so the difference is that of the "
        "whole set-up. {}"
    )

    series: str
    value: float
    n: int
    benchmark: str
    """Id of the benchmark in measures/vendor/benchmarks.toml."""
    benchmark_title: str
    """Its name for readers."""
    maker: str
    """Id of the maker; all: every maker."""
    measured_by: tuple[str, ...]
    """Series of the others whose scores are compared."""
    higher: int
    """Models of which the maker's score is the better one."""
    lower: int
    """Models of which somebody else's is."""
    p_value: float | None
    """Sign test, two-sided: both are as likely; None: every difference is 0."""
    smallest: float
    """Smallest difference."""
    largest: float
    """Largest difference."""
    why: str
    """What differs besides who measured."""
    pairs: tuple[ScoredTwice, ...] = ()
    """The models, from the largest difference to the smallest; only of every maker."""

    @property
    def caveat(self) -> str | None:
        """The difference is not the maker's alone."""
        return self.SETTINGS.format(self.why)


RECORDS: Sequence[type[Estimate]] = (VendorInflationEstimate,)
