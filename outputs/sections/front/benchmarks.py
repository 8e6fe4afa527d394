"""The benchmarks by domain: those that speak for theirs, and all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from measures.series import COMPOSITE, DOMAINS
from outputs.sections.section import Row
from outputs.sections.series_page import SeriesView

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
