"""Every model's price by day, one record a model, as price at quality reads them (`PriceBook`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from measures.choice.records import HostPrice, ModelPriceEstimate, PriceStep
from measures.known import DerivedBoard, Known, derived
from measures.price.book import Price
from measures.price.lists import Prices
from measures.price.spans import blended

DIGITS = 6


def model_prices(known: Known, priced: Prices) -> Iterator[DerivedBoard]:
    """One board with a row for every model that ever had a price; none before a first list."""
    if priced.newest_on is None:
        return
    rows = [
        _estimate(known, priced, model, prices).row(known.code_version)
        for model in sorted(priced.book.prices)
        if (prices := _begun(priced.book.prices[model], _released(known, model), known.through))
    ]
    yield derived("estimate", ModelPriceEstimate.MEASURE, "", priced.newest_on, rows)


def _released(known: Known, model: str) -> str:
    return str(known.names.model(model)["released_on"] or "")


def _begun(prices: Sequence[Price], released: str, through: str) -> list[Price]:
    """Those of days since the release: before it, a list's spelling meant the model before."""
    return [
        replace(price, start=start)
        for price in prices
        if (start := max(price.start, released)) <= through and price.end > released
    ]


def _estimate(
    known: Known, priced: Prices, model: str, prices: Sequence[Price]
) -> ModelPriceEstimate:
    steps = list(price_steps(prices, known.through))
    asked = [
        (blended(span.input, span.output), host)
        for host, span in priced.book.host_prices(model, known.through).items()
    ]
    now = priced.book.price(model, known.through)
    return ModelPriceEstimate(
        model=model,
        value=None if now is None else round(now.blended, DIGITS),
        n=len(asked),
        from_on=steps[0].from_on,
        steps=tuple(steps),
        hosts=tuple(HostPrice(host=host, blended=round(it, DIGITS)) for it, host in sorted(asked)),
        vintages=tuple(priced.vintages([prices[-1]])),
    )


def price_steps(prices: Sequence[Price], through: str) -> Iterator[PriceStep]:
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
        yield PriceStep(
            from_on=first.start,
            until_on=None if last.end > through else last.end,
            blended=round(last.blended, DIGITS),
            input=round(last.input, DIGITS),
            output=round(last.output, DIGITS),
            basis=last.basis,
            sources="+".join(sorted({it for one in stretch for it in one.source.split("+")})),
        )


def _is_same(one: Price, other: Price) -> bool:
    return (one.input, one.output, one.basis) == (other.input, other.output, other.basis)
