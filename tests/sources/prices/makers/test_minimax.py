"""MiniMax's price pages: struck-through old prices, tabs as modes, USD and CNY apart."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from sources.prices.makers import minimax as source
from tests.sources.prices.sample import judged, page_in, prices, rows_of
from tests.sources.sample import recorded, what_is_told

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


@pytest.mark.parametrize(
    ("name", "old", "new", "names"),
    [
        ("paygo.md", 'title="Priority*"', 'title="Turbo"', "the mode 'Turbo'"),
        ("paygo.md", "Prompt caching Read", "Caching", "the column 'Caching'"),
        ("paygo.md", "≤ 512k input tokens", "> 256k input tokens", "no price of short context"),
        ("paygo.md", "Permanent 50% off", "Members only", "is told to be '≤ 512k"),
        ("paygo.md", "**MiniMax-K2**", "**Other-K2**", "a model is called 'Other-K2'"),
        ("paygo.md", "\\$0.3 / M tokens", "\\$0.3 / K tokens", "input of MiniMax-K2 is '.0.3 / K"),
        ("paygo.md", "\\$0.3 / M tokens", "¥0.3 / M tokens", "not an amount like .1"),
        ("paygo.md", "~~\\$0.60~~ ", "\\$0.60 ", "input of MiniMax-K3"),
        ("paygo.md", "## LLM", "## Models", "no price of a language model"),
        ("zh.html", "语言模型", "模型们", "0 headings of language models"),
        ("zh.html", "标准", "新", "the mode '新'"),
        ("zh.html", 'aria-selected="true"', 'aria-selected="false"', "the mode 'none'"),
        ("zh.html", "上下文 512K ~ 1M", "长上下文", "is told to be '长上下文"),
        ("zh.html", 'class="line-through"', 'class="x"', "input of MiniMax-K3"),
    ],
)
def test_what_does_not_fit_is_told_by_name(name: str, old: str, new: str, names: str) -> None:
    told = what_is_told(source.parse, page_in(source, name, old, new))
    assert re.search(names, told), told


@pytest.mark.parametrize("row", recorded("minimax_pricing_page"))
def test_the_recorded_page_is_the_cny_list(row: Mapping[str, str]) -> None:
    reading, verdict = judged(source, row)
    assert (reading.category, verdict.quarantined, verdict.warnings) == ("CNY", 0, ())
    assert {one["entry"]: prices(one) for one in reading.rows} == {
        "MiniMax-M3|standard": (2.1, 0.42, 8.4),
        "MiniMax-M2.7|standard": (2.1, 0.42, 8.4),
        "MiniMax-M2.7-highspeed|standard": (4.2, 0.42, 16.8),
    }
