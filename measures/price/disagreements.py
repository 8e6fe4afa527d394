"""Where sources differ on one model's price at its maker: reported, never averaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measures.price.book import PriceBook
from measures.price.rules import OWN, PriceRules
from measures.price.spans import PriceSpan, cheapest
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
    words = {source: cheapest(some) for source, some in by_source.items()}
    order = sorted(words, key=lambda source: (rules.sources[source].rank, source))
    for other in order[1:]:
        best, told = words[order[0]], words[other]
        if told.family == best.family:
            continue  # it repeats the other: that they agree, or that one is late, says nothing
        rates = (best.input, best.output), (told.input, told.output)
        off_by = 100 * max(abs(b / a - 1) for a, b in zip(*rates, strict=True))
        is_first_party = rules.sources[order[0]].first_party
        yield PriceDisagreement(model, order[0], rates[0], other, rates[1], off_by, is_first_party)
