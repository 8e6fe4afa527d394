"""Where sources differ on one model's price at its maker: reported, never averaged.

How far the hosts of one model's weights differ in price on one day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from measures.names.registry import Registry
from measures.price.book import FIRST_PARTY, PriceBook
from measures.price.rules import OWN, PriceRules
from measures.price.spans import PriceOrigin, PriceSpan, blended
from terms.days import days_between

AGREE = 0.005
"""Relative difference up to which two lists agree (llmgauge: 0.5 % agree, 15 % review)."""
WITHIN_DAYS = 31
"""Only statements confirmed so recently are compared: an older list is late, not wrong."""

Rates = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PriceDisagreement:
    """Two sources on one model's own price; input and output in USD per 1M tokens."""

    model: str
    trusted_source: str
    trusted: Rates
    other_source: str
    other: Rates
    off_by: float
    """Largest of the relative differences of input and output, in percent."""
    is_first_party: bool
    """True: the trusted source is the maker's own page."""


def price_comparisons(book: PriceBook, on: str) -> list[PriceDisagreement]:
    """Every pair (best source, one that does not repeat it) confirmed within `WITHIN_DAYS` of `on`.

    Each source's word is its cheapest offering of the model at the maker. Sorted by how far they
    differ, the worst first; those up to `AGREE` agree.
    """
    found = [
        one
        for model, sellers in book.spans.items()
        for one in _of_model(model, sellers.get(OWN, ()), on, book.rules)
    ]
    return sorted(found, key=lambda one: (-one.off_by, one.model, one.other_source))


def disagreeing(compared: Sequence[PriceDisagreement]) -> list[PriceDisagreement]:
    """Those that differ by more than `AGREE`."""
    return [one for one in compared if one.off_by > 100 * AGREE]


def _of_model(
    model: str, spans: Sequence[PriceSpan], on: str, rules: PriceRules
) -> Iterator[PriceDisagreement]:
    by_source: dict[str, list[PriceSpan]] = defaultdict(list)
    for span in spans:
        if span.start <= on < span.end and days_between(span.confirmed, on) <= WITHIN_DAYS:
            by_source[span.source].append(span)
    words = {source: _cheapest(some) for source, some in by_source.items()}
    order = sorted(words, key=lambda source: (rules.sources[source].rank, source))
    for other in order[1:]:
        best, told = words[order[0]], words[other]
        if told.family == best.family:
            continue  # it repeats the other: that they agree, or that one is late, says nothing
        rates = (best.input, best.output), (told.input, told.output)
        off_by = 100 * max(abs(b / a - 1) for a, b in zip(*rates, strict=True))
        is_first_party = rules.sources[order[0]].first_party
        yield PriceDisagreement(model, order[0], rates[0], other, rates[1], off_by, is_first_party)


def _cheapest(spans: Sequence[PriceSpan]) -> PriceSpan:
    return min(spans, key=lambda span: (blended(span.input, span.output), span.offering))


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
    shown: tuple[PriceOrigin, ...]
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


def _spread(model: str, on: str, spans: Mapping[str, PriceSpan], book: PriceBook) -> HostDispersion:
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
