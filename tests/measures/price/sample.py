"""Small hand-made price lists for the tests of the price measures."""

from collections.abc import Mapping, Sequence
from typing import Any

from measures.names.registry import Registry
from measures.price.book import Market, price_book
from measures.price.rules import PriceRules
from measures.price.spans import PriceBoard
from terms.declared import from_toml
from tests.measures import sample as measures_sample

RULES = """
[sources]
page = { family = "page", rank = 1, stale_after_days = 14, confirms = "look", first_party = true, opinion = false }
word = { family = "word", rank = 2, stale_after_days = 14, confirms = "announcement", first_party = false, opinion = false }
dated = { family = "one", rank = 3, stale_after_days = 14, confirms = "look", first_party = false, opinion = false }
twin = { family = "one", rank = 4, stale_after_days = 3, confirms = "look", first_party = false, opinion = false }
list = { family = "list", rank = 5, stale_after_days = 3, confirms = "look", first_party = false, opinion = false }
hearsay = { family = "hearsay", rank = 6, stale_after_days = 14, confirms = "look", first_party = false, opinion = true }

[own]
ours = ["ours", "ours-api"]
theirs = ["theirs"]

[copies]
"https://example.org/list/" = "list"

[no_host]
router = "Its price is one that it picks."

[same_host]
cheap = ["cheap", "router/cheap"]

[[placeholder]]
source = "list"
offering = "library/"
prices = [0.2, 0.9]
from_on = 2026-01-05
why = "Invented."

[[off_peak_listed]]
provider = "theirs"
sources = ["dated"]
from_on = 2026-01-20
factor = 2
evidence = "https://example.org/prices"
"""  # noqa: E501 - one line a source, as in prices.toml


def rules() -> PriceRules:
    return from_toml(RULES, PriceRules, "rules.toml", ValueError)


def row(offering: str, input_price: float, output_price: float, **columns: Any) -> dict[str, Any]:
    """A price row of the maker "theirs" unless `provider` says otherwise."""
    known = {
        "entry": f"{offering}|{columns.get('provider', 'theirs')}|"
        f"{columns.get('mode', 'standard')}|{columns.get('effective_on', '')}",
        "provider": "theirs",
        "offering": offering,
        "model_name": offering,
        "mode": "standard",
        "currency": "USD",
        "input_per_mtok": input_price,
        "cached_input_per_mtok": None,
        "output_per_mtok": output_price,
        "effective_on": None,
        "withdrawn_on": None,
        "effective_basis": "documented" if columns.get("effective_on") else "not_stated",
        "source_url": None,
        "note": None,
    }
    return {**known, **columns}


def board(source: str, looks: Mapping[str, Sequence[dict[str, Any]]]) -> PriceBoard:
    """One price list: published day to the rows of that look."""
    states = {place: (rows, frozenset[str]()) for place, rows in enumerate(looks.values())}
    days = list(zip(looks, states, strict=True))
    return PriceBoard(source, "board", "", days, states, tuple(states))


def registry(grades: Mapping[str, str], makers: Mapping[str, str] | None = None) -> Registry:
    """Models by id with one grade from 2000 on; makers other than "theirs" by id."""
    return measures_sample.registry(grades, maker=dict.fromkeys(grades, "theirs") | (makers or {}))


def asked(found: Market, on: str, model: str = "some") -> tuple[float, float] | None:
    price = found.price(model, on)
    return None if price is None else (price.input, price.output)


def book(
    *boards: PriceBoard, grades: Mapping[str, str], makers: Mapping[str, str] | None = None
) -> Market:
    return price_book(boards, registry(grades, makers), rules())
