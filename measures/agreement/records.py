"""What the estimate of board agreement says: its fields, and its title.

Not here: how it is measured (`ranks`, `rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAgreementEstimate(Estimate):
    """Spearman's rank correlation of two series of one domain over the models of both newest pages,
    each model by its best score. 1: the same order; 0: none; -1: the reverse.
    """

    MEASURE: ClassVar[str] = "board_agreement"
    KEY: ClassVar[tuple[str, ...]] = ("other_series",)

    CHOSEN: ClassVar[str] = (
        "Only models on both boards count, which are those that somebody cared to test twice."
    )

    unit: str = "rank correlation"
    series: str
    value: float
    n: int
    other_series: str
    """The other series."""
    domain: str
    """The domain of both."""
    outlier: str | None
    """The model whose ranks among the common ones differ most; None: the orders are the same."""
    outlier_rank: float | None
    """Its rank on `series`; 1 is the best, equal ones share a mean rank."""
    outlier_other_rank: float | None
    """Its rank on `other_series`."""

    @property
    def caveat(self) -> str | None:
        """Common models are a choice."""
        return self.CHOSEN


RECORDS: Sequence[type[Estimate]] = (BoardAgreementEstimate,)
