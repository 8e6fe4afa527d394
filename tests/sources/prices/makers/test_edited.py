"""Makers' price pages, edited: what stays right although the page is another one."""

from __future__ import annotations

import pytest

from expectations import judge
from sources.contract import Page, SourceChanged
from sources.prices.makers import deepseek, google, moonshot, openai, zai
from tests.sources.prices.sample import page_in, prices, rows_of
from tests.sources.sample import SEEN_AT


def test_labels_of_deepseek_may_take_more_columns_than_the_header_says() -> None:
    page = page_in(deepseek, "peak.html", '<td colspan="3">MODEL</td>', "<td>MODEL</td>")
    assert rows_of(deepseek, page) == rows_of(deepseek, page_in(deepseek, "peak.html"))


def test_a_price_of_google_that_does_not_change_goes_with_both() -> None:
    old = "$3.75 through December 31, 2026. $7.50 starting January 1, 2027."
    found = rows_of(google, page_in(google, "pricing.md", old, "$3.75"))
    assert prices(found["gemini-k-flash|standard"]) == (0.75, 0.075, 3.75)
    assert prices(found["gemini-k-flash|standard|2027-01-01"]) == (1.5, 0.15, 3.75)


def test_a_page_of_moonshot_is_a_board_named_by_its_address() -> None:
    body = page_in(moonshot, "chat.md").body
    with pytest.raises(SourceChanged, match="names no page"):
        list(moonshot.parse(Page("https://example.org/", body, SEEN_AT)))


def test_empty_tables_of_moonshot_are_refused() -> None:
    with pytest.raises(SourceChanged, match="not in one currency"):
        list(moonshot.parse(Page("https://example.org/chat.md", b"<DocTable />", SEEN_AT)))


def test_one_model_of_openai_at_two_prices_reaches_the_rules_twice() -> None:
    rest = "[0, 0.5], [0, 6.25], [0, 30], [0, 10]"
    page = page_in(openai, "pricing.html", f"[0, 5], {rest}", f"[0, 6], {rest}")
    (reading,) = openai.parse(page)
    listed = [row["input_per_mtok"] for row in reading.rows if row["entry"] == "gpt-k|standard"]
    assert listed == [5.0, 6.0]


def test_a_free_model_of_zai_is_set_aside() -> None:
    readings = list(zai.parse(page_in(zai, "pricing.md")))
    verdict = judge("zai_pricing_page", readings, seen_on=SEEN_AT.date(), previous={})
    assert verdict.readings[0].held == ("GLM-K-Flash|standard",)
