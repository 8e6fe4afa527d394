"""Price lists as the measures take them: their histories, and what was made of them.

What belongs here: which lists gave a price, and the vintages behind it.
Not here: how a price is chosen among lists (`measures.price.book`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from measures.names.registry import Registry
from measures.price.book import Price, PriceBook, price_book
from measures.price.rules import OWN, bundled
from measures.price.spans import PriceBoard, PriceOrigin, PriceState


@dataclass(frozen=True)
class PriceList:
    """One list: its pages in order, and each state of it.

    `days`: (published date, state id), the newest vintage of each date, oldest first.
    `vintages`: the vintages behind them.
    """

    source: str
    board: str
    category: str
    days: Sequence[tuple[str, int]]
    vintages: Sequence[int]
    states: Mapping[int, PriceState]

    @property
    def newest_on(self) -> str:
        """The first of the days on end on which it says what it says now."""
        days = takewhile(lambda day: day[1] == self.days[-1][1], reversed(self.days))
        return [on for on, _ in days][-1]


@dataclass(frozen=True)
class Prices:
    """Every ranked price list as known within some bounds, and every model's price by day."""

    histories: Sequence[PriceList]
    names: Registry
    unranked: Sequence[str]
    """Sources of price lists that no rule ranks: their word has no weight until one does."""

    @cached_property
    def book(self) -> PriceBook:
        """Every model's price by day."""
        return price_book(map(_board, self.histories), self.names, bundled())

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
    def _lists(self) -> dict[tuple[str, str, str], PriceList]:
        return {_key(one): one for one in self.histories}


def _key(one: PriceList | PriceOrigin) -> tuple[str, str, str]:
    return one.source, one.board, one.category


def _board(one: PriceList) -> PriceBoard:
    return PriceBoard(one.source, one.board, one.category, one.days, one.states)
