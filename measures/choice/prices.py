"""Every model's price by day and at its hosts, as price at quality reads them (`PriceBook`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from measures.known import DerivedBoard, Known, Row
from measures.price.book import Price
from measures.price.lists import Prices
from measures.price.rows import DIGITS, MARKET, priced_board
from measures.price.spans import blended


def model_prices(known: Known, priced: Prices) -> Iterator[DerivedBoard]:
    """Boards of tables model_price and host_price: every model that ever had a price; none before
    a first list."""
    if priced.newest_on is None:
        return
    begun = {
        model: prices
        for model in sorted(priced.book.prices)
        if (prices := _begun(priced.book.prices[model], _released(known, model), known.through))
    }
    steps = (
        row for model, prices in begun.items() for row in price_steps(prices, known.through, priced)
    )
    yield priced_board(known, "model_price", MARKET, priced.newest_on, steps)
    # An offer is shown also where there are too few for a price.
    sold = (it for it in sorted(priced.book.spans) if _released(known, it) <= known.through)
    hosts = (row for model in sold for row in host_prices(model, known.through, priced))
    yield priced_board(known, "host_price", MARKET, priced.newest_on, hosts)


def _released(known: Known, model: str) -> str:
    return str(known.names.model(model)["released_on"] or "")


def _begun(prices: Sequence[Price], released: str, through: str) -> list[Price]:
    """Those of days since the release: before it, a list's spelling meant the model before."""
    return [
        replace(price, start=start)
        for price in prices
        if (start := max(price.start, released)) <= through and price.end > released
    ]


def price_steps(prices: Sequence[Price], through: str, priced: Prices) -> Iterator[Row]:
    """Stretches of one price; the same price said by another list is the same stretch.

    A lapse in the future is no end: nobody knows of it yet.
    """
    joined: list[list[Price]] = []
    for price in prices:
        before = joined[-1][-1] if joined else None
        if before is not None and before.end == price.start and _is_same(before, price):
            joined[-1].append(price)
        else:
            joined.append([price])
    for stretch in joined:
        first, last = stretch[0], stretch[-1]
        yield {
            "entry": f"{last.model}|{first.start}",
            "model": last.model,
            "from_on": first.start,
            "until_on": None if last.end > through else last.end,
            "blended_price": round(last.blended, DIGITS),
            "input_per_mtok": round(last.input, DIGITS),
            "output_per_mtok": round(last.output, DIGITS),
            "price_basis": last.basis,
            "sources": "+".join(sorted({it for one in stretch for it in one.source.split("+")})),
            "vintages": json.dumps(priced.vintages([last])),
        }


def _is_same(one: Price, other: Price) -> bool:
    return (one.input, one.output, one.basis) == (other.input, other.output, other.basis)


def host_prices(model: str, on: str, priced: Prices) -> Iterator[Row]:
    """What the hosts of a model ask on a day."""
    for host, span in sorted(priced.book.host_prices(model, on).items()):
        yield {
            "entry": f"{model}|{host}",
            "model": model,
            "host": host,
            "blended_price": round(blended(span.input, span.output), DIGITS),
            "vintages": json.dumps(sorted(priced.newest_of([span.shown]))),
        }
