"""What the price sources share: one row of a price list, units, modes and notes in words.

A list is read row by row: a row that cannot be read is refused by name, and what is not known (a
key, a mode, a tier) is left unread with a warning; neither costs the other rows their prices, and
nothing unknown ever becomes the standard price.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain

from sources.contract import Reading, RefusedRow, Row, SourceChanged
from sources.reading.page_tables import PageTable
from sources.reading.rows import read_each
from sources.reading.strict import tidy

STANDARD = "standard"
MILLION = Decimal(1_000_000)
USD, CNY = "USD", "CNY"


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices of 1M tokens in one currency; None: the list does not give it.

    A row without an input or output price is passed on for the rules to set aside.
    """

    input: Decimal | int | None
    output: Decimal | int | None
    cached: Decimal | int | None = None

    def words(self) -> str:
        """Input and output price, for a note."""
        return "/".join(
            "?" if one is None else f"{tidy(one):g}" for one in (self.input, self.output)
        )


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """What a list says about one offering in one mode; days are ISO dates, None: not stated."""

    provider: str
    offering: str
    model_name: str
    rates: Rates
    mode: str = STANDARD
    currency: str = USD
    effective_on: str | None = None
    withdrawn_on: str | None = None
    source_url: str | None = None
    notes: tuple[str, ...] = ()

    def row(self) -> Row:
        """The offer in the columns of `price`; its key names mode and, if stated, first day."""
        return {
            "entry": entry_of(self.offering, self.mode, self.effective_on),
            "provider": self.provider,
            "offering": self.offering,
            "model_name": self.model_name,
            "mode": self.mode,
            "currency": self.currency,
            "input_per_mtok": _price(self.rates.input),
            "cached_input_per_mtok": _price(self.rates.cached),
            "output_per_mtok": _price(self.rates.output),
            "effective_on": self.effective_on,
            "withdrawn_on": self.withdrawn_on,
            "effective_basis": "documented" if self.effective_on else "not_stated",
            "source_url": self.source_url,
            "note": "; ".join(self.notes) or None,
        }


def entry_of(offering: str, mode: str = STANDARD, effective_on: str | None = None) -> str:
    """The key of a price in its list: offering, mode and, where it is stated, the first day."""
    return "|".join([offering, mode, *([effective_on] if effective_on else [])])


@dataclass
class PriceRows:
    """The rows of one board while they are read."""

    source: str
    rows: list[Row] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    """What is left unread, in words, and in how many rows."""

    def add(self, entry: str, row: object, offers: Callable[[], Iterable[ListedPrice]]) -> None:
        """The offers of one row of the list; if it cannot be read, `entry` is refused."""
        found, refused = read_each(
            [row], lambda _: [offer.row() for offer in offers()], lambda _: entry
        )
        self.rows += chain.from_iterable(found)
        self.refused += refused

    def extend(self, part: PriceRows) -> None:
        """Add what was read elsewhere."""
        self.rows += part.rows
        self.refused += part.refused
        self.unread.update(part.unread)

    def refuse(self, entry: str, reason: str, row: object) -> None:
        """Set one row of the list aside."""

        def refused() -> Iterable[ListedPrice]:
            raise SourceChanged(self.source, reason.removeprefix(f"{self.source}: "))

        self.add(entry, row, refused)

    def leave(self, what: str, rows: int = 1) -> None:
        """Leave `what` unread in so many rows."""
        self.unread[what] += rows

    def lines(
        self, grid: PageTable, columns: Mapping[str, str | None], needed: Sequence[str]
    ) -> Iterator[dict[str, str]]:
        """The cells of each row by field; a row that is longer or shorter is refused.

        Raises SourceChanged when no column gives a `needed` field.
        """
        places = grid.places(self.source, columns, needed)
        for title in grid.strangers(columns):
            self.leave(f"the column {title!r}", len(grid.rows))
        for row in grid.rows:
            if len(row) == len(grid.header):
                yield {name: row[place] for name, place in places.items()}
            else:
                name = row[0] if row else ""
                self.refuse(
                    entry_of(name), f"{len(row)} cells under {len(grid.header)} titles", list(row)
                )

    def reading(self, board: str, category: str = "", published_on: date | None = None) -> Reading:
        """The board."""
        return Reading(
            "price", board, category, self.rows, published_on,
            refused=tuple(self.refused), warnings=self.warnings(),
        )  # fmt: skip

    def warnings(self) -> tuple[str, ...]:
        """What was left unread, most rows first."""
        return tuple(
            f"unread: {what} ({count} rows)" if count > 1 else f"unread: {what} (1 row)"
            for what, count in self.unread.most_common()
        )


def _price(number: Decimal | int | None) -> float | None:
    return None if number is None else tidy(number)


def above(rates: Iterable[tuple[Rates, object]]) -> tuple[str, ...]:
    """Dearer tiers in words, each with the tokens of context above which it holds."""
    return tuple(f"{one.words()} above {size} tokens of context" for one, size in rates)
