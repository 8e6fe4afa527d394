"""Where sources differ on one model's price at its maker: reported, never averaged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from measures.price.book import PriceBook
from measures.price.rules import OWN
from measures.price.spans import cheapest
from terms.days import days_between

AGREE = 0.005
"""Relative difference up to which two lists agree (llmgauge: 0.5 % agree, 15 % review)."""
WITHIN_DAYS = 31
"""Only statements confirmed so recently are compared: an older list is late, not wrong."""
Compared = dict[str, Any]
"""The best source on a model's own price (input/output in USD per 1M tokens) and another one;
`off_by`: the larger of both relative differences, in percent; `is_first_party`: the best source is
the maker's own page."""


def price_comparisons(book: PriceBook, on: str) -> list[Compared]:
    """Every pair (best source, one that does not repeat it) confirmed within `WITHIN_DAYS` of `on`.

    Each source's word is its cheapest offering of the model at the maker. Sorted by how far they
    differ, the worst first; those up to `AGREE` agree.
    """
    found = [one for model in book.spans for one in _of_model(book, model, on)]
    return sorted(found, key=lambda one: (-one["off_by"], one["model"], one["other_source"]))


def disagreeing(compared: list[Compared]) -> list[Compared]:
    """Those that differ by more than `AGREE`."""
    return [one for one in compared if one["off_by"] > 100 * AGREE]


def _of_model(book: PriceBook, model: str, on: str) -> Iterator[Compared]:
    known = [
        span
        for span in book.spans[model].get(OWN, ())
        if span.start <= on < span.end and days_between(span.confirmed, on) <= WITHIN_DAYS
    ]
    ranks = {span.source: book.rules.sources[span.source].rank for span in known}
    order = sorted(ranks, key=lambda source: (ranks[source], source))
    words = [cheapest(span for span in known if span.source == source) for source in order]
    for other in words[1:]:
        best = words[0]
        if other.family == best.family:
            continue  # it repeats the other: that they agree, or that one is late, says nothing
        pairs = ((best.input, other.input), (best.output, other.output))
        yield {
            "model": model,
            "source": best.source,
            "prices": f"{best.input:g}/{best.output:g}",
            "other_source": other.source,
            "other_prices": f"{other.input:g}/{other.output:g}",
            "off_by": 100 * max(abs(there / here - 1) for here, there in pairs),
            "is_first_party": book.rules.sources[best.source].first_party,
        }
