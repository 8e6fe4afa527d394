"""Score against price on a day: the models of a class that no cheaper one equals.

A model without a known price is on no front.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from measures.boards.states import Entry, best_by_model
from measures.price.book import Price, PriceBook
from measures.price.rosters import Roster


@dataclass(frozen=True, slots=True)
class Offered:
    """A model of a class with its score and its price that day."""

    entry: Entry
    price: Price | None
    on_front: bool = False
    """Whether it scores more than each cheaper one."""


def price_front(roster: Roster, book: PriceBook, grades: frozenset[str], on: str) -> list[Offered]:
    """The models whose openness on the day is one of `grades`: the priced ones, cheapest first,
    then those without a price that score more than all of them, best first."""
    inside = (it for since, it in roster.entries if since <= on and it.openness(on) in grades)
    found = [Offered(it, book.price(model, on)) for model, it in best_by_model(inside).items()]
    unpriced = [it for it in found if it.price is None]
    best, shown = float("-inf"), []
    for one in sorted((it for it in found if it.price), key=_by_price):
        shown.append(replace(one, on_front=one.entry.score > best))
        best = max(best, one.entry.score)
    return [*shown, *(one for one in unpriced if one.entry.score > best)]


def _by_price(one: Offered) -> tuple[float, float, str]:
    price = one.price.blended if one.price else float("inf")
    return (price, -one.entry.score, str(one.entry.model))
