"""Price lists as the measures take them: what was made of them, and the vintages behind a price."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from measures.names.registry import Registry
from measures.price.book import Price, PriceBook, price_book
from measures.price.rules import OWN, bundled
from measures.price.spans import PriceBoard, PriceOrigin


@dataclass(frozen=True)
class Prices:
    """Every ranked price list as known within some bounds, and every model's price by day."""

    histories: Sequence[PriceBoard]
    names: Registry
    unranked: Sequence[str]
    """Sources of price lists that no rule ranks: their word has no weight until one does."""

    made: PriceBook | None = None
    """The book, where it is known."""

    @cached_property
    def book(self) -> PriceBook:
        """Every model's price by day. Raises DeclarationInvalid."""
        return self.made or price_book(self.histories, self.names, bundled())

    def of_curated(self, names: Registry) -> Prices:
        """The same of curated models alone: of provisional ones no spelling means another."""
        return replace(self, names=names, made=self.book.without(self.names.provisional))

    @property
    def newest_on(self) -> str | None:
        """Published date of the newest price list: of one without a date of its own, the first day
        on which it said so."""
        return max((one.newest_on for one in self.histories), default=None)

    def vintages(self, prices: Iterable[Price]) -> list[int]:
        """The newest vintages of the lists that gave `prices`."""
        return sorted(self.newest_of(look for price in prices for look in price.shown))

    def newest_of(self, shown: Iterable[PriceOrigin]) -> set[int]:
        """The newest vintages of the lists in which something was shown."""
        return {self._lists[_key(one)].vintages[-1] for one in shown}

    def showing(self, shown: Iterable[PriceOrigin]) -> set[int]:
        """The vintages of the looks themselves: the first on or after the day, else the newest."""
        found = set()
        for one in shown:
            history = self._lists[_key(one)]
            place = bisect_left(history.days, one.on, key=lambda day: day[0])
            found.add(history.vintages[min(place, len(history.vintages) - 1)])
        return found

    def of_makers(self, grades: frozenset[str]) -> set[int]:
        """The newest vintages of all lists of makers' own prices while the model is in a class."""
        return self.newest_of(
            span.shown
            for model, sellers in self.book.spans.items()
            for span in sellers.get(OWN, ())
            if any(
                one.openness in grades
                and max(one.valid_from, span.start) < min(one.valid_until, span.end)
                for one in self.names.grades(model)
            )
        )

    @cached_property
    def _lists(self) -> dict[tuple[str, str, str], PriceBoard]:
        return {_key(one): one for one in self.histories}


def _key(one: PriceBoard | PriceOrigin) -> tuple[str, str, str]:
    return one.source, one.board, one.category
