"""How far the hosts of one model's weights differ in price on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median, quantiles

from measures.matching import Registry
from measures.price_blend import blended
from measures.price_looks import Shown
from measures.price_spans import Span
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
    shown: tuple[Shown, ...]
    """Where the hosts' prices can be read."""


def host_dispersion(
    book: PriceBook, registry: Registry, grades: frozenset[str], on: str
) -> list[HostDispersion]:
    """Every model of an openness class with at least two hosts on day `on`, widest spread first.

    The class is that of day `on`. Hosts count once each at their cheapest standard offering; the
    maker is no host.
    """
    found = []
    for model in book.spans:
        spans = book.host_prices(model, on) if registry.openness(model, on) in grades else {}
        if len(spans) >= LEAST_HOSTS:
            found.append(_spread(model, on, spans, book))
    return sorted(found, key=lambda one: (-one.high / one.low, one.model))


def _spread(model: str, on: str, spans: Mapping[str, Span], book: PriceBook) -> HostDispersion:
    asked = {host: blended(span.input, span.output) for host, span in spans.items()}
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
        tuple(sorted({span.shown for span in spans.values()})),
    )
