"""One line for each benchmark: the gap, leaders, doubts, age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from measures.gap.judgement import either_way
from measures.headline.exposure import by_exposure, exposure_sentence
from measures.series import COMPOSITE, DOMAINS, Series
from outputs.sections.lag.rows import LagLine
from outputs.sections.section import Row
from outputs.sections.series_page import SeriesView
from terms.days import day
from terms.numbers import interval
from terms.openness import HEADLINE_RULE


class BenchmarkLine(NamedTuple):
    """One benchmark; `domain`: where it is the first of one. `doubts`: what must be known before
    its gap is quoted, beside the verdict; `tested`: the month of the newest open model that was.
    """

    view: SeriesView
    domain: str
    doubts: list[str]
    data_on: str
    lag: str
    tested: str


def benchmark_lines(
    views: Mapping[str, SeriesView], rows: Iterable[Row]
) -> tuple[list[BenchmarkLine], list[BenchmarkLine]]:
    """Those that speak for their domain, composites first, because the headline is one; and all
    others. `rows`: of view domain under the widest rule; without any, active ones speak."""
    speaking = {row["series"] for row in rows if row["speaks"]}
    if not speaking:
        speaking = {name for name, view in views.items() if view.series.is_live}
    order = sorted(DOMAINS, key=lambda it: it != COMPOSITE)
    first: list[BenchmarkLine] = []
    rest: list[BenchmarkLine] = []
    for domain in order:
        own = [view for view in views.values() if view.series.domain == domain]
        speaks = [view for view in own if view.series.id in speaking]
        first += [_line(view, "" if place else domain) for place, view in enumerate(speaks)]
        rest += [_line(view, "") for view in own if view not in speaks]
    return first, rest


def _line(view: SeriesView, domain: str) -> BenchmarkLine:
    gap, lag = view.headline.segment, view.lags.get(HEADLINE_RULE)
    doubt = either_way(gap)
    ends = interval(*doubt.ends) if doubt and doubt.ends else None
    return BenchmarkLine(
        view=view,
        domain=domain,
        # The verdict and the age say the other badges.
        doubts=[
            *([f"{ends} {view.headline.unit}"] if ends else []),
            *(badge.text for badge in view.headline.badges if badge.kind == "unconfirmed"),
        ],
        data_on=view.data_on,
        lag=_lag(lag, view.data_on) if lag else "",
        # 'Sep 2026'
        tested=day(gap.open_newest_on).split(" ", 1)[1] if gap.open_newest_on else "",
    )


def _lag(line: LagLine, data_on: str) -> str:
    """A lag that is known; one of an earlier page than the gap's says its day and model."""
    on, opened = line.freshness.shown_on, line.model("open")
    if line.days is None or opened is None or on >= data_on:
        return "" if line.days is None else line.text
    return f"{line.text} ({opened.text}, {day(on)})"


def exposure(rows: Iterable[Row], lags: Iterable[Row], declared: Mapping[str, Series]) -> str:
    """Private questions beside public ones in a sentence; empty where one has no verdict. `rows`
    and `lags`: of the views domain and lag_now under one openness rule."""
    found = by_exposure(rows, declared)
    return exposure_sentence(found, {row["series"]: row for row in lags}) if found else ""
