"""DeepSeek's price page: peak and off-peak as modes, USD and CNY as boards of their own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.prices.makers import deepseek as source
from tests.sources.prices.sample import judged, page_in, prices, rows_of
from tests.sources.sample import recorded

PEAK = rows_of(source, page_in(source, "peak.html"))
CNY = rows_of(source, page_in(source, "cny.html"))


def test_peak_and_off_peak_are_modes_and_neither_is_standard() -> None:
    assert {entry: prices(row) for entry, row in PEAK.items()} == {
        "deepseek-k-flash|off_peak": (0.15, 0.003, 0.6),
        "deepseek-k-flash|peak": (0.3, 0.006, 1.2),
        "deepseek-k-pro|off_peak": (0.66, 0.022, 1.98),
        "deepseek-k-pro|peak": (1.32, 0.044, 3.96),
    }


def test_one_price_for_all_hours_is_standard() -> None:
    assert {entry: prices(row) for entry, row in CNY.items()} == {
        "deepseek-k-flash|standard": (1.0, 0.02, 2.0),
        "deepseek-k-pro|standard": (3.0, 0.025, 6.0),
    }


def test_currencies_are_boards_of_their_own() -> None:
    for name, currency in (("peak.html", "USD"), ("cny.html", "CNY")):
        (reading,) = source.parse(page_in(source, name))
        assert (reading.board, reading.category) == ("deepseek", currency)
        assert {row["currency"] for row in reading.rows} == {currency}


def test_labels_may_take_more_columns_than_the_header_says() -> None:
    page = page_in(source, "peak.html", '<td colspan="3">MODEL</td>', "<td>MODEL</td>")
    assert rows_of(source, page) == PEAK


@pytest.mark.parametrize("row", recorded("deepseek_pricing_page"))
def test_the_recorded_page_is_the_cny_list(row: Mapping[str, str]) -> None:
    reading, verdict = judged(source, row)
    assert (reading.category, verdict.quarantined, verdict.warnings) == ("CNY", 0, ())
    assert {one["entry"]: prices(one) for one in reading.rows} == {
        "deepseek-v4-flash|standard": (1.0, 0.02, 2.0),
        "deepseek-v4-pro|standard": (3.0, 0.025, 6.0),
    }
