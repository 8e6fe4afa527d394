"""The page of one model in words: its maker, its price over time and its scores, made of rows."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from measures.series import load
from outputs.sections.models.pages import ModelPage, model_page
from terms.words import COUNTRIES
from tests.outputs import approved

FOLDER = Path(__file__).parents[4]
SMALL: dict[str, Any] = {
    "model": "small", "name": "Small", "maker": "Some lab", "country": "CN", "kind": "general",
    "released_on": "2026-01-01", "parameters_total_b": 8.0, "parameters_active_b": None,
    "bits_per_parameter": None, "openness": "permissive", "commercial_use": "allowed",
}  # fmt: skip


def price(from_on: str, until_on: str | None, **changed: Any) -> dict[str, Any]:
    prices = {"blended_price": 0.2625, "input_per_mtok": 0.15, "output_per_mtok": 0.6}
    stretch = {"model": "small", "from_on": from_on, "until_on": until_on}
    basis = {"price_basis": "median_of_hosts", "is_in_force": until_on is None}
    return {**stretch, **prices, **basis, **changed}


def page(*prices: dict[str, Any], hosts: int = 2, scores: Any = (), **changed: Any) -> ModelPage:
    sellers = [{"host": f"host{n}", "blended_price": 0.2} for n in range(hosts)]
    about = {"scores": scores, "prices": prices, "hosts": sellers, "openness": ()}
    return model_page(SMALL | changed, load(), about)


def told(made: ModelPage) -> list[str]:
    rows = [approved.row(it) for part in made.sections for it in part.rows]
    return [": ".join(made.facts[0]), made.sentence, *rows]


def test_a_page_says_whose_its_model_is_what_it_costs_and_scores() -> None:
    march, april = price("2026-03-01", "2026-04-01"), "2026-04-01"
    score = {"model": "small", "score": 157.01, "score_low": 150.0, "score_high": 160.0, "rank": 9,
             "n": 222, "is_whole": 1, "vintage_on": "2026-08-11"}  # fmt: skip
    cases = {
        "of a country": page(),
        "of an unknown one": page(country="ZZ"),
        "a price of its maker": page(price("2026-03-01", None, price_basis="first_party")),
        "a price of hosts": page(price("2026-03-01", None)),
        "prices that read the same are one line": page(
            march, price(april, None, blended_price=0.26251, output_per_mtok=0.60004)
        ),
        "nobody sold it in April": page(march, price("2026-05-01", None)),
        "another price of what it writes": page(march, price(april, None, output_per_mtok=0.7)),
        "its maker sells it": page(march, price(april, None, price_basis="first_party")),
        "scores": page(scores=[score | {"series": it} for it in ("eci", "arena_text", "hle")]),
    }
    approved.check(__file__, {case: told(made) for case, made in cases.items()})


def test_every_country_of_a_maker_has_a_name() -> None:
    files = (FOLDER / "sources" / "registry").glob("*.toml")
    codes = {
        tomllib.loads(file.read_text("utf-8")).get("maker", {}).get("country") for file in files
    }
    assert codes - {None, "ZZ"} == set(COUNTRIES)
