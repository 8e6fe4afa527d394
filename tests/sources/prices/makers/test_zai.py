"""Z.ai's price page: free models, dashes for prices that do not exist, markdown and HTML alike."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from expectations import judge
from sources.prices.makers import zai as source
from tests.sources.prices.sample import judged, page_in, prices, rows_of
from tests.sources.sample import SEEN_AT, recorded

ROWS = rows_of(source, page_in(source, "pricing.md"))


def test_prices_of_text_and_vision_models() -> None:
    assert {entry: prices(row) for entry, row in ROWS.items()} == {
        "GLM-K|standard": (1.4, 0.26, 4.4),
        "GLM-J-32B|standard": (0.1, None, 0.1),
        "GLM-K-Flash|standard": (0.0, 0.0, 0.0),
        "GLM-OCR|standard": (0.03, None, 0.03),
    }


def test_html_is_read_alike() -> None:
    assert rows_of(source, page_in(source, "pricing.html")) == {
        "GLM-K|standard": ROWS["GLM-K|standard"]
    }


def test_a_free_model_is_set_aside() -> None:
    readings = list(source.parse(page_in(source, "pricing.md")))
    verdict = judge(source.ABOUT.name, readings, seen_on=SEEN_AT.date(), previous={})
    assert verdict.readings[0].held == ("GLM-K-Flash|standard",)


@pytest.mark.parametrize("row", recorded("zai_pricing_page"))
def test_the_recorded_page(row: Mapping[str, str]) -> None:
    reading, verdict = judged(source, row)
    assert (len(reading.rows), verdict.warnings) == (20, ())
    assert [one.entry for one in verdict.readings[0].quarantined] == [
        "GLM-4.7-Flash|standard", "GLM-4.5-Flash|standard", "GLM-4.6V-Flash|standard",
    ]  # fmt: skip
    found = {one["entry"]: prices(one) for one in reading.rows}
    assert found["GLM-5.2|standard"] == (1.4, 0.26, 4.4)
    assert found["GLM-4-32B-0414-128K|standard"] == (0.1, None, 0.1)
