"""Lags: how long ago closed models first had what open ones have now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from measures.headline.sentence import HEADLINE
from measures.segments import LagSegment, vintages_of
from measures.series import COMPOSITE
from outputs.assistant.gap import (
    SeriesGap,
    ended,
    models_of,
    named,
    series_gap,
    series_gaps,
    shortened,
)
from outputs.assistant.inquiry import CannotAnswer, Inquiry, Shown
from outputs.assistant.reply import Draft, interval
from outputs.sections.freshness import phrase
from outputs.sections.lag.daily import Beside, LagLine, lag_lines, lag_section
from terms import boards
from terms.days import day
from terms.openness import OpennessRule
from warehouse.reads import derived as reads_derived
from warehouse.reads import lags as reads_lags
from warehouse.schema.derived import LAG

Row = Mapping[str, Any]


def lag(inquiry: Inquiry, asked: str | None, rule: OpennessRule) -> Draft:
    """The lag of one series, or the headline's with that of every other beside it."""
    series = inquiry.series(asked or HEADLINE)
    one = series_gap(inquiry, series, rule)
    gaps = {series.id: one} if asked else series_gaps(inquiry, rule)
    category = boards.category("lag", rule)
    lags = LagSegment.from_rows(
        reads_derived.derived_rows(
            inquiry.warehouse.connection, LAG, board=asked, category=category
        )
    )
    lines = _lines(inquiry, lags, gaps)
    own = next((line for line in lines if line.series.id == series.id), None)
    if own is None:
        raise CannotAnswer(f"No lag of {series.id} could be derived: {one.sentence}")
    row_of = _row if asked else _short_row
    return Draft(
        title=f"{series.title}: lag, {rule.models}",
        sentence=_lead(own),
        details=[one.sentence, *(() if asked else ended(line.series for line in lines))],
        caution=one.caution,
        method="lag",
        data_from=own.freshness.vintage_on,
        is_old=own.freshness.is_stale,
        rows=[row_of(it, inquiry) for it in lines if asked or it.series.is_live],
    )


def _lines(
    inquiry: Inquiry, lags: Sequence[LagSegment], gaps: Mapping[str, SeriesGap]
) -> list[LagLine]:
    verdicts = {(name, one.segment.openness_rule): one.line.verdict
                for name, one in gaps.items()}  # fmt: skip
    ends = reads_lags.last_changes(inquiry.warehouse.connection)
    beside = Beside(inquiry.called(models_of(lags)), ends, verdicts)
    found = lag_lines(lags, inquiry.declared, beside, inquiry.today)
    return sorted(found, key=lambda line: line.series.domain != COMPOSITE)


def _lead(line: LagLine) -> str:
    """What its page says."""
    section = lag_section([line])
    lead = section.lead if section else ""
    if not line.freshness.is_stale or day(line.freshness.shown_on) in lead:
        return lead
    dated = phrase(line.freshness)
    return f"{dated[:1].upper()}{dated[1:]}: {lead[:1].lower()}{lead[1:]}"


def _row(line: LagLine, inquiry: Inquiry) -> Shown:
    lag = line.segment
    return {
        "series": line.series.id,
        "title": line.series.title,
        "domain": line.series.domain,
        "status": line.series.status,
        "openness_rule": line.openness_rule,
        "lag_days": line.days,
        "in_words": line.text,
        "is_bound": line.is_bound,
        "interval": interval(line.low, line.high, lag.ci_level),
        "open": inquiry.model(lag.open_model, lag.open_entry),
        "closed_had_it_with": inquiry.model(lag.closed_model, lag.closed_entry),
        "since": line.since,
        "order_of_models_as_of": line.order_on,
        "data_from": line.freshness.vintage_on,
        "shown_as_of": line.freshness.shown_on,
        "is_old": line.freshness.is_stale,
        "vintages": vintages_of(lag),
    }


def _short_row(line: LagLine, inquiry: Inquiry) -> Shown:
    full = _row(line, inquiry)
    sides = {key: named(full[key]) for key in ("open", "closed_had_it_with")}
    return shortened(full | sides, ("lag_days", "interval", *sides))
