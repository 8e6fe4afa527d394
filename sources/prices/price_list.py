"""What the price sources share: the rows of a price list, and what a maker's own page is.

A list is read row by row: a row that cannot be read is refused by name, and a mode that is not
known is left unread with a warning; neither costs the other rows their prices, and nothing unknown
ever becomes the standard price. Prices of longer contexts are not read.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sources.contract import ParseError, Reading, RefusedRow, Row, SourceCard
from sources.reading.page_tables import PageTable, money
from sources.reading.strict import tidy
from terms.numbers import plural

STANDARD = "standard"
MILLION = Decimal(1_000_000)
USD = "USD"
"""What we read: lists in another currency are lists of their own, and no measure compares them."""
NAMED_MODES = {"-contributor": "contributor"}
"""Modes that are sold under a name of their own, by its end: Meta's cheaper one is no other model.
"""
PARTS = {"input": "input", "output": "output", "cached": "cached"}
NEEDED = ("model", "input", "output")
Amount = Decimal | int | None
"""Price of 1M tokens; None: the list does not give it. A row without an input or output price is
passed on for the rules to set aside."""
OFTEN = {
    "cadence": "Edited with each model and price change, several times a month.",
    "stale_after_days": 7,
}
BY_MODEL = {"cadence": "Edited with each model, every few weeks.", "stale_after_days": 14}
"""How often a maker edits its page."""


def makers_card(
    provider: str, maker: str, home: str, rhythm: Mapping[str, Any] = BY_MODEL, **more: Any
) -> SourceCard:
    """What a maker's own price page is; `more` says what is other than usual."""
    usual = {
        "name": f"{provider}_pricing_page",
        "title": f"{maker} price page",
        "attribution": maker,
        "boards": (provider,),
        "licence": "the maker's copyright; prices are facts",
    }
    return SourceCard(home=home, tables=("price",), **{**usual, **rhythm, **more})


def entry_of(offering: str, mode: str = STANDARD, effective_on: str | None = None) -> str:
    """The key of a price in its list: offering, mode and, where it is stated, the first day."""
    return "|".join([offering, mode, *([effective_on] if effective_on else [])])


class ListedPrice(NamedTuple):
    """What one line of a list says of an offering; days are ISO dates, None: not stated."""

    offering: str
    cells: Mapping[str, Any]
    """Its prices as written, by field."""
    mode: str = STANDARD
    is_longer: bool = False
    """Whether they hold above some length of the prompt only."""
    since: str | None = None
    withdrawn_on: str | None = None
    model_name: str = ""
    """Empty: the offering is called like its model."""
    source_url: str | None = None
    basis: str = ""
    """How `since` is known; empty: documented where it is stated."""
    note: str | None = None
    provider: str = ""
    """Empty: that of its board."""

    @property
    def entry(self) -> str:
        """The key of its row."""
        return entry_of(self.offering, self.mode, self.since)


def _in_named_mode(line: ListedPrice) -> ListedPrice:
    modes = (mode for ending, mode in NAMED_MODES.items() if line.offering.endswith(ending))
    return line._replace(mode=next(modes, STANDARD)) if line.mode == STANDARD else line


@dataclass
class PriceRows:
    """The rows of one board while they are read."""

    provider: str = ""
    """Who asks these prices."""
    read: Callable[[str, Any], Amount] = money
    """Makes an amount of a price as written, of which it is told what it is."""
    keys: Mapping[str, str] = field(default_factory=lambda: PARTS)
    """Where the list has input, output and cached, of which the first two are needed."""
    rows: list[Row] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    """What is left unread, in words, and in how many rows."""

    @contextmanager
    def row(
        self, offering: str, row: object, mode: str = STANDARD, since: str | None = None
    ) -> Iterator[None]:
        """One row of the list: if it cannot be read, it is refused and none of it offered."""
        offered = len(self.rows)
        try:
            yield
        except ParseError as error:
            del self.rows[offered:]
            self.refuse(offering, str(error), row, mode, since)

    def refuse(
        self,
        offering: str,
        reason: str,
        row: object,
        mode: str = STANDARD,
        since: str | None = None,
    ) -> None:
        """Set one row of the list aside."""
        given = row if isinstance(row, Mapping) else {"row": row}
        self.refused.append(RefusedRow(entry_of(offering, mode, since), reason, given))

    def lines(
        self, table: PageTable, columns: Mapping[str, str], needed: Sequence[str] = NEEDED
    ) -> Iterator[dict[str, str]]:
        """The cells of each row by field; a row that is longer or shorter is refused."""
        places = table.places(columns, needed)
        for row in table.rows:
            if len(row) == len(table.header):
                yield {name: row[place] for name, place in places.items()}
            else:
                told = f"{len(row)} cells under {len(table.header)} titles"
                self.refuse(row[0] if row else "", told, list(row))

    def mode(self, modes: Mapping[str, str], written: str | None, rows: int) -> str:
        """The mode of so many rows, by its name in lower case; empty: not known, left unread."""
        mode = modes.get((written or "").casefold(), "")
        if not mode:
            self.unread[f"the mode {written!r}"] += rows
        return mode

    def named(
        self, pattern: re.Pattern[str], written: str, cells: object, mode: str = STANDARD
    ) -> re.Match[str] | None:
        """The name of a row, as the list writes names; one that it never wrote so is refused."""
        match = pattern.fullmatch(written)
        if match is None:
            self.refuse(written, f"a model is called {written!r}", cells, mode)
        return match

    def offer(self, *lines: ListedPrice) -> None:
        """A row for each line of short prompts, whose prices are the ones that are compared."""
        by_entry: dict[str, list[ListedPrice]] = {}
        for line in map(_in_named_mode, lines):
            by_entry.setdefault(line.entry, []).append(line)
        for entry, own in by_entry.items():
            first, short = own[0], [line for line in own if not line.is_longer]
            try:  # thousands of them: a context would cost as much as they do
                if not short:
                    raise ParseError(f"{first.offering} has no price of short prompts")
                self.rows += [self._row(entry, line) for line in short]
            except ParseError as error:
                cells = [line.cells for line in own]
                self.refuse(first.offering, str(error), cells, first.mode, first.since)

    def _row(self, entry: str, line: ListedPrice) -> Row:
        """In the columns of table price; a list that names its prices by keys has both of them."""
        name, is_keyed = line.model_name or line.offering, self.keys is not PARTS
        if not line.offering:
            raise ParseError("a row names no model")
        asked: dict[str, float | None] = dict.fromkeys(PARTS)
        for part, key in self.keys.items():
            if key in line.cells or (is_keyed and part != "cached"):
                amount = self.read(f"{key} of {name}", line.cells.get(key))
                asked[part] = None if amount is None else tidy(amount)
        return {
            "entry": entry,
            "provider": line.provider or self.provider,
            "offering": line.offering,
            "model_name": name,
            "mode": line.mode,
            "currency": USD,
            "input_per_mtok": asked["input"],
            "cached_input_per_mtok": asked["cached"],
            "output_per_mtok": asked["output"],
            "effective_on": line.since,
            "withdrawn_on": line.withdrawn_on,
            "effective_basis": line.basis or ("documented" if line.since else "not_stated"),
            "source_url": line.source_url,
            "note": line.note,
        }

    def reading(
        self,
        board: str = "",
        category: str = "",
        published_on: date | None = None,
        missing: str = "",
    ) -> Reading:
        """The board, called like its provider where nothing else is said; what was left unread in
        most rows comes first. Raises ParseError, saying what is `missing`, for one without rows."""
        if missing and not self.rows and not self.refused:
            raise ParseError(missing)
        told = [f"unread: {what} ({plural(n, 'row')})" for what, n in self.unread.most_common()]
        name = board or self.provider
        return Reading(
            "price", name, category, self.rows, self.refused, published_on, warnings=told
        )
