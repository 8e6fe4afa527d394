"""What the page of a series prints, as plain values: the template lays out and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measures.freshness import Freshness
from measures.series import Series
from outputs.sections.gap.rows import GapLine
from outputs.sections.lag.releases import Releases
from outputs.sections.lag.rows import LagLine
from outputs.sections.section import Section


@dataclass(frozen=True, slots=True)
class SeriesView:
    """Everything the site shows of one series."""

    series: Series
    rules: Sequence[GapLine]
    """Its newest gap under each openness rule, the widest first."""
    lags: Mapping[str, LagLine]
    """By openness rule."""
    releases: Releases | None
    sections: Mapping[str, Section]
    """`lag`, `parity`, `sure` and `origin`, as far as there is something to say."""

    @property
    def headline(self) -> GapLine:
        """The gap under the widest rule."""
        return self.rules[0]

    @property
    def freshness(self) -> Freshness:
        """Of that."""
        return self.headline.freshness

    @property
    def data_on(self) -> str:
        """The day that its gap is of."""
        fresh = self.freshness
        return fresh.shown_on if fresh.is_stale else fresh.vintage_on
