"""One line for each benchmark: the gap now and a year ago on one axis, leaders, doubts, age.

Gaps of different units meet on one axis when each is divided by the smallest gap that its test
could show; beyond one such gap the difference is large for what its board can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from measures.gap.judgement import either_way
from measures.headline.domains import direction_text
from measures.headline.exposure import by_exposure, exposure_sentence
from measures.segments import GapSegment
from measures.series import COMPOSITE, DOMAINS, Series
from outputs.charts.small import Dots, dots
from outputs.sections.freshness import age
from outputs.sections.section import Row, Section, cell, figure
from outputs.sections.series_page import Badge, RuleLine, SeriesView
from terms.days import day
from terms.numbers import interval
from terms.openness import HEADLINE_RULE
from terms.words import JUDGED, Exposure

ENDS = (-2.0, 4.0)
"""The common axis, in smallest gaps that the test could show; what lies beyond is at its edge."""
EXPOSED = {Exposure.HELD_OUT: "Not public", Exposure.PUBLIC: "Public"}
DOUBTS = ("unconfirmed",)
"""Badges of a series that its line repeats; the verdict and the age say the others."""


@dataclass(frozen=True, slots=True)
class BenchmarkLine:
    """One benchmark; `doubts`: what must be known before its gap is quoted, beside the verdict.

    `picture` is empty where its test states no error to measure a gap by.
    """

    series: Series
    shown: RuleLine
    picture: Markup
    doubts: Sequence[str]
    age: str

    @property
    def is_active(self) -> bool:
        """Whether the board still takes part in a headline."""
        return self.series.is_live


@dataclass(frozen=True, slots=True)
class BenchmarkGroup:
    """One domain: what its active benchmarks say together, and those; closed ones apart."""

    domain: str
    direction: str
    active: Sequence[BenchmarkLine]
    closed: Sequence[BenchmarkLine]


def benchmark_groups(views: Mapping[str, SeriesView], rows: Iterable[Row]) -> list[BenchmarkGroup]:
    """All benchmarks with a page by domain; `rows`: of view domain."""
    own = [row for row in rows if row["openness_rule"] == HEADLINE_RULE]
    by_series = {row["series"]: row for row in own}
    lines = [_line(view, by_series.get(name)) for name, view in views.items()]
    return grouped(lines, {row["domain"]: direction_text(row["direction"]) for row in own})


def grouped(lines: Sequence[BenchmarkLine], directions: Mapping[str, str]) -> list[BenchmarkGroup]:
    """Lines by domain, composites first, because the headline is one; `directions` by domain."""
    found = []
    for domain in sorted(DOMAINS, key=lambda it: it != COMPOSITE):
        own = [line for line in lines if line.series.domain == domain]
        if own:
            active = [line for line in own if line.is_active]
            closed = [line for line in own if not line.is_active]
            found.append(BenchmarkGroup(domain, directions.get(domain, ""), active, closed))
    return found


def shares(gap: GapSegment, other: float | None) -> Dots:
    """A gap with its interval, and another gap, in smallest gaps that the test could
    show; None where the test states no error. What cannot be judged is its range alone."""
    least, doubt = gap.detectable_gap, either_way(gap)
    gaps = (gap.gap, gap.gap_low, gap.gap_high, other)
    if doubt is not None:
        gaps = (None, *(doubt.ends or (None, None)), other)
    return Dots(*(None if one is None or not least else one / least for one in gaps))


def doubts_of(badges: Iterable[Badge], shown: RuleLine) -> list[str]:
    """Those of a series' badges that its line repeats, after the range of what cannot be judged."""
    doubt = either_way(shown.segment)
    ends = interval(*doubt.ends) if doubt and doubt.ends else None
    found = [badge.text for badge in badges if badge.kind in DOUBTS]
    return [f"{ends} {shown.unit}", *found] if ends else found


def _line(view: SeriesView, row: Row | None) -> BenchmarkLine:
    then = row["gap_year_ago"] if row else None
    label = f"{view.series.title}: gap now"
    if row is not None and then is not None:
        old = row["as_of_year_ago"]
        label += " and a year ago" + (f", by data from {day(old)}" if old else "")
    return BenchmarkLine(
        series=view.series,
        shown=view.headline,
        picture=dots(shares(view.headline.segment, then), label, ENDS),
        doubts=doubts_of(view.badges, view.headline),
        age=age(view.freshness),
    )


def exposure(rows: Iterable[Row], declared: Mapping[str, Series]) -> Section | None:
    """Private items against public ones under the widest rule; None where one has no verdict."""
    judged = [
        (row, declared[row["series"]])
        for row in rows
        if row["openness_rule"] == HEADLINE_RULE and row["series"] in declared
    ]
    lead, counts = exposure_sentence(judged), by_exposure(judged)
    if not lead:
        return None
    return Section(
        key="exposure",
        title="Where the questions are not public",
        lead=lead,
        columns=("Items", ">Benchmarks", *(f">{it.text[0].upper()}{it.text[1:]}" for it in JUDGED)),
        rows=[
            (
                cell(text),
                cell(str(counts[kind].total())),
                *(figure(str(counts[kind][verdict])) for verdict in JUDGED),
            )
            for kind, text in EXPOSED.items()
        ],
        caption="Active benchmarks with an interval, by whether their items are public",
        note="Public items may be in the training data of models that came after them. Benchmarks "
        "differ in more than that, so verdicts are counted and no sizes compared.",
        method="domains",
    )
