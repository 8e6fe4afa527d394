"""xAI's price page: the shorter prompt is the series, whatever the order of the rows."""

from __future__ import annotations

import re

import pytest

from sources.prices.makers import xai as source
from tests.sources.prices.sample import page_in, prices, rows_of
from tests.sources.sample import what_is_told

ROWS = rows_of(source, page_in(source, "pricing.md"))


def test_the_shorter_prompt_is_the_series() -> None:
    row = ROWS["grok-k|standard"]
    assert (prices(row), row["note"]) == ((2.0, 0.5, 6.0), "4/12 above 200k tokens of context")


def test_only_text_models_are_read() -> None:
    assert list(ROWS) == ["grok-k|standard", "grok-j|standard"]
    assert prices(ROWS["grok-j|standard"]) == (0.2, 0.05, 0.5)


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("Cached input / 1M tokens", "Cached / 1M tokens", "gives no|the column"),
        ("Input / 1M tokens", "Input / 1K tokens", "gives no|the column"),
        ("(< 200k prompt tokens)", "(beta)", "a model is called 'grok-k .beta.'"),
        ("(< 200k prompt tokens)", "(≥ 100k prompt tokens)", "grok-k is priced from"),
        ("| grok-j |", "| grok-k |", "grok-k is priced from"),
        ("$0.50 |", "0.50 |", "grok-. is '0.50', not an amount like .1"),
        ("### Text API Pricing", "### Text", "no price under the heading"),
    ],
)
def test_what_does_not_fit_is_told_by_name(old: str, new: str, names: str) -> None:
    told = what_is_told(source.parse, page_in(source, "pricing.md", old, new))
    assert re.search(names, told), told
