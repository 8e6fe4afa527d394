"""OpenAI's price page: modes by name and never by order, all rows, short context as the series."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sources.contract import Page, SourceChanged
from sources.prices.makers import openai as source
from tests.recorded import SUMMER
from tests.sources.prices.sample import judged, page_in, prices, rows_of
from tests.sources.sample import SEEN_AT, recorded

ROWS = rows_of(source, page_in(source, "pricing.html"))
BATCH_FIRST = rows_of(source, page_in(source, "batch-first.md"))
CONTEXTS = rows_of(source, page_in(source, "two-contexts.md"))


def test_all_rows_are_read_with_their_mode() -> None:
    assert {entry: prices(row) for entry, row in ROWS.items()} == {
        "gpt-k|batch": (2.5, 0.25, 15.0),
        "o-k|batch": (1.0, None, 4.0),
        "gpt-k|standard": (5.0, 0.5, 30.0),
        "gpt-j|standard": (2.5, 0.25, 15.0),
        "o-k|standard": (2.0, None, 8.0),
        "gpt-k|fast": (10.0, 1.0, 60.0),
        "gpt-cyber|standard": (12.5, 1.25, 75.0),
        "gpt-codex|standard": (1.75, 0.175, 14.0),
        "gpt-codex|fast": (3.5, 0.35, 28.0),
    }


def test_a_context_behind_the_name_is_a_note() -> None:
    row = ROWS["gpt-j|standard"]
    assert (row["model_name"], row["note"]) == ("gpt-j", "<272K context length")


def test_the_batch_table_may_come_first() -> None:
    assert {entry: prices(row)[0] for entry, row in BATCH_FIRST.items()} == {
        "gpt-k|batch": 2.5,
        "gpt-k|standard": 5.0,
    }


def test_long_context_is_a_note() -> None:
    assert CONTEXTS["gpt-k|standard"]["note"] == "10/45 above 272k tokens of context"
    assert prices(CONTEXTS["gpt-k|standard"]) == (5.0, 0.5, 30.0)
    assert (CONTEXTS["gpt-mini|standard"]["note"], prices(CONTEXTS["gpt-k|batch"])) == (
        None, (2.5, 0.25, 15.0),
    )  # fmt: skip


def test_one_model_at_two_prices_reaches_the_rules_twice() -> None:
    page = page_in(
        source, "pricing.html", "[0, 5], [0, 0.5], [0, 6.25], [0, 30], [0, 10]",
        "[0, 6], [0, 0.5], [0, 6.25], [0, 30], [0, 10]",
    )  # fmt: skip
    (reading,) = source.parse(page)
    listed = [row["input_per_mtok"] for row in reading.rows if row["entry"] == "gpt-k|standard"]
    assert listed == [5.0, 6.0]


def test_a_page_without_its_main_table_is_refused() -> None:
    """Only the special tables would be left: a list without its flagship."""
    page = page_in(source, "pricing.html", "TextTokenPricingTables", "OtherTables")
    with pytest.raises(SourceChanged, match="no main table"):
        list(source.parse(page))


@pytest.mark.parametrize("row", recorded("openai_pricing_page"))
def test_the_recorded_page(row: Mapping[str, str]) -> None:
    reading, verdict = judged(source, row)
    assert (len(reading.rows), verdict.quarantined, verdict.warnings) == (110, 0, ())
    found = {one["entry"]: prices(one) for one in reading.rows}
    assert found["gpt-5.6-sol|standard"] == (5.0, 0.5, 30.0)
    assert found["gpt-5.6-luna|standard"] == (0.2, 0.02, 1.2)
    assert found["gpt-5.6-luna|batch"] == (0.1, 0.01, 0.6)
    assert found["gpt-4-0613|standard"] == (30.0, None, 60.0)
    assert found["gpt-5.3-codex|fast"] == (3.5, 0.35, 28.0)


@pytest.mark.recorded
@pytest.mark.skipif(not SUMMER, reason="GAPWATCH_RECORDED does not name the recorded payloads")
def test_the_page_of_october_2025_lists_batch_first() -> None:
    (path,) = (Path(str(SUMMER)) / "provider-pages" / "openai").glob("2025-10*.md")
    found = rows_of(source, Page("https://example.org", path.read_bytes(), SEEN_AT))
    assert next(iter(found)) == "gpt-5|batch"
    assert prices(found["gpt-5|standard"]) == (1.25, 0.125, 10.0)
    assert prices(found["gpt-5|batch"]) == (0.625, 0.0625, 5.0)
    assert len(found) == 68
