"""Price moves between two states of a price list, and which of them may be told as fact.

    blended = (3 * input + output) / 4        USD (or the list's currency) per 1M tokens
    percent = 100 * (after / before - 1)

A move is confirmed by a first-party page, or by two sources that give the same new price (within
one percent) for the same model, provider, mode and currency. Anything else is kept and not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Offer = tuple[str, str, str, str]
"""provider, offering, mode, currency"""

FIRST_PARTY = "_pricing_page"
SAME_WITHIN = 0.01


@dataclass(frozen=True, slots=True)
class PriceMove:
    """One source says that an offering's price in force is another one than before."""

    source: str
    provider: str
    offering: str
    model: str | None
    mode: str
    currency: str
    before: float
    after: float
    """Blended prices per 1M tokens."""
    effective_on: str | None
    vintage: int

    @property
    def percent(self) -> float | None:
        """Change in percent; None when it was free before."""
        return None if self.before == 0 else 100 * (self.after / self.before - 1)

    @property
    def is_first_party(self) -> bool:
        """Whether the maker's own page says so."""
        return self.source.endswith(FIRST_PARTY)

    @property
    def what(self) -> tuple[str, str, str, str]:
        """What moved, across sources: model (else offering), provider, mode, currency."""
        return (self.model or self.offering, self.provider.casefold(), self.mode, self.currency)


def blended(row: Row) -> float:
    """The 3:1 price of a price row."""
    return float((3 * row["input_per_mtok"] + row["output_per_mtok"]) / 4)


def in_force(rows: Iterable[Row], on: str) -> dict[Offer, Row]:
    """The newest row of every offering that holds on day `on` (ISO) and is not withdrawn then."""
    found: dict[Offer, Row] = {}
    for row in sorted(rows, key=lambda row: row["effective_on"] or ""):
        if (row["effective_on"] or "") <= on:
            found[row["provider"], row["offering"], row["mode"], row["currency"]] = row
    return {key: row for key, row in found.items() if (row["withdrawn_on"] or "9999") > on}


def moves(
    before: Mapping[Offer, Row], after: Mapping[Offer, Row], percent: float
) -> Iterable[tuple[Row, Row]]:
    """Pairs of rows whose blended price differs by at least `percent`."""
    for key in sorted(before.keys() & after.keys()):
        old, new = blended(before[key]), blended(after[key])
        if old != new and (old == 0 or abs(100 * (new / old - 1)) >= percent):
            yield before[key], after[key]


def confirmed(
    found: Sequence[PriceMove], said_before: Iterable[tuple[tuple[str, ...], str, float]] = ()
) -> list[tuple[PriceMove, tuple[str, ...]]]:
    """Moves that may be told, each once with the sources that say so.

    `said_before`: (what, source, new price) of moves that one source alone said lately.
    """
    said: list[tuple[tuple[str, ...], str, float]] = [
        *((move.what, move.source, move.after) for move in found),
        *said_before,
    ]
    told: dict[tuple[str, ...], tuple[PriceMove, tuple[str, ...]]] = {}
    for move in sorted(found, key=lambda move: (not move.is_first_party, move.source)):
        agreeing = sorted(
            {
                source
                for what, source, price in said
                if what == move.what and abs(price - move.after) <= SAME_WITHIN * move.after
            }
        )
        if move.is_first_party or len(agreeing) > 1:
            told.setdefault(move.what, (move, tuple(agreeing)))
    return list(told.values())
