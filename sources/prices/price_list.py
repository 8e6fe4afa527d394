"""What the price sources share: one row of a price list, units, modes and notes in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sources.contract import Row, SourceChanged
from sources.reading.strict import text_of, tidy

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
        key = [self.offering, self.mode, *([self.effective_on] if self.effective_on else [])]
        return {
            "entry": "|".join(key),
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


def _price(number: Decimal | int | None) -> float | None:
    return None if number is None else tidy(number)


def above(rates: Iterable[tuple[Rates, object]]) -> tuple[str, ...]:
    """Dearer tiers in words, each with the tokens of context above which it holds."""
    return tuple(f"{one.words()} above {size} tokens of context" for one, size in rates)


def day_of(source: str, what: str, value: object) -> str:
    """A day written YYYY-MM-DD, as it is. Raises SourceChanged naming `what`."""
    text = text_of(source, what, value)
    try:
        written = date.fromisoformat(text).isoformat()
    except ValueError:
        written = ""
    if written != text:
        raise SourceChanged(source, f"{what} is {text!r}, not a day like 2026-07-30")
    return text
