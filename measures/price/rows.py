"""Derived rows of prices: at quality, runs with a cost, changes, the index.

Rows are those of the tables of `warehouse.schema.price_tables`; price at quality is segments.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from measures.boards.states import Boards
from measures.known import DerivedBoard, Known, Row, derived
from measures.names.registry import ALWAYS
from measures.price.at_quality import price_gap_history, price_levels
from measures.price.book import Market, Price, PriceBook, is_same
from measures.price.events import TokenPrices, is_news, price_events
from measures.price.index import matched_index, month_starts
from measures.price.rosters import rosters
from terms.openness import CLOSED_GRADES, HEADLINE_RULE, OPEN_GRADES, OPENNESS_RULES
from terms.units import Unit

MARKET = "market"
"""The board of what is told of all models together."""
SINCE = "2025-06-05"
"""First day of the dated price history: changes before it are known to weeks at best."""
DIGITS = 6


def prices(known: Known, book: PriceBook, since: str = ALWAYS) -> Iterator[DerivedBoard]:
    """Price at quality of a series, by day and today, then its runs with a cost.

    `book` holds no list dated ahead of the day up to which `known` is. Price at quality of days
    before `since` is known.
    """
    series, every = known.series, rosters(known)
    if not every or book.newest_on is None:
        return
    scored_on = every[-1].scored_on
    # Also without rows, so that nothing told before stays in force.
    for rule in OPENNESS_RULES:
        some = rosters(known, rule) if series.page_scales else every
        later = [replace(it, first=max(it.first, since)) for it in some if it.end >= since]
        before = [row for row in known.rows("price_gap", rule) if row["entry"] < since]
        gaps = price_gap_history(known, later, book, rule, before)
        yield derived("price_gap", series.id, scored_on, gaps, rule)
        rows = price_levels(known, some[-1], book, rule) if some else ()
        yield derived("price_at_quality", series.id, scored_on, rows, rule)
    if series.unit == Unit.PERCENT and series.sign == 1:
        yield derived("solved_cost", series.id, scored_on, cost_rows(known))


def market(said: Market, table: str, through: str) -> Iterator[DerivedBoard]:
    """The board of one of `OF_MARKET`, as known up to day `through`; none before a first list."""
    if said.newest_on is not None:
        yield derived(table, MARKET, said.newest_on, OF_MARKET[table](said, through))


def cost_rows(known: Boards) -> Iterator[Row]:
    """Every dated run of a series of proportions that states a cost; view `solved_cost` divides it
    by the share of tasks solved (cost-of-pass, arXiv 2504.13359).

    Those with a cost of 0 (not metered) or nothing solved are left out.
    """
    for run in known.entries(known.inputs()):
        cost, on = run.row.get("cost_usd"), run.dated_on
        if cost and run.value > 0 and on is not None and on <= known.through:
            yield {
                "entry": run.entry,
                "model": run.model,
                "on_date": on,
                "score": run.value,
                "stderr": run.stderr,
                "usd_per_task": cost,
                "vintages": json.dumps([run.state.vintage]),
            }


def event_rows(market: Market, through: str) -> Iterator[Row]:
    """Cuts, rises, withdrawals and first prices, these not before the model's release."""
    for event in price_events(market, through):
        released = market.names.released_on(event.model)
        if not is_news(event, released):
            continue
        change = event.change_percent
        on = event.on if event.before else max(event.on, released)
        yield {
            "entry": f"{on}|{event.kind}|{event.model}|{event.seller}",
            "model": event.model,
            "seller": event.seller,
            "kind": event.kind.value,
            "on_date": on,
            "not_before": event.not_before,
            **{
                f"{when}_{of}": rates and round(getattr(rates, of), DIGITS)
                for when, rates in (("before", event.before), ("now", event.now))
                for of in TokenPrices._fields
            },
            "change_percent": None if change is None else round(change, 4),
            "independent": event.independent,
            "sources": "+".join(event.sources),
            "confirmed": int(event.confirmed),
            "vintages": json.dumps(sorted(market.showing(event.shown))),
        }


def index_rows(market: Market, _: str) -> Iterator[Row]:
    """The index of matched models of either class, on the first day of every month."""
    days = month_starts(SINCE, str(market.newest_on))
    for side, grades in (("closed", CLOSED_GRADES), ("open", OPEN_GRADES[HEADLINE_RULE])):
        points = matched_index(market, grades, days)
        vintages = json.dumps(sorted(market.of_makers(grades)) if points else [])
        for point in points:
            yield {
                "entry": f"{side}|{point['on_date']}",
                "class": side,
                "openness_rule": HEADLINE_RULE,
                **point,
                "base_on": points[0]["on_date"],
                "vintages": vintages,
            }


def price_steps(market: Market, through: str) -> Iterator[Row]:
    """Stretches of one price; the same price said by another list is the same stretch.

    They begin with the release: before it, a list's spelling meant the model before. A lapse in the
    future is no end: nobody knows of it yet.
    """
    for model, prices in sorted(market.prices.items()):
        released = market.names.released_on(model)
        joined: list[list[Price]] = []
        for price in prices:
            if max(price.start, released) > through or price.end <= released:
                continue
            last = joined[-1][-1] if joined else None
            if last and last.end == price.start and is_same(last, price):
                joined[-1].append(price)
            else:
                joined.append([price])
        for stretch in joined:
            last, start = stretch[-1], max(stretch[0].start, released)
            yield {
                "entry": f"{model}|{start}",
                "model": model,
                "from_on": start,
                "until_on": None if last.end > through else last.end,
                "blended_price": round(last.blended, DIGITS),
                "input_per_mtok": round(last.input, DIGITS),
                "output_per_mtok": round(last.output, DIGITS),
                "price_basis": last.basis,
                "sources": "+".join(
                    sorted({it for one in stretch for it in one.source.split("+")})
                ),
                "vintages": json.dumps(market.vintages([last])),
            }


def host_prices(market: Market, through: str) -> Iterator[Row]:
    """What hosts ask, also where there are too few for a price."""
    for model in sorted(market.spans):
        if market.names.released_on(model) > through:
            continue
        for host, span in sorted(market.host_prices(model, through).items()):
            yield {
                "entry": f"{model}|{host}",
                "model": model,
                "host": host,
                "blended_price": round(span.blended, DIGITS),
                "vintages": json.dumps(sorted(market.newest_of([span.shown]))),
            }


OF_MARKET: Mapping[str, Callable[[Market, str], Iterator[Row]]] = {
    "price_event": event_rows,
    "price_index": index_rows,
    "model_price": price_steps,
    "host_price": host_prices,
}
"""Table to its rows, told of the market as a whole."""
