"""Where sources differ on one model's price at its maker: reported, never averaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measures.price_blend import blended
from measures.price_days import days_between
from measures.price_rules import OWN, PriceRules
from measures.price_spans import Span
from measures.prices import PriceBook

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
    """Every pair (best source, another source) confirmed within `WITHIN_DAYS` of day `on`.

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
    model: str, spans: Sequence[Span], on: str, rules: PriceRules
) -> Iterator[PriceDisagreement]:
    by_source: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        if span.start <= on < span.end and days_between(span.confirmed, on) <= WITHIN_DAYS:
            by_source[span.source].append(span)
    words = {source: _cheapest(some) for source, some in by_source.items()}
    order = sorted(words, key=lambda source: (rules.sources[source].rank, source))
    for other in order[1:]:
        best = words[order[0]]
        yield PriceDisagreement(
            model,
            order[0],
            best,
            other,
            words[other],
            100 * max(abs(b / a - 1) for a, b in zip(best, words[other], strict=True)),
            rules.sources[order[0]].first_party,
        )


def _cheapest(spans: Sequence[Span]) -> Rates:
    best = min(spans, key=lambda span: (blended(span.input, span.output), span.offering))
    return best.input, best.output
