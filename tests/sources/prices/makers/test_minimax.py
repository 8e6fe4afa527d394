"""MiniMax's price pages: struck-through old prices, tabs as modes, USD and CNY apart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.prices.makers import minimax as source
from tests.sources.prices.sample import judged, page_in, prices, rows_of
from tests.sources.sample import recorded

USD = rows_of(source, page_in(source, "paygo.md"))
CNY = rows_of(source, page_in(source, "zh.html"))


def test_the_price_asked_is_read_and_the_old_one_is_a_note() -> None:
    row = USD["MiniMax-K3|standard"]
    assert prices(row) == (0.3, 0.06, 1.2)
    assert row["note"] == (
        "0.6/2.4 above 512k tokens of context; list price before a discount: $0.60/$2.40/$0.12"
    )


def test_a_tab_is_a_mode_and_after_the_tabs_it_is_standard() -> None:
    assert list(USD) == ["MiniMax-K3|standard", "MiniMax-K3|priority", "MiniMax-K2|standard"]
    assert prices(USD["MiniMax-K3|priority"]) == (0.45, 0.09, 1.8)
    assert (prices(USD["MiniMax-K2|standard"]), USD["MiniMax-K2|standard"]["note"]) == (
        (0.3, 0.06, 1.2), None,
    )  # fmt: skip


def test_the_chinese_list_is_a_board_in_cny() -> None:
    (reading,) = source.parse(page_in(source, "zh.html"))
    assert (reading.board, reading.category) == ("minimax", "CNY")
    assert prices(CNY["MiniMax-K3|standard"]) == (2.1, 0.42, 8.4)
    assert CNY["MiniMax-K3|standard"]["note"] == (
        "4.2/16.8 above 512k tokens of context; list price before a discount: ¥4.2/¥16.8/¥0.84"
    )
    assert (prices(CNY["MiniMax-K2|standard"]), CNY["MiniMax-K2|standard"]["currency"]) == (
        (2.1, 0.42, 8.4), "CNY",
    )  # fmt: skip


@pytest.mark.parametrize("row", recorded("minimax_pricing_page"))
def test_the_recorded_page_is_the_cny_list(row: Mapping[str, str]) -> None:
    reading, verdict = judged(source, row)
    assert (reading.category, verdict.quarantined, verdict.warnings) == ("CNY", 0, ())
    assert {one["entry"]: prices(one) for one in reading.rows} == {
        "MiniMax-M3|standard": (2.1, 0.42, 8.4),
        "MiniMax-M2.7|standard": (2.1, 0.42, 8.4),
        "MiniMax-M2.7-highspeed|standard": (4.2, 0.42, 16.8),
    }
