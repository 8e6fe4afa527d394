"""How far the hosts of one model's weights differ in price on one day."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median, quantiles

from measures.price_blend import blended
from measures.prices import FIRST_PARTY, PriceBook

LEAST_HOSTS = 2
LEAST_FOR_QUARTILES = 4


@dataclass(frozen=True, slots=True)
class HostDispersion:
    """Blended prices over the hosts of one model, USD per 1M tokens."""

    model: str
    hosts: tuple[tuple[str, float], ...]
    """(host, price), cheapest first."""
    low: float
    middle: float
    high: float
    iqr: float | None
    """Upper less lower quartile (inclusive method); None below four hosts."""
    own: float | None
    """The maker's own price that day, where there is one."""


def host_dispersion(book: PriceBook, on: str) -> list[HostDispersion]:
    """Every model with at least two hosts in force on day `on`, widest spread first.

    Hosts count once each at their cheapest standard offering; the maker is no host.
    """
    found = []
    for model in book.spans:
        asked = {
            host: blended(span.input, span.output)
            for host, span in book.host_prices(model, on).items()
        }
        if len(asked) >= LEAST_HOSTS:
            found.append(_spread(model, on, asked, book))
    return sorted(found, key=lambda one: (-one.high / one.low, one.model))


def _spread(model: str, on: str, asked: dict[str, float], book: PriceBook) -> HostDispersion:
    prices = sorted(asked.values())
    price = book.price(model, on)
    iqr = None
    if len(prices) >= LEAST_FOR_QUARTILES:
        lower, _, upper = quantiles(prices, n=4, method="inclusive")
        iqr = upper - lower
    return HostDispersion(
        model,
        tuple(sorted(asked.items(), key=lambda one: (one[1], one[0]))),
        prices[0],
        median(prices),
        prices[-1],
        iqr,
        price.blended if price is not None and price.basis == FIRST_PARTY else None,
    )
