"""Score against price on a day: the models of a class that no cheaper one equals.

Only whole boards count, and of each model its newest score. A model without a known price is on no
front; those that score more than every priced one are named instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures.names.registry import Registry
from measures.price.at_quality import Level
from measures.price.book import Price, PriceBook


@dataclass(frozen=True, slots=True)
class Offered:
    """A model of a class with its score and its price that day."""

    level: Level
    price: Price


@dataclass(frozen=True, slots=True)
class PriceFront:
    """`offered`: every priced model of a class, cheapest first; `front`: those of them that score
    more than each cheaper one; `unpriced`: models without a price that score more than all of
    `offered`, best first."""

    offered: Sequence[Offered]
    front: Sequence[Offered]
    unpriced: Sequence[str]


def price_front(
    found: Iterable[Level],
    book: PriceBook,
    registry: Registry,
    grades: frozenset[str],
    on: str,
) -> PriceFront:
    """The front of the models whose openness on the day is one of `grades`."""
    now = {
        level.model: level
        for level in found
        if level.start <= on < level.end and registry.openness(level.model, on) in grades
    }
    prices = {model: book.price(model, on) for model in now}
    offered = [Offered(level, price) for model, level in now.items() if (price := prices[model])]
    offered.sort(key=lambda it: (it.price.blended, -it.level.score, it.level.model))
    best = max((it.level.score for it in offered), default=float("-inf"))
    unpriced = [
        level for model, level in now.items() if prices[model] is None and level.score > best
    ]
    unpriced.sort(key=lambda level: (-level.score, level.model))
    return PriceFront(offered, list(_rising(offered)), [level.model for level in unpriced])


def _rising(offered: Iterable[Offered]) -> Iterable[Offered]:
    best = float("-inf")
    for it in offered:
        if it.level.score > best:
            best = it.level.score
            yield it
