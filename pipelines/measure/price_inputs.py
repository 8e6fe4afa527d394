"""Prices as the measures take them: every price list's history, and what was made of it."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from measures.names.registry import Registry
from measures.price.book import Price, PriceBook, price_book
from measures.price.rules import OWN, bundled
from measures.price.spans import PriceBoard, PriceOrigin, PriceState
from pipelines.measure.inputs import registry
from warehouse.history.vintages import UNBOUNDED, Bounds
from warehouse.reads.prices import PriceHistory, price_histories
from warehouse.store import Warehouse


@dataclass(frozen=True)
class Prices:
    """Every ranked price list as known within some bounds, and every model's price by day."""

    histories: Sequence[PriceHistory]
    names: Registry
    unranked: Sequence[str]
    """Sources of price lists that no rule ranks: their word has no weight until one does."""

    @cached_property
    def book(self) -> PriceBook:
        """Every model's price by day."""
        return price_book(map(_board, self.histories), self.names, bundled())

    @property
    def newest_on(self) -> str | None:
        """Published date of the newest price list."""
        return max((one.days[-1][0] for one in self.histories), default=None)

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
    def _lists(self) -> dict[tuple[str, str, str], PriceHistory]:
        return {_key(one): one for one in self.histories}


def _key(one: PriceHistory | PriceOrigin) -> tuple[str, str, str]:
    return one.source, one.board, one.category


def _board(one: PriceHistory) -> PriceBoard:
    states = {key: PriceState(rows, held) for key, (rows, held) in one.states.items()}
    return PriceBoard(one.source, one.board, one.category, one.days, states)


def prices_of(
    warehouse: Warehouse, bounds: Bounds = UNBOUNDED, names: Registry | None = None
) -> Prices:
    """Prices as known within `bounds`; `names`: the registry, when it was read already."""
    ranked = bundled().sources
    histories = price_histories(warehouse.connection, bounds)
    return Prices(
        [one for one in histories if one.source in ranked],
        registry(warehouse, bounds) if names is None else names,
        sorted({one.source for one in histories} - set(ranked)),
    )


def as_json(value: object) -> str:
    """Details of an estimate: sorted keys, numbers rounded where a ratio gave them a tail."""
    return json.dumps(_rounded(value), sort_keys=True, ensure_ascii=False)


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
