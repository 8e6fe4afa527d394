"""The headline as it was derived last, in the words of the front page: for the command, assistants,
Dagster and the digest of alerts."""

from __future__ import annotations

from datetime import UTC, datetime

from measures.segments import GapSegment
from measures.series import HEADLINE, load
from outputs.sections.front.headline import Answer, FrontPage, front_page, nothing
from outputs.sections.gap.rows import GapLine, gap_line
from outputs.sections.lag.rows import lag_line
from outputs.sections.price.levels import price_lines
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
        answer(warehouse, gap_line(series, row, names, f"{today}"))
        for rule in OpennessRule
        for row in statistics(connection, "gap_now", series=HEADLINE, openness_rule=rule)
    ]
    if not answers:
        return nothing(has_benchmarks=True)
    about = {"openness_rule": HEADLINE_RULE}
    prices = statistics(connection, "price_at_quality", series=HEADLINE, is_best_open=1, **about)
    price = next(iter(price_lines(prices, {HEADLINE: series}, names)), None)
    return front_page(answers, price, statistics(connection, "domain", **about))


def answer(warehouse: Warehouse, line: GapLine) -> Answer:
    """What the front page says of a series."""
    of = {"series": line.series.id, "openness_rule": line.segment.openness_rule}
    gaps = reads_gaps.gap_segments(warehouse.connection, line.series.id, of["openness_rule"])
    lags = statistics(warehouse.connection, "lag_now", **of)
    lag = lag_line(line.series, lags[0], line.names, line.freshness.on) if lags else None
    return Answer(line, GapSegment.from_rows(gaps), lag)
