"""Mistral's and xAI's price pages: sale prices, ids from links, the shorter prompt."""

from __future__ import annotations

from sources.prices.makers import mistral, xai
from tests.sources.prices.sample import page_in, prices, rows_of

MISTRAL = rows_of(mistral, page_in(mistral, "api.html"))
XAI = rows_of(xai, page_in(xai, "pricing.md"))


def test_mistrals_sale_price_is_asked_and_the_original_is_a_note() -> None:
    row = MISTRAL["mistral-k-26-10|standard"]
    assert (row["offering"], row["model_name"]) == ("mistral-k-26-10", "Mistral K")
    assert prices(row) == (0.68, 0.07, 2.09)
    assert row["note"] == "original prices before a sale: $1.36/$0.14/$4.18"


def test_mistrals_pages_and_open_weights_are_not_read_and_a_dash_is_no_price() -> None:
    assert list(MISTRAL) == ["mistral-k-26-10|standard", "mistral-j-25-12|standard"]
    assert prices(MISTRAL["mistral-j-25-12|standard"]) == (0.5, None, 1.5)


def test_of_xai_only_text_models_are_read_and_the_shorter_prompt_is_the_series() -> None:
    assert list(XAI) == ["grok-k|standard", "grok-j|standard"]
    row = XAI["grok-k|standard"]
    assert (prices(row), row["note"]) == ((2.0, 0.5, 6.0), "4/12 above 200k tokens of context")
    assert prices(XAI["grok-j|standard"]) == (0.2, 0.05, 0.5)
