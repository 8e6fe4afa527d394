"""llm-prices: intervals with both ends, longer context as modes, three forms of one statement."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sources.contract import Row, SourceChanged
from sources.prices.lists import llm_prices
from tests.recorded import SUMMER
from tests.sources.sample import (
    PAGES,
    fits,
    page,
    page_of,
    what_is_told,
)

FOLDER = PAGES / "llm_prices"
CURRENT, HISTORY, VENDOR = (
    (FOLDER / f"{name}.json").read_bytes() for name in ("current-v1", "historical-v1", "vendor")
)


def prices(row: Row) -> tuple[float, float]:
    return row["input_per_mtok"], row["output_per_mtok"]


def item(**fields: Any) -> Any:
    """The history with other fields of its first price."""
    found = json.loads(HISTORY)
    found["prices"][0].update(fields)
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (item(novelty=1), r"unread: the key 'novelty'"),
        (item(input="0.2"), "input of gpt-k is '0.2'"),
        (item(output=None), "output of gpt-k is None"),
        (item(input_cached="x"), "input_cached of gpt-k"),
        (item(from_date="July"), "from_date of gpt-k is 'July'"),
        (item(vendor=None), "vendor of 'gpt-k'"),
        (item(id=None), "an id of openai"),
        ({"updated_at": "x", "prices": json.loads(CURRENT)["prices"]}, "updated_at is 'x'"),
        ({"prices": json.loads(CURRENT)["prices"]}, "gpt-k has no from_date"),
        ({"prices": []}, "lists no price"),
        ({"vendor": "openai", "models": [{"id": "x"}]}, "price_history of 'x'"),
        # The form before October 2025, which another reader once took for an empty list.
        ({"gpt-k": {"input": 1}}, "prices is"),
        ([], "the page"),
    ],
)
def test_what_does_not_fit_is_told_by_name(odd: Any, names: str) -> None:
    told = what_is_told(llm_prices.parse, page_of(odd))
    assert re.search(names, told), told


INVALID = {"2025-10-15_6e73ae4/anthropic.json", "2026-04-23_a87a3be/openai.json"}
"""Two commits of the repository are not JSON."""


@pytest.mark.recorded
@pytest.mark.skipif(not SUMMER, reason="GAPWATCH_RECORDED does not name the recorded payloads")
def test_every_recorded_commit_is_read_or_refused() -> None:
    paths = sorted((Path(str(SUMMER)) / "llm-prices").glob("h*/**/*.json"))
    assert len(paths) == 65
    refused: dict[str, str] = {}
    count = 0
    for path in paths:
        try:
            for reading in llm_prices.parse(page(path.read_bytes())):
                count += len(reading.rows)
                for row in reading.rows:
                    fits("price", row)
        except SourceChanged as error:
            refused["/".join(path.parts[-2:])] = str(error)
    assert set(refused) == INVALID
    assert all("not JSON" in cause for cause in refused.values())
    assert count > 500
