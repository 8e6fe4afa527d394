"""What the page of a series prints, as plain values: the template lays out and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measures.freshness import Freshness, of_gap
from measures.series import Series
from outputs.sections.gap.charts import GapCharts
from outputs.sections.gap.rows import Badge, EitherWayRange, RuleLine
from outputs.sections.lag.releases import Releases
from outputs.sections.lag.rows import LagLine
from outputs.sections.section import Section


@dataclass(frozen=True, slots=True)
class SeriesView:
    """Everything the site shows of one series; `bounds` by openness rule."""

    series: Series
    freshness: Freshness
    """Of the gap under the widest rule."""
    badges: Sequence[Badge]
    headline: RuleLine
    rules: Sequence[RuleLine]
    sentence: str
    """The newest gap under the widest rule, with date, interval and leaders."""
    figures: GapCharts
    bounds: Mapping[str, EitherWayRange]
    lags: Mapping[str, LagLine]
    """By openness rule."""
    releases: Releases | None
    sections: Mapping[str, Section]
    """`lag`, `parity`, `sure`, `rules` and `origin`, as far as there is something to say."""
    issued: str
    issued_by: str

    @property
    def data_on(self) -> str:
        """The day that its gap is of."""
        fresh = self.freshness
        return fresh.shown_on if fresh.is_stale else fresh.vintage_on

    def freshness_of(self, line: RuleLine) -> Freshness:
        """Of the gap under one rule: a page that leaves its models out tells nothing of it."""
        return of_gap(self.series, line.segment, self.freshness.on)
