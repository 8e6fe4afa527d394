"""The headline as it was derived last, in the words of the front page: for the command, assistants,
Dagster and the digest of alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from measures.freshness import Freshness
from measures.segments import GapSegment, LagSegment
from measures.series import COMPOSITE, HEADLINE, Series, load
from outputs.sections.front.headline import Answer, FrontPage, front_page, nothing
from outputs.sections.gap.rows import GapLine
from outputs.sections.lag.rows import Beside, LagLine, lag_lines
from outputs.sections.price.levels import price_lines
from outputs.sections.section import Row
from outputs.wording import ModelNames
from terms.openness import HEADLINE_RULE, OpennessRule
from warehouse.reads import gaps as reads_gaps, models as reads_models
from warehouse.reads.derived import derived_on
from warehouse.reads.statistics import statistics
from warehouse.schema.derived import GAP
from warehouse.store import Warehouse


def newest(warehouse: Warehouse) -> FrontPage | None:
    """The first screen without its picture; None before anything was derived."""
    connection, today = warehouse.connection, datetime.now(UTC).date()
    if derived_on(connection, GAP) is None:
        return None
    series = load(today, reads_gaps.saturated_since(connection))[HEADLINE]
    names = ModelNames.of(reads_models.model_names(connection))
    answers = [
        answer(warehouse, line, today)
        for rule in OpennessRule
        for line in gap_lines(
            reads_gaps.gaps_shown(connection, rule), {HEADLINE: series}, names
        ).values()
    ]
    if not answers:
        return nothing(has_benchmarks=True)
    about = {"openness_rule": HEADLINE_RULE}
    prices = statistics(connection, "price_at_quality", series=HEADLINE, is_best_open=1, **about)
    price = next(iter(price_lines(prices, {HEADLINE: series}, names)), None)
    return front_page(answers, price, statistics(connection, "domain", **about))


def gap_lines(
    rows: Iterable[Row], declared: Mapping[str, Series], names: ModelNames
) -> dict[str, GapLine]:
    """The newest gap of every declared series that has one, composites first; `rows`: as readers
    are shown them (`reads.gaps.gaps_shown`), under one openness rule."""
    found = {row["series"]: row for row in rows}
    order = sorted(declared.values(), key=lambda it: it.domain != COMPOSITE)
    return {it.id: _line(it, found[it.id], names) for it in order if it.id in found}


def _line(series: Series, row: Row, names: ModelNames) -> GapLine:
    fresh = Freshness(row["on_date"], row["told_on"], row["vintage_on"], bool(row["is_stale"]))
    return GapLine(series, GapSegment.from_row(row), fresh, names)


def lags_beside(
    warehouse: Warehouse,
    lines: Mapping[str, GapLine],
    today: date,
    only: str | None = None,
) -> dict[str, LagLine]:
    """The newest lag of each series of `lines`, gaps under one openness rule; `only`: of one."""
    connection, first = warehouse.connection, next(iter(lines.values()))
    rule = first.segment.openness_rule
    lags = LagSegment.from_rows(reads_gaps.lag_segments(connection, rule, only))
    verdicts = {(key, rule): it.verdict for key, it in lines.items()}
    beside = Beside(first.names, reads_gaps.last_changes(connection, only), verdicts)
    declared = {key: it.series for key, it in lines.items()}
    return {it.series.id: it for it in lag_lines(lags, declared, beside, today)}


def answer(warehouse: Warehouse, line: GapLine, today: date) -> Answer:
    """What the front page says of a series."""
    series, rule = line.series.id, line.segment.openness_rule
    gaps = GapSegment.from_rows(reads_gaps.gap_segments(warehouse.connection, series, rule))
    lags = lags_beside(warehouse, {series: line}, today, series)
    return Answer(line, gaps, lags.get(series))
