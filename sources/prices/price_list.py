"""What the price sources share: one row of a price list, units, modes and notes in words.

A list is read row by row: a row that cannot be read is refused by name, and a mode or tier that is
not known is left unread with a warning; neither costs the other rows their prices, and nothing
unknown ever becomes the standard price.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sources.contract import Reading, RefusedRow, Row, SourceChanged
from sources.reading.page_tables import PageTable, money
from sources.reading.strict import tidy

STANDARD = "standard"
MILLION = Decimal(1_000_000)
USD, CNY = "USD", "CNY"
PARTS = {"input": "input", "output": "output", "cached": "cached"}
Amount = Decimal | int | None


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices of 1M tokens in one currency; None: the list does not give it.

    A row without an input or output price is passed on for the rules to set aside.
    """

    input: Amount
    output: Amount
    cached: Amount = None

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

    @contextmanager
    def row(self, entry: str, row: object) -> Iterator[None]:
        """One row of the list: if it cannot be read, `entry` is refused and none of it offered."""
        offered = len(self.rows)
        try:
            yield
        except SourceChanged as error:
            del self.rows[offered:]
            given = row if isinstance(row, Mapping) else {"row": row}
            self.refused.append(RefusedRow(entry, str(error), given))

    def offer(self, price: ListedPrice) -> None:
        """Add what the list offers."""
        self.rows.append(price.row())

    def refuse(self, entry: str, reason: str, row: object) -> None:
        """Set one row of the list aside."""
        with self.row(entry, row):
            raise SourceChanged(self.source, reason)

    def leave(self, what: str, rows: int = 1) -> None:
        """Leave `what` unread in so many rows."""
        self.unread[what] += rows

    def lines(
        self, table: PageTable, columns: Mapping[str, str], needed: Sequence[str]
    ) -> Iterator[dict[str, str]]:
        """The cells of each row by field; a row that is longer or shorter is refused.

        Raises SourceChanged when no column gives a `needed` field.
        """
        places = table.places(self.source, columns, needed)
        for row in table.rows:
            if len(row) == len(table.header):
                yield {name: row[place] for name, place in places.items()}
            else:
                told = f"{len(row)} cells under {len(table.header)} titles"
                self.refuse(entry_of(row[0] if row else ""), told, list(row))

    def rates(
        self,
        name: str,
        cells: Mapping[str, Any],
        read: Callable[[str, str, Any], Amount] = money,
        keys: Mapping[str, str] = PARTS,
    ) -> Rates:
        """The prices among the cells of a row; `read` makes an amount of one.

        `keys`: where the list has input, output and cached, of which the first two are needed.
        """
        found = {
            part: read(self.source, f"{key} of {name}", cells.get(key))
            for part, key in keys.items()
            if key in cells or (keys is not PARTS and part != "cached")
        }
        return Rates(**{"input": None, "output": None, **found})

    def reading(self, board: str, category: str = "", published_on: date | None = None) -> Reading:
        """The board; what was left unread in most rows comes first."""
        warnings = tuple(
            f"unread: {what} ({count} rows)" if count > 1 else f"unread: {what} (1 row)"
            for what, count in self.unread.most_common()
        )
        return Reading(
            "price", board, category, self.rows, published_on,
            refused=tuple(self.refused), warnings=warnings,
        )  # fmt: skip


def _price(number: Amount) -> float | None:
    return None if number is None else tidy(number)


def above(rates: Iterable[tuple[Rates, object]]) -> tuple[str, ...]:
    """Dearer tiers in words, each with the tokens of context above which it holds."""
    return tuple(f"{one.words()} above {size} tokens of context" for one, size in rates)
