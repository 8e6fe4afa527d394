"""The page of one model in words: its maker, its price over time and its scores, made of rows."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from measures.series import load
from outputs.charts.course import PriceCourse, PriceStretch
from outputs.charts.marks import LOW_PAGE
from outputs.sections.models.pages import ModelPage, ModelRows, model_pages
from outputs.wording import ModelNames, Name, model_name
from terms.words import COUNTRIES

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
    found = ModelRows(
        registered=[SMALL | changed], openness={}, scores=scores, prices=prices,
        hosts={"small": sellers},
    )  # fmt: skip
    [made] = model_pages(found, {}, load(), date(2026, 11, 27))
    return made


def test_a_country_is_named_and_an_unknown_one_left_out() -> None:
    assert ("Maker", "Some lab, China") in page(country="CN").facts
    assert ("Maker", "Some lab") in page(country="ZZ").facts
    files = (FOLDER / "sources" / "registry").glob("*.toml")
    codes = {
        tomllib.loads(file.read_text("utf-8")).get("maker", {}).get("country") for file in files
    }
    assert codes - {None, "ZZ"} == set(COUNTRIES)


@pytest.mark.parametrize(
    ("basis", "hosts", "said"),
    [
        ("first_party", 2, "$0.26 per million tokens (3 input, 1 output) from its maker."),
        ("median_of_hosts", 2, "(3 input, 1 output) as the median of 2 hosts."),
    ],
)
def test_a_price_says_whose_it_is(basis: str, hosts: int, said: str) -> None:
    made = page(price("2026-03-01", None, price_basis=basis), hosts=hosts)
    assert made.sentence.endswith(said)


@pytest.mark.parametrize(
    ("then", "lines"),
    [
        # Reads the same: one line, and no chart.
        (price("2026-04-01", None, blended_price=0.26251, output_per_mtok=0.60004),
         [("1 Mar 2026", "today")]),
        # Nobody sold it in April.
        (price("2026-05-01", None), [("1 May 2026", "today"), ("1 Mar 2026", "1 Apr 2026")]),
        (price("2026-04-01", None, output_per_mtok=0.7),
         [("1 Apr 2026", "today"), ("1 Mar 2026", "1 Apr 2026")]),
        (price("2026-04-01", None, price_basis="first_party"),
         [("1 Apr 2026", "today"), ("1 Mar 2026", "1 Apr 2026")]),
    ],
)  # fmt: skip
def test_stretches_that_read_the_same_are_one_line(
    then: dict[str, Any], lines: list[tuple[str, str]]
) -> None:
    made = page(price("2026-03-01", "2026-04-01"), then)
    [part] = made.sections
    shown = [it[0].text.text.replace("\u00a0", " ") for it in part.rows]
    assert shown == [f"{since} to {until}" for since, until in lines]
    assert part.chart is None


@pytest.mark.parametrize(
    ("series", "said"),
    [("eci", "157.0 index points"), ("arena_text", "157.0 Elo"), ("hle", "157.0 %")],
)
def test_a_score_has_its_unit(series: str, said: str) -> None:
    row = {"series": series, "model": "small", "score": 157.01, "score_low": 150.0,
           "score_high": 160.0, "rank": 9, "n": 222, "is_whole": 1,
           "vintage_on": "2026-08-11"}  # fmt: skip
    [part] = page(scores=[row]).sections
    assert part.rows[0][1].text.text == said


def test_a_name_leads_nowhere_but_to_a_page() -> None:
    assert model_name("gpt-5", ModelNames({"gpt-5": "GPT-5"})).model == "gpt-5"
    assert model_name("gpt-5", ModelNames({})) == Name("gpt-5")
    assert model_name("../x", ModelNames({"../x": "x"})).model is None


def test_a_price_that_ended_leaves_a_hole() -> None:
    steps = [
        PriceStretch(date(2026, 1, 1), date(2026, 2, 1), 1.0),
        PriceStretch(date(2026, 3, 1), date(2026, 4, 1), 2.0),
    ]
    lines = PriceCourse(steps, "open").marks(LOW_PAGE).lines
    assert [[(str(on), price) for on, price in it.points] for it in lines] == [
        [("2026-01-01", 1.0), ("2026-02-01", 1.0)],
        [("2026-03-01", 2.0), ("2026-04-01", 2.0)],
    ]
