"""The bundled price history: intervals read by the day, pinned bytes, placeholders passed on."""

import json
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from sources.contract import Row
from sources.prices.model_prices import snapshots as model_prices
from tests.sources.sample import PAGES, fits

BODY = (PAGES / "model_prices" / "snapshot.json").read_bytes()


def test_the_bundled_file_is_the_pinned_one() -> None:
    bundled = model_prices.bundled()
    assert bundled.url == "package:model-prices/0.0.5/model_prices/snapshot.json"
    assert bundled.seen_at == datetime(2026, 10, 26, 18, 46, 35, tzinfo=UTC)
    assert json.loads(bundled.body)["updated_at"] == "2026-10-26T18:46:35Z"
    assert sha256(bundled.body).hexdigest().startswith("15b1228ab021a19a")


def bundled_rows() -> dict[str, dict[str, Row]]:
    found = model_prices.parse(model_prices.bundled())
    return {one.board: {row["entry"]: row for row in one.rows} for one in found}


def test_the_bundled_history_in_full() -> None:
    rows = [row for board in bundled_rows().values() for row in board.values()]
    assert len(bundled_rows()) == 32
    assert Counter(row["mode"] for row in rows) == {
        "standard": 897,
        "contributor": 2,
        "batch": 289,
        "fast": 45,
        "thinking": 33,
        "flex": 9,
        "ultrafast": 2,
    }
    free = [r for r in rows if r["input_per_mtok"] == r["output_per_mtok"] == 0]
    assert len(free) == 34
    for row in rows:
        fits("price", row)
        assert "2025-02-26" <= row["effective_on"] <= "2026-10-26"


def in_force(timeline: Any, day: str) -> tuple[float, float] | None:
    """The price at the end of a day, straight from the file's own rule; None: not known."""
    at = f"{day}T23:59:59Z"
    rates = [i["rates"] for i in timeline if i["start"] is None or i["start"] <= at][-1]
    return (rates["input"], rates["output"]) if rates and rates["valid_from"] <= at else None


def test_rows_give_the_price_of_every_day_on_which_something_starts() -> None:
    prices = json.loads(model_prices.bundled().body)["prices"]
    compared = 0
    for provider, rows in bundled_rows().items():
        for offering, modes in prices[provider].items():
            for mode, listed in modes.items():
                told = "contributor" if offering.endswith("-contributor") else mode
                mine = [r for r in rows.values() if (r["offering"], r["mode"]) == (offering, told)]
                for day in {r["effective_on"] for r in mine}:
                    row = [r for r in mine if r["effective_on"] <= day][-1]
                    expected = in_force(listed, day)
                    assert expected is not None
                    asked = row["input_per_mtok"], row["output_per_mtok"]
                    assert asked == pytest.approx(expected), (provider, offering, mode, day)
                    compared += 1
                starts = {
                    (i["start"] or i["rates"]["valid_from"])[:10] for i in listed if i["rates"]
                }
                known = {day for day in starts if in_force(listed, day)}
                assert all(any(r["effective_on"] <= day for r in mine) for day in known)
    assert compared == 1277
