"""What the estimates about lags say: who led each class since when.

Not here: how they are measured (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from measures.estimates import Estimate
from terms.words import Word


class FrontierClass(Word):
    """The class that a frontier is of."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFrontierEstimate(Estimate):
    """A step of the closed or open frontier by release date, inside a board's newest whole page:
    who took the lead of the class on day `from_on`. The picture ends on day `through_on`.
    """

    MEASURE: ClassVar[str] = "release_frontier"
    KEY: ClassVar[tuple[str, ...]] = ("openness_rule", "side", "from_on")

    series: str
    openness_rule: str
    value: float
    from_on: str
    through_on: str
    side: FrontierClass
    """The class that it leads."""
    entry: str
    """The entry, as the board spells it."""
    model: str
    """Its canonical model."""
    released_on: str | None
    """When the model was released; the step may be later, when its weights came."""
    stderr: float | None
    """Standard error of its score; 0: it defines the scale."""
    page_on: str | None = None
    """Published date of the page, where `through_on` is later."""

    @property
    def published_on(self) -> str:
        """Published date of the page."""
        return self.page_on or self.through_on


RECORDS: Sequence[type[Estimate]] = (ReleaseFrontierEstimate,)
