"""One line for each benchmark: the gap on one axis, leaders, doubts, age.

Gaps of different units meet on one axis when each is divided by the smallest gap that its test
could show; beyond one such gap the difference is large for what its board can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from measures.gap.judgement import either_way
from measures.headline.domains import direction_text
from measures.headline.exposure import (
    by_exposure,
    exposure_sentence,
    known_lags,
    median_lag,
    verdicts,
)
from measures.segments import GapSegment
from measures.series import COMPOSITE, DOMAINS, Series
from outputs.charts.small import Dots, dots
from outputs.sections.lag.lines import LagLine
from outputs.sections.section import Row, Section, cell, figure
from outputs.sections.series_page import Badge, RuleLine, SeriesView
from terms.days import day
from terms.numbers import interval, plural
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
    data_on: str
    lag: str
    """The lag that is known."""


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
    directions = {row["domain"]: direction_text(row["direction"]) for row in own}
    return grouped(list(map(_line, views.values())), directions)


def grouped(lines: Sequence[BenchmarkLine], directions: Mapping[str, str]) -> list[BenchmarkGroup]:
    """Lines by domain, composites first, because the headline is one; `directions` by domain."""
    found = []
    for domain in sorted(DOMAINS, key=lambda it: it != COMPOSITE):
        own = [line for line in lines if line.series.domain == domain]
        if own:
            active = [line for line in own if line.series.is_live]
            closed = [line for line in own if not line.series.is_live]
            found.append(BenchmarkGroup(domain, directions.get(domain, ""), active, closed))
    return found


def shares(gap: GapSegment) -> Dots:
    """A gap with its interval, in smallest gaps that the test could show; None where the test
    states no error. What cannot be judged is its range alone."""
    least, doubt = gap.detectable_gap, either_way(gap)
    gaps = (gap.gap, gap.gap_low, gap.gap_high)
    if doubt is not None:
        gaps = (None, *(doubt.ends or (None, None)))
    return Dots(*(None if one is None or not least else one / least for one in gaps))


def doubts_of(badges: Iterable[Badge], shown: RuleLine) -> list[str]:
    """Those of a series' badges that its line repeats, after the range of what cannot be judged."""
    doubt = either_way(shown.segment)
    ends = interval(*doubt.ends) if doubt and doubt.ends else None
    found = [badge.text for badge in badges if badge.kind in DOUBTS]
    return [f"{ends} {shown.unit}", *found] if ends else found


def _line(view: SeriesView) -> BenchmarkLine:
    fresh, lag = view.freshness, view.lags.get(HEADLINE_RULE)
    data_on = fresh.shown_on if fresh.is_stale else fresh.vintage_on
    return BenchmarkLine(
        series=view.series,
        shown=view.headline,
        picture=dots(shares(view.headline.segment), f"{view.series.title}: gap now", ENDS),
        doubts=doubts_of(view.badges, view.headline),
        data_on=data_on,
        lag=_lag(lag, data_on) if lag else "",
    )


def _lag(line: LagLine, data_on: str) -> str:
    """A lag that is known; one of an earlier page than the gap's says its day and model."""
    on, opened = line.freshness.shown_on, line.model("open")
    if line.days is None or opened is None or on >= data_on:
        return "" if line.days is None else line.text
    return f"{line.text} ({opened.text}, {day(on)})"


def exposure(
    rows: Iterable[Row], lags: Iterable[Row], declared: Mapping[str, Series]
) -> Section | None:
    """Private questions beside public ones; None where one has no verdict. `rows` and `lags`: of
    the views domain and lag_now under one openness rule."""
    found = by_exposure(rows, declared)
    if not found:
        return None
    beside = {row["series"]: row for row in lags}
    return Section(
        key="exposure",
        title="Tests with secret questions",
        lead=exposure_sentence(found, beside),
        columns=(
            "Questions",
            ">Median lag",
            *(f">{it.text[0].upper()}{it.text[1:]}" for it in JUDGED),
        ),
        rows=[
            (
                cell(text),
                figure(median_lag(some), plural(len(some), "benchmark")),
                *(figure(str(verdicts(found[kind])[verdict])) for verdict in JUDGED),
            )
            for kind, text in EXPOSED.items()
            for some in (known_lags(found[kind], beside),)
        ],
        caption="Active benchmarks, by whether their questions are public",
        note="Public questions may be in the training data of models that came after them. "
        "Benchmarks differ in more than that. Questions that a maker of models has (FrontierMath) "
        "are neither, and votes (Arena) are no questions. Lags of gaps too close to call are not "
        "counted.",
        is_table_folded=True,
        method="methods-domains-and-the-headline",
    )
