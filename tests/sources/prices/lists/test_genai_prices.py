"""genai-prices: dated prices of which the last that holds wins, hours as modes, tiers in words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from expectations import judge
from sources.contract import Row
from sources.prices.lists import genai_prices
from tests.sources.sample import (
    PAGES,
    boards,
    page_of,
    recorded,
    recorded_page,
    what_is_told,
)

BODY = (PAGES / "genai_prices" / "data.json").read_bytes()


def priced(prices: Any) -> Any:
    """The page with other prices of o-k."""
    found = json.loads(BODY)
    found[0]["models"][0]["prices"] = prices
    return found


def dated(start: str | None, price: float) -> Any:
    prices = {"input_mtok": price, "output_mtok": price}
    return {"constraint": {"start_date": start}, "prices": prices} if start else {"prices": prices}


def prices(row: Row) -> tuple[float, float]:
    return row["input_per_mtok"], row["output_per_mtok"]


def timeline(*entries: Any) -> dict[str | None, float]:
    """First days and input prices that are read from these entries of o-k."""
    found = boards(list(genai_prices.parse(page_of(priced(list(entries))))), "price")["openai"]
    rows = [row for row in found.values() if row["offering"] == "o-k"]
    return {row["effective_on"]: row["input_per_mtok"] for row in rows}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((dated("2026-01-01", 1), dated("2026-01-01", 2)), {"2026-01-01": 2}),
        ((dated(None, 1), dated("2026-01-01", 2)), {None: 1, "2026-01-01": 2}),
        # The last entry holds always, so the dated one before it never wins.
        ((dated("2026-01-01", 2), dated(None, 1)), {None: 1, "2026-01-01": 1}),
        # From its own day on, the later entry wins over the one with a later day.
        (
            (dated(None, 1), dated("2026-03-01", 3), dated("2026-02-01", 2)),
            {None: 1, "2026-02-01": 2, "2026-03-01": 2},
        ),
    ],
)
def test_of_several_that_hold_the_last_wins(
    entries: tuple[Any, ...], expected: dict[str | None, float]
) -> None:
    assert timeline(*entries) == expected


HOURS = {"constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"}}


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (priced({"input_mtok": 1, "output_mtok": 2, "novelty": 3}), "unread: .* 'novelty'"),
        (priced({"input_mtok": "1", "output_mtok": 2}), "input_mtok of o-k is '1'"),
        (priced({"input_mtok": {"base": 1}, "output_mtok": 2}), "tiers of input_mtok of o-k"),
        (
            priced({"input_mtok": {"base": 1, "tiers": [{"start": 0}]}, "output_mtok": 2}),
            "input_mtok of o-k has a tier from 0 tokens on",
        ),
        (priced([dated("soon", 1)]), "start_date of o-k is 'soon'"),
        (priced([{"constraint": {"region": "eu"}, "prices": {}}]), "o-k has the constraints"),
        (priced([HOURS | {"prices": {}}]), "o-k has the constraints"),
        (priced([dated(None, 1), dated(None, 1), HOURS | {"prices": {}}]), "output_mtok of o-k"),
        (priced([{"prices": None}]), "prices of o-k"),
        (priced(None), "prices of o-k"),
        ([], "no price of"),
        ([{"id": "aws", "models": []}], "no price of"),
        ([{"name": "x"}], "id of a provider"),
        ({"id": "x"}, "the page"),
    ],
)
def test_what_does_not_fit_is_told_by_name(odd: Any, names: str) -> None:
    told = what_is_told(genai_prices.parse, page_of(odd))
    assert re.search(names, told), told


@pytest.mark.parametrize("row", recorded("genai_prices"))
def test_the_recorded_page(row: Mapping[str, str]) -> None:
    captured = recorded_page(row)
    readings = list(genai_prices.parse(captured))
    verdict = judge("genai_prices", readings, seen_on=captured.seen_at.date(), previous={})
    assert (verdict.refused, verdict.quarantined) == (None, 0)
    assert sum(len(reading.rows) for reading in readings) == 259
    found = boards(readings, "price")
    assert prices(found["openai"]["o3|standard|2025-06-10"]) == (2.0, 8.0)
    assert prices(found["openai"]["gpt-5.6-luna|standard|2026-07-30"]) == (0.2, 1.2)
    # A rise announced for the future, which the maker withdrew that very day.
    assert prices(found["anthropic"]["claude-sonnet-5|standard|2026-09-01"]) == (3.0, 15.0)
    assert prices(found["anthropic"]["claude-sonnet-5|standard"]) == (2.0, 10.0)
