"""Moonshot's price pages: JSX and HTML, USD and CNY apart, a page a board."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.contract import Page, SourceChanged
from sources.prices.makers import moonshot as source
from tests.sources.prices.sample import judged, page_in, prices, rows_of
from tests.sources.sample import SEEN_AT, recorded

USD = rows_of(source, page_in(source, "chat.md"))


def test_both_forms_of_columns_are_read() -> None:
    assert {entry: prices(row) for entry, row in USD.items()} == {
        "kimi-k|standard": (3.0, 0.3, 15.0),
        "kimi-j-code|standard": (0.95, 0.19, 4.0),
        "kimi-j|standard": (0.95, 0.16, 4.0),
    }


def test_the_chinese_list_is_a_board_in_cny() -> None:
    (reading,) = source.parse(page_in(source, "chat-k.html"))
    assert (reading.board, reading.category) == ("chat-k", "CNY")
    assert prices(reading.rows[0]) == (4.0, 0.7, 21.0)
    assert reading.rows[0]["currency"] == "CNY"


def test_a_page_is_a_board_named_by_its_address() -> None:
    (reading,) = source.parse(page_in(source, "chat.md"))
    assert (reading.board, reading.category) == ("chat", "USD")
    body = page_in(source, "chat.md").body
    with pytest.raises(SourceChanged, match="names no page"):
        list(source.parse(Page("https://example.org/", body, SEEN_AT)))


def test_empty_tables_are_refused() -> None:
    with pytest.raises(SourceChanged, match="not in one currency"):
        list(source.parse(Page("https://example.org/chat.md", b"<DocTable />", SEEN_AT)))


@pytest.mark.parametrize("row", recorded("moonshot_pricing_page"))
def test_the_recorded_page_is_the_cny_list(row: Mapping[str, str]) -> None:
    reading, verdict = judged(source, row)
    assert (reading.board, reading.category) == ("chat-k25", "CNY")
    assert (verdict.quarantined, verdict.warnings) == (0, ())
    assert {one["entry"]: prices(one) for one in reading.rows} == {
        "kimi-k2.5|standard": (4.0, 0.7, 21.0)
    }
