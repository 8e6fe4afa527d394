"""Score against price on a day: the models of a class that no cheaper one equals.

Only whole boards count, and of each model its newest score. A model without a known price is on no
front.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from measures.names.registry import Registry
from measures.price.at_quality import Level
from measures.price.book import Price, PriceBook


@dataclass(frozen=True, slots=True)
class Offered:
    """A model of a class with its score and its price that day."""

    level: Level
    price: Price | None
    on_front: bool = False
    """Whether it scores more than each cheaper one."""


def price_front(
    found: Iterable[Level], book: PriceBook, registry: Registry, grades: frozenset[str], on: str
) -> list[Offered]:
    """The models whose openness on the day is one of `grades`: the priced ones, cheapest first,
    then those without a price that score more than all of them, best first."""
    priced: list[tuple[float, float, str, Offered]] = []
    unpriced: list[Offered] = []
    for level in found:
        if level.start <= on < level.end and registry.openness(level.model, on) in grades:
            price = book.price(level.model, on)
            one = Offered(level, price)
            if price is None:
                unpriced.append(one)
            else:
                priced.append((price.blended, -level.score, level.model, one))
    best = float("-inf")
    shown = []
    for *_, one in sorted(priced, key=lambda it: it[:3]):
        shown.append(replace(one, on_front=one.level.score > best))
        best = max(best, one.level.score)
    unpriced.sort(key=lambda one: (-one.level.score, one.level.model))
    return [*shown, *(one for one in unpriced if one.level.score > best)]
