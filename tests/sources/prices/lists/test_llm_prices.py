"""llm-prices: intervals with both ends, longer context as modes, three forms of one statement."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sources.contract import Row, SourceChanged
from sources.prices.lists import llm_prices
from tests.recorded import SUMMER
from tests.sources.sample import (
    PAGES,
    boards,
    fits,
    page,
    page_of,
    what_is_told,
)

FOLDER = PAGES / "llm_prices"
CURRENT, HISTORY, VENDOR = (
    (FOLDER / f"{name}.json").read_bytes() for name in ("current-v1", "historical-v1", "vendor")
)
NOW = boards(list(llm_prices.parse(page(CURRENT))), "price")
THEN = boards(list(llm_prices.parse(page(HISTORY))), "price")


def prices(row: Row) -> tuple[float, float]:
    return row["input_per_mtok"], row["output_per_mtok"]


def item(**fields: Any) -> Any:
    """The history with other fields of its first price."""
    found = json.loads(HISTORY)
    found["prices"][0].update(fields)
    return found


def test_the_current_file_is_dated_by_itself() -> None:
    readings = list(llm_prices.parse(page(CURRENT)))
    assert {(r.category, r.published_on) for r in readings} == {("current", date(2026, 8, 5))}
    assert [r.board for r in readings] == ["openai", "anthropic"]
    assert NOW["anthropic"]["claude-k|standard"]["effective_basis"] == "not_stated"


def test_the_history_has_both_ends_of_an_interval() -> None:
    assert {(r.category, r.published_on) for r in llm_prices.parse(page(HISTORY))} == {
        ("history", None)
    }
    old, new = THEN["openai"]["gpt-k|standard"], THEN["openai"]["gpt-k|standard|2026-07-30"]
    assert (prices(old), old["effective_on"], old["withdrawn_on"]) == (
        (1.0, 6.0), None, "2026-07-30",
    )  # fmt: skip
    assert (prices(new), new["effective_on"], new["withdrawn_on"]) == (
        (0.2, 1.2), "2026-07-30", None,
    )  # fmt: skip
    assert (new["effective_basis"], new["cached_input_per_mtok"]) == ("documented", 0.02)


def test_a_future_price_is_a_row_with_its_first_day() -> None:
    assert prices(THEN["anthropic"]["claude-k|standard|2026-09-01"]) == (3.0, 15.0)


def test_longer_context_is_a_mode_of_the_same_model() -> None:
    row = NOW["openai"]["gpt-k-272k|above_272k"]
    assert (row["model_name"], row["mode"], prices(row)) == ("gpt-k", "above_272k", (0.4, 1.8))


def test_a_size_may_be_part_of_a_name() -> None:
    row = THEN["moonshot-ai"]["kimi-128k|standard"]
    assert (row["model_name"], row["mode"]) == ("kimi-128k", "standard")


def test_a_vendors_file_says_the_same() -> None:
    assert boards(list(llm_prices.parse(page(VENDOR))), "price")["openai"] == THEN["openai"]


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
