"""Prices: the cheapest closed and open model at a level of quality.

What belongs here: also whose pages stand behind a model's price, and when they were last checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from measures.freshness import is_stale
from measures.price import rules as price_rules
from measures.segments import SIDES
from measures.series import HEADLINE
from outputs.assistant.gap import ended, named, shortened
from outputs.assistant.inquiry import CannotAnswer, Inquiry, Shown
from outputs.assistant.reply import Draft
from outputs.sections.price.levels import (
    CheapestModel,
    PriceLine,
    at_level,
    level_text,
    price_lines,
)
from terms.days import day
from terms.openness import OpennessRule
from warehouse.reads import choice as reads_choice
from warehouse.reads import pages as reads_pages
from warehouse.reads import prices as reads_prices
from warehouse.reads import sources as reads_sources

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
    """What the best open model's score costs in both classes, by series; of one every level, or
    what a score costs."""
    series = inquiry.series(asked or HEADLINE)
    if at_least is not None and asked is None:
        raise CannotAnswer("A level is a score of one series: name the series too.")
    every = _lines(inquiry, rule, asked)
    own = [one for one in every if one.series.id == series.id]
    if not own:
        raise CannotAnswer(f"No price was derived for {series.id}: no model of it has one.")
    best = next((one for one in own if one.row["is_best_open"]), own[0])
    line = best if at_least is None else at_level(own, at_least)
    if line is None:
        raise CannotAnswer(
            f"No model with a price has {at_least:g} on {series.title}; the best has "
            f"{own[0].level}."
        )
    lines = [line] if at_least is not None else own
    if asked is None:
        lines = [it for it in every if it.row["is_best_open"] and it.series.is_live]
    pages = PricePages(inquiry)
    rows = [_row(inquiry, one, pages) for one in lines]
    first = _row(inquiry, line, pages)
    return Draft(
        title=f"{series.title}: price at quality, {rule.models}",
        sentence=level_text(line),
        details=list(() if asked else ended(one.series for one in every)),
        caution=list(_caution(first)),
        method="price",
        data_from=line.row["scores_on"],
        is_old=any(first[side] and first[side]["is_old"] for side in SIDES),
        rows=list(map(_shortened, rows)) if at_least is None else rows,
    )


def _lines(inquiry: Inquiry, rule: OpennessRule, asked: str | None) -> list[PriceLine]:
    connection = inquiry.warehouse.connection
    rows = reads_prices.prices_at_quality(connection, rule, asked)
    newer = ("closed_unscored", "open_unscored")
    models = {row[f"{side}_model"] for row in rows for side in SIDES} - {None}
    models |= {it for row in rows for name in newer for it in json.loads(row[name])}
    return price_lines(rows, inquiry.declared, inquiry.called(sorted(models)))


def _row(inquiry: Inquiry, line: PriceLine, pages: PricePages) -> Shown:
    row = line.row
    return {
        "series": line.series.id,
        "title": line.series.title,
        "openness_rule": line.rule.value,
        "level": row["level"],
        "level_in_words": f"{line.level} or better",
        "closed": _side(inquiry, line.closed, pages),
        "open": _side(inquiry, line.open, pages),
        "closed_over_open": row["price_ratio"],
        "verdict": line.verdict,
        "interval": None,
        "why_no_interval": "list prices are read exactly; which model is cheapest may still change",
        "blend": row["blend"],
        "scores_on": row["scores_on"],
        "prices_on": row["prices_on"],
        "vintages": pages.vintages(line.series.id, row["closed_model"], row["open_model"]),
    }


def _shortened(row: Shown) -> Shown:
    """In a list of many: each side is a model and its price."""
    sides = {
        side: row[side]
        and {
            "model": named(row[side]["model"]),
            "usd_per_million_tokens": row[side]["usd_per_million_tokens"],
            "is_at_most": row[side]["is_at_most"],
        }
        for side in SIDES
    }
    later = None if row["prices_on"] == row["scores_on"] else row["prices_on"]
    return shortened(row | sides | {"prices_on": later}, ("interval", *SIDES))


def _side(inquiry: Inquiry, one: CheapestModel | None, pages: PricePages) -> Shown | None:
    if one is None:
        return None
    side = one.side
    return {
        "model": inquiry.model(side.model),
        "usd_per_million_tokens": side.price,
        "is_at_most": bool(side.is_at_most),
        "input": side.input,
        "output": side.output,
        "whose_price": side.price_basis,
        "hosts": side.hosts,
        "price_lists": side.source,
        "last_checked_on": pages.checked_on(side.source),
        "is_old": pages.is_old(side.source),
        "cheaper_since": one.newer,
    }


def _caution(row: Shown) -> Iterable[str]:
    for side in SIDES:
        if row[side] and row[side]["is_old"]:
            on = row[side]["last_checked_on"]
            checked = f"was last checked on {day(on)}" if on else "has no known day"
            yield f"old data: the {side} model's price {checked}"
