"""Mistral's price page: sale prices, ids from links, other units and open weights left out."""

from __future__ import annotations

import re

import pytest

from sources.prices.makers import mistral as source
from tests.sources.prices.sample import page_in, prices, rows_of
from tests.sources.sample import what_is_told

ROWS = rows_of(source, page_in(source, "api.html"))


def test_the_sale_price_is_asked_and_the_original_is_a_note() -> None:
    row = ROWS["mistral-k-26-10|standard"]
    assert (row["offering"], row["model_name"]) == ("mistral-k-26-10", "Mistral K")
    assert prices(row) == (0.68, 0.07, 2.09)
    assert row["note"] == "original prices before a sale: $1.36/$0.14/$4.18"


def test_a_dash_is_no_price() -> None:
    assert prices(ROWS["mistral-j-25-12|standard"]) == (0.5, None, 1.5)


def test_pages_and_open_weights_without_a_price_are_not_read() -> None:
    assert list(ROWS) == ["mistral-k-26-10|standard", "mistral-j-25-12|standard"]


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("Cached input", "Cache", "the column 'Cache'"),
        ("$1.5<", "€1.5<", "output of Mistral J is '€1.5'"),
        ("$1.5<", "$1.5 or $2<", "output of Mistral J"),
        ("/models/mistral-j-25-12", "/news/j", "Mistral J links to the models ..,"),
        ("<th>Model</th>", "<th>Name</th>", "no table of model prices"),
        ("Original price:", "From:", "input of Mistral K is 'From:"),
    ],
)
def test_what_does_not_fit_is_told_by_name(old: str, new: str, names: str) -> None:
    told = what_is_told(source.parse, page_in(source, "api.html", old, new))
    assert re.search(names, told), told
