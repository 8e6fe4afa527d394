"""What is new since the measures were derived, and which units that touches."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter

from measures.names.provisional import ProvisionalModel
from measures.price.book import PriceBook
from measures.scale.fit import BASE, ECI
from measures.series import Series
from pipelines.measure import units
from pipelines.measure.fetches import SPOKEN, Fetches, fetched_since, newest_boards
from pipelines.measure.inputs import Inputs
from pipelines.measure.registry import NAMES, curated
from pipelines.measure.units import Made, declared_row
from warehouse.history.vintages import BoardKey

ITEMS = "item_result"
OF_FIT = BoardKey("score", *BASE)
"""The board to which the scale of Epoch's index is fitted again."""
PRICES, JOINED, CLAIMS = "prices", "", "claims"
"""Units beside the series, in the order in which they are derived: price lists, then the prices of
each series' models, then the others."""


PROVISIONAL, BOOK = TypeAdapter(list[ProvisionalModel]), TypeAdapter(PriceBook)
"""Provisional models and prices as plain values: the unit of price lists keeps them for the next
run."""


def known_book(made: Made | None) -> PriceBook | None:
    """The prices that a derivation of price lists gave; None: none, or it failed."""
    told = made and made.of.get("book")
    return BOOK.validate_python(told) if told else None


def priced_unit(series: str) -> str:
    """The unit of the prices of a series' models."""
    return f"{series}/prices"


@dataclass
class News:
    """What one run over all units knows of the last one, and of what came since."""

    inputs: Inputs
    changed: set[str] = field(default_factory=set)
    """Units that say something else so far: of series and prices later ones are made."""

    @cached_property
    def made(self) -> Mapping[str, Made]:
        """The last derivation of every unit that was derived before."""
        names = self.inputs.series
        wanted = (*names, *map(priced_unit, names), PRICES, JOINED, CLAIMS)
        found = {name: units.last_made(self.inputs.warehouse, name) for name in wanted}
        return {name: one for name, one in found.items() if one is not None}

    @cached_property
    def fetches(self) -> Fetches:
        """Since the unit that was derived longest ago."""
        last = min(self.made.values(), key=lambda one: one.snapshot)
        since = (last.snapshot, last.recorded_at, last.day)
        return fetched_since(self.inputs.warehouse, since, self.inputs.today)

    @cached_property
    def pages(self) -> Mapping[BoardKey, int]:
        """The newest vintage of each board."""
        tables = ("score", ITEMS)
        found = newest_boards(self.inputs.warehouse, self.inputs.dated, *tables)
        return {board: vintage.id for board, vintage in found.items()}

    @cached_property
    def named(self) -> str | None:
        """`names` of the last run where nothing that speaks of a name came since."""
        last = {one.of.get("names") for one in self.made.values()}
        is_same = len(last) == 1 and all(last) and not self.fetches.any_of(*NAMES, *SPOKEN)
        return str(last.pop()) if is_same else None

    @property
    def is_of_this_code(self) -> bool:
        """Whether the code of now made all that was derived."""
        return {one.code_version for one in self.made.values()} == {self.inputs.code_version}

    @cached_property
    def names(self) -> str:
        """A hash of every name that rows may be matched with."""
        if self.named:
            return self.named
        known = [vintage.id for vintage in curated(self.inputs.warehouse, *NAMES)]
        return hashed([known, [(one.rows(), one.evidence) for one in self.inputs.provisional]])

    def keep_names(self) -> None:
        """Let the inputs know the provisional models of the last run where they stay."""
        made = self.made.get(PRICES)
        if self.named and made and made.is_of(made.of, self.inputs.code_version):
            self.inputs.provisional = PROVISIONAL.validate_python(made.of["provisional"])

    def made_of(self, declared: Any) -> dict[str, Any]:
        """What every unit is made of; `declared`: the series that it takes."""
        return {"declared": hashed(declared), "names": self.names}

    @cached_property
    def of_all(self) -> dict[str, Any]:
        """What the units are made of that join the series."""
        return self.made_of([declared_row(one) for one in self.inputs.series.values()])

    @cached_property
    def repriced(self) -> Mapping[str, str] | None:
        """Models whose prices are others than when they were derived last, or became so by then,
        each with the first such day up to today; None: any, from the first day on."""
        last, through = self.made.get(PRICES), self.inputs.through
        before, now = known_book(last), self.inputs.book
        if last is None or before is None or before.newest_on is None:
            return None
        found = {it: day for it, day in before.first_changes(now).items() if day <= through}
        for model, some in now.prices.items():
            turns = [day for it in some for day in (it.start, it.end) if last.day < day <= through]
            if turns:
                found[model] = min(*turns, found.get(model, through))
        return found

    @cached_property
    def has_prices(self) -> bool:
        """Whether price lists can be read, and there are any."""
        with self.inputs.trying("price"):
            return self.inputs.book.newest_on is not None
        return False


def boards_of(series: Series) -> Iterator[BoardKey]:
    """The boards that the rows of a series are made of."""
    for one in series.sources:
        yield BoardKey("score", one.source, one.board, one.category)
        yield BoardKey(ITEMS, one.source, one.board, one.category)
    if series.id == ECI:
        yield OF_FIT


def hashed(value: Any) -> str:
    """A short hash of plain values."""
    return sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
