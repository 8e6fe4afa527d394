"""Prices: the cheapest closed and open model at a level of quality.

What belongs here: also whose pages stand behind a model's price, and when they were last checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from measures.freshness import is_stale
from measures.price import rules as price_rules
from measures.segments import SIDES, GapSegment, PriceGapSegment, PriceSide
from measures.series import HEADLINE, Series
from outputs.assistant.gap import ended, leaders_named, models_of, named, shortened
from outputs.assistant.inquiry import CannotAnswer, Inquiry, Shown
from outputs.assistant.reply import Draft
from outputs.sections.price.fronts import at_open_frontier, by_model, frontier_text
from outputs.sections.price.levels import (
    PriceLine,
    level_text,
    price_lines,
)
from terms.days import day
from terms.openness import OpennessRule
from warehouse.reads import choice as reads_choice
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import pages as reads_pages
from warehouse.reads import prices as reads_prices
from warehouse.reads import sources as reads_sources
from warehouse.reads import statistics as reads_statistics

Row = Mapping[str, Any]


class PricePages:
    """The pages behind models' prices and scores, and when price lists were last checked."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        connection = inquiry.warehouse.connection
        self._by_model = reads_prices.price_vintages(connection)
        self._scored = reads_choice.scored_pages(connection)
        self._checked = {
            row["source"]: row["last_good_at"][:10]
            for row in reads_sources.health(connection)
            if row["last_good_at"]
        }

    def vintages(self, series: str, *models: str | None) -> list[int]:
        """Those of the scores of a series, and of the prices of some models."""
        found = set(json.loads(self._scored[series]["vintages"]) if series in self._scored else ())
        return sorted(found.union(*(self._by_model.get(model or "", ()) for model in models)))

    def scored_on(self, series: str) -> str | None:
        """The day (ISO) of the newest whole page of a series."""
        return self._scored[series]["inputs_on"] if series in self._scored else None

    def checked_on(self, sources: str | None) -> str | None:
        """The day (ISO) on which any of `sources`, joined by +, was last read in full."""
        days = [self._checked.get(one) for one in (sources or "").split("+")]
        return max(filter(None, days), default=None)

    def is_old(self, sources: str | None) -> bool:
        """Whether none of them was read within the days that its prices count as confirmed."""
        declared, today = price_rules.bundled().sources, self.inquiry.today.isoformat()
        return not any(
            one in declared and not is_stale(declared[one], self._checked[one], today)
            for one in (sources or "").split("+")
            if one in self._checked
        )

    def newest_on(self, vintages: Iterable[int]) -> str | None:
        """The newest published day of some vintages."""
        found = reads_pages.pages_of(self.inquiry.warehouse.connection, vintages)
        return max((row["published_on"] for row in found.values()), default=None)


def price(inquiry: Inquiry, asked: str | None, rule: OpennessRule, at_least: float | None) -> Draft:
    """The cheapest models of both classes at every level of quality, or at one."""
    series = inquiry.series(asked or HEADLINE)
    if at_least is not None and asked is None:
        raise CannotAnswer("A level is a score of one series: name the series too.")
    every = _lines(inquiry, rule, asked)
    lines = [one for one in every if at_least in (None, one.segment.threshold)]
    if not lines:
        raise CannotAnswer(_levels(series.id, at_least, every))
    pages = PricePages(inquiry)
    listed = [one for one in lines if asked or one.series.is_live]
    rows = [_row(inquiry, one, pages) for one in listed]
    lead = level_text(lines[0]) if at_least is not None else _at_frontier(inquiry, series, rule)
    first = next((one for one in rows if one["series"] == series.id), None)
    if first is None:
        raise CannotAnswer(_levels(series.id, at_least, []))
    return Draft(
        title=f"{series.title}: price at quality, {rule.models}",
        sentence=lead or f"At {lines[0].threshold} or better: {lines[0].verdict}.",
        details=[
            *_scores(series, pages),
            *(() if asked else ended(one.series for one in lines)),
        ],
        caution=list(_caution(first)),
        method="price",
        data_from=pages.newest_on(first["vintages"]),
        is_old=any(first[side] and first[side]["is_old"] for side in SIDES),
        rows=rows if asked else list(map(_shortened, rows)),
    )


def _at_frontier(inquiry: Inquiry, series: Series, rule: OpennessRule) -> str:
    """The price page's sentence: at the best open model's own score, on the day of the scores."""
    connection = inquiry.warehouse.connection
    gaps = GapSegment.from_rows(reads_gaps.gap_segments(connection, series.id, rule))
    found = gaps and at_open_frontier(
        gaps[-1],
        series,
        reads_statistics.statistics(connection, "price_front", series=series.id),
        leaders_named(inquiry)[series.id],
        by_model(reads_choice.model_prices(connection)),
    )
    models = [it.model for it in (found.open, found.closed) if it] if found else []
    return frontier_text(found or None, series, inquiry.called(models))


def _scores(series: Series, pages: PricePages) -> Iterator[str]:
    """Who reaches a level is known from a page that may be older than the prices."""
    if on := pages.scored_on(series.id):
        yield f"Scores: {series.title}, data from {day(on)}."


def _lines(inquiry: Inquiry, rule: OpennessRule, asked: str | None) -> list[PriceLine]:
    connection = inquiry.warehouse.connection
    found = reads_prices.price_segments(connection, rule, asked)
    segments = PriceGapSegment.from_rows(found)
    spread = reads_statistics.statistics(connection, "host_dispersion")
    hosts = {row["model"]: row for row in spread}
    return price_lines(segments, inquiry.declared, inquiry.called(models_of(segments)), hosts)


def _levels(series: str, at_least: float | None, lines: Sequence[PriceLine]) -> str:
    if not lines:
        return f"No price was derived for {series}: none of its levels has a model with a price."
    known = ", ".join(f"{one.segment.threshold:g}" for one in lines)
    return f"No level {at_least:g} of {series}. Prices are known from: {known}."


def _row(inquiry: Inquiry, line: PriceLine, pages: PricePages) -> Shown:
    one = line.segment
    return {
        "series": line.series.id,
        "title": line.series.title,
        "openness_rule": line.rule.value,
        "level": one.threshold,
        "level_in_words": f"{line.threshold} or better",
        **{side: _side(inquiry, one.side(side), pages) for side in SIDES},
        "closed_over_open": one.price_ratio,
        "verdict": line.verdict,
        "at_hosts": line.at_hosts,
        "interval": None,
        "why_no_interval": "list prices are read exactly; which model is cheapest may still change",
        "blend": line.blend,
        "since": line.since,
        "holds_through": one.through,
        "vintages": pages.vintages(line.series.id, one.closed_model, one.open_model),
    }


def _shortened(row: Shown) -> Shown:
    """In a list of many: each side is a model and its price."""
    sides = {
        side: row[side]
        and {
            "model": named(row[side]["model"]),
            "usd_per_million_tokens": row[side]["usd_per_million_tokens"],
            "last_checked_on": row[side]["last_checked_on"],
        }
        for side in SIDES
    }
    return shortened(row | sides, ("interval", *SIDES))


def _side(inquiry: Inquiry, side: PriceSide, pages: PricePages) -> Shown | None:
    if side.price is None:
        return None
    return {
        "model": inquiry.model(side.model),
        "usd_per_million_tokens": side.price,
        "input": side.input,
        "output": side.output,
        "whose_price": side.price_basis,
        "hosts": side.hosts,
        "price_lists": side.source,
        "last_checked_on": pages.checked_on(side.source),
        "is_old": pages.is_old(side.source),
    }


def _caution(row: Shown) -> Iterable[str]:
    for side in SIDES:
        if row[side] and row[side]["is_old"]:
            on = row[side]["last_checked_on"]
            checked = f"was last checked on {day(on)}" if on else "has no known day"
            yield f"old data: the {side} model's price {checked}"
