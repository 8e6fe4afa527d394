"""What the page of a series prints, as plain values, and the series of the front page's table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from measures.freshness import Freshness
from measures.series import COMPOSITE, DOMAINS, Series
from outputs.sections.gap.rows import GapLine
from outputs.sections.lag.releases import Releases
from outputs.sections.lag.rows import LagLine
from outputs.sections.section import Row, Section
from terms.days import day
from terms.numbers import interval
from terms.openness import HEADLINE_RULE


class SeriesView(NamedTuple):
    """Everything the site shows of one series."""

    series: Series
    rules: Sequence[GapLine]
    """Its newest gap under each openness rule, the widest first."""
    lags: Mapping[str, LagLine]
    """By openness rule."""
    releases: Releases | None
    sections: Mapping[str, Section]
    """`lag`, `parity` and `origin`, as far as there is something to say."""

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

    @property
    def doubts(self) -> list[str]:
        """What must be known before its gap is quoted, besides what verdict and age say."""
        line = self.headline
        reach = line.segment.reach
        ends = interval(*reach) if reach else None
        unconfirmed = [it.text for it in line.badges if it.kind == "unconfirmed"]
        return [*([f"{ends} {line.unit}"] if ends else []), *unconfirmed]

    @property
    def lag(self) -> str:
        """The lag under the widest rule; one of an earlier page than the gap's says its day and
        model."""
        line = self.lags.get(HEADLINE_RULE)
        if line is None or line.days is None:
            return ""
        on, opened = line.freshness.shown_on, line.model("open")
        if opened is None or on >= self.data_on:
            return line.text
        return f"{line.text} ({opened.text}, {day(on)})"


Lines = list[tuple[str, SeriesView]]
"""Each with its domain, where it is the first of one that speaks."""


def benchmark_lines(views: Mapping[str, SeriesView], rows: Iterable[Row]) -> tuple[Lines, Lines]:
    """Those that speak for their domain, composites first, because the headline is one; and all
    others. `rows`: of view domain under the widest rule; without any, active ones speak."""
    speaking = {row["series"] for row in rows if row["speaks"]}
    if not speaking:
        speaking = {name for name, view in views.items() if view.series.is_live}
    first: Lines = []
    rest: Lines = []
    for domain in sorted(DOMAINS, key=lambda it: it != COMPOSITE):
        own = [view for view in views.values() if view.series.domain == domain]
        speaks = [view for view in own if view.series.id in speaking]
        first += [("" if place else domain, view) for place, view in enumerate(speaks)]
        rest += [("", view) for view in own if view not in speaks]
    return first, rest
