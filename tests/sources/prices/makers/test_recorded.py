"""Makers' price pages as they were recorded: how many rows, which prices, what the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sources.contract import Page, SourceChanged
from sources.prices.makers import anthropic, deepseek, google, minimax, moonshot, openai, zai
from tests.recorded import SUMMER, skip_without
from tests.sources.prices.sample import PricePage, judged, prices, rows_of
from tests.sources.sample import SEEN_AT, recorded

CNY = {
    # The one board of the page: its name, and all of its prices.
    minimax: (
        "minimax",
        {
            "MiniMax-M3|standard": (2.1, 0.42, 8.4),
            "MiniMax-M2.7|standard": (2.1, 0.42, 8.4),
            "MiniMax-M2.7-highspeed|standard": (4.2, 0.42, 16.8),
        },
    ),
    deepseek: (
        "deepseek",
        {
            "deepseek-v4-flash|standard": (1.0, 0.02, 2.0),
            "deepseek-v4-pro|standard": (3.0, 0.025, 6.0),
        },
    ),
    moonshot: ("chat-k25", {"kimi-k2.5|standard": (4.0, 0.7, 21.0)}),
}


@pytest.mark.parametrize(
    ("source", "row"),
    [
        pytest.param(source, *one.values, marks=one.marks, id=source.ABOUT.name)
        for source in CNY
        for one in recorded(source.ABOUT.name)
    ],
)
def test_lists_in_cny(source: PricePage, row: Mapping[str, str]) -> None:
    reading, verdict = judged(source, row)
    board, rows = CNY[source]  # type: ignore[index]
    assert (reading.board, reading.category) == (board, "CNY")
    assert (verdict.quarantined, verdict.warnings) == (0, ())
    assert {one["entry"]: prices(one) for one in reading.rows} == rows


@pytest.mark.parametrize("row", recorded("zai_pricing_page"))
def test_the_page_of_zai(row: Mapping[str, str]) -> None:
    reading, verdict = judged(zai, row)
    assert (len(reading.rows), verdict.warnings) == (20, ())
    assert [one.entry for one in verdict.readings[0].quarantined] == [
        "GLM-4.7-Flash|standard", "GLM-4.5-Flash|standard", "GLM-4.6V-Flash|standard",
    ]  # fmt: skip
    found = {one["entry"]: prices(one) for one in reading.rows}
    assert found["GLM-5.2|standard"] == (1.4, 0.26, 4.4)
    assert found["GLM-4-32B-0414-128K|standard"] == (0.1, None, 0.1)


COUNTS = {"2026-01-15": 20, "2026-04-17": 27, "2026-07-21": 26, "2026-08-21": 24}


@pytest.mark.parametrize("row", recorded("anthropic_pricing_page"))
def test_pages_of_anthropic(row: Mapping[str, str]) -> None:
    reading, verdict = judged(anthropic, row)
    assert (len(reading.rows), verdict.quarantined) == (COUNTS[row["seen_at"][:10]], 0)
    assert verdict.warnings == ()
    found = {one["entry"]: prices(one) for one in reading.rows}
    assert found["Claude Opus 4.5|standard"] == (5.0, 0.5, 25.0)
    assert found["Claude Haiku 4.5|batch"] == (0.5, None, 2.5)


@pytest.mark.parametrize("row", recorded("anthropic_pricing_page")[2:])
def test_the_rise_that_was_announced_and_withdrawn(row: Mapping[str, str]) -> None:
    reading, _ = judged(anthropic, row)
    found = {one["entry"]: prices(one) for one in reading.rows}
    assert found["Claude Sonnet 5|standard"] == (2.0, 0.2, 10.0)
    announced = (3.0, 0.3, 15.0) if row["seen_at"].startswith("2026-07-21") else None
    assert found.get("Claude Sonnet 5|standard|2026-09-01") == announced


@pytest.mark.parametrize("row", recorded("openai_pricing_page"))
def test_the_page_of_openai(row: Mapping[str, str]) -> None:
    reading, verdict = judged(openai, row)
    assert (len(reading.rows), verdict.quarantined, verdict.warnings) == (110, 0, ())
    found = {one["entry"]: prices(one) for one in reading.rows}
    assert found["gpt-5.6-sol|standard"] == (5.0, 0.5, 30.0)
    assert found["gpt-5.6-luna|standard"] == (0.2, 0.02, 1.2)
    assert found["gpt-5.6-luna|batch"] == (0.1, 0.01, 0.6)
    assert found["gpt-4-0613|standard"] == (30.0, None, 60.0)
    assert found["gpt-5.3-codex|fast"] == (3.5, 0.35, 28.0)


def of_october_2025(maker: str) -> Page:
    (path,) = (Path(str(SUMMER)) / "provider-pages" / maker).glob("2025-10*.md")
    return Page("https://example.org", path.read_bytes(), SEEN_AT)


@pytest.mark.recorded
@skip_without
def test_openais_page_of_october_2025_lists_batch_first() -> None:
    found = rows_of(openai, of_october_2025("openai"))
    assert next(iter(found)) == "gpt-5|batch"
    assert prices(found["gpt-5|standard"]) == (1.25, 0.125, 10.0)
    assert prices(found["gpt-5|batch"]) == (0.625, 0.0625, 5.0)
    assert len(found) == 68


@pytest.mark.recorded
@skip_without
def test_a_copy_of_googles_that_lost_its_headings_is_refused() -> None:
    """A reader's markdown of October 2025 has the tables, but nothing says whose they are."""
    with pytest.raises(SourceChanged, match="no section with model ids"):
        list(google.parse(of_october_2025("google")))
