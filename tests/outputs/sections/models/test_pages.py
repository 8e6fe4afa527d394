"""The page of one model: its sentence, and prices over time that read the same in one line."""

import tomllib
from pathlib import Path
from typing import Any

from outputs.sections.models.table import ModelPage
from outputs.sections.price.levels import periods
from terms.words import COUNTRIES
from tests.outputs import approved

FOLDER = Path(__file__).parents[4]
SMALL: dict[str, Any] = {
    "maker": "Some lab", "openness": "permissive", "commercial_use": "allowed",
    "parameters_total_b": 8.0,
}  # fmt: skip


def price(from_on: str, until_on: str | None, **changed: Any) -> dict[str, Any]:
    prices = {"blended_price": 0.2625, "input_per_mtok": 0.15, "output_per_mtok": 0.6}
    basis = {"price_basis": "median_of_hosts", "is_in_force": until_on is None}
    return {"from_on": from_on, "until_on": until_on, **prices, **basis, **changed}


def page(*prices: dict[str, Any]) -> ModelPage:
    return ModelPage(SMALL, (), periods(prices), [{}, {}])


def told(made: ModelPage) -> list[str]:
    read = ("from_on", "until_on", "blended_price", "output_per_mtok", "price_basis")
    said = made.sentence("2026-04-14")
    return [said, *(" ".join(str(it[key]) for key in read) for it in made.prices)]


def test_a_page_says_what_its_model_costs_and_when() -> None:
    march, april = price("2026-03-01", "2026-04-01"), "2026-04-01"
    cases = {
        "nobody's price is known": page(),
        "a price of its maker": page(price("2026-03-01", None, price_basis="first_party")),
        "a price of hosts": page(price("2026-03-01", None)),
        "nobody sold it in April": page(march, price("2026-05-01", None)),
        "another price of what it writes": page(march, price(april, None, output_per_mtok=0.7)),
        "its maker sells it": page(march, price(april, None, price_basis="first_party")),
    }
    approved.check(__file__, {case: told(made) for case, made in cases.items()})


def test_every_country_of_a_maker_has_a_name() -> None:
    files = (FOLDER / "sources" / "registry").glob("*.toml")
    codes = {
        tomllib.loads(file.read_text("utf-8")).get("maker", {}).get("country") for file in files
    }
    assert codes - {None, "ZZ"} == set(COUNTRIES)
