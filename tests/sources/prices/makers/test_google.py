"""The Gemini API's price page: several amounts in a cell, told apart by the words behind each."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources.contract import Page, SourceChanged
from sources.prices.makers import google as source
from tests.recorded import SUMMER
from tests.sources.prices.sample import page_in, prices, rows_of
from tests.sources.sample import SEEN_AT

ROWS = rows_of(source, page_in(source, "pricing.md"))


def test_the_paid_column_is_read() -> None:
    assert prices(ROWS["gemini-k-flash|batch"]) == (0.375, None, 1.875)


def test_a_price_with_an_end_and_its_successor() -> None:
    now, then = (ROWS[f"gemini-k-flash|standard{day}"] for day in ("", "|2027-01-01"))
    assert (prices(now), now["effective_on"], now["withdrawn_on"]) == (
        (0.75, 0.075, 3.75), None, "2027-01-01",
    )  # fmt: skip
    assert (prices(then), then["effective_on"], then["withdrawn_on"]) == (
        (1.5, 0.15, 7.5), "2027-01-01", None,
    )  # fmt: skip


def test_the_shortest_prompt_is_the_series() -> None:
    row = ROWS["gemini-k-pro|standard"]
    assert (prices(row), row["note"]) == (
        (1.25, 0.125, 10.0), "2.5/15 above 200k tokens of context",
    )  # fmt: skip


def test_a_section_may_name_several_ids() -> None:
    assert prices(ROWS["gemini-k-pro-latest|standard"]) == prices(ROWS["gemini-k-pro|standard"])


def test_of_several_modalities_text_is_read() -> None:
    assert prices(ROWS["gemini-k-live|standard"]) == (0.75, None, 4.5)


def test_a_model_without_a_price_of_text_has_no_row() -> None:
    assert not [entry for entry in ROWS if entry.startswith("gemini-k-image")]


def test_a_price_that_does_not_change_goes_with_both() -> None:
    page = page_in(
        source,
        "pricing.md",
        "$3.75 through December 31, 2026. $7.50 starting January 1, 2027.",
        "$3.75",
    )
    found = rows_of(source, page)
    assert prices(found["gemini-k-flash|standard"]) == (0.75, 0.075, 3.75)
    assert prices(found["gemini-k-flash|standard|2027-01-01"]) == (1.5, 0.15, 3.75)


@pytest.mark.recorded
@pytest.mark.skipif(not SUMMER, reason="GAPWATCH_RECORDED does not name the recorded payloads")
def test_a_copy_that_lost_its_headings_is_refused() -> None:
    """A reader's markdown of October 2025 has the tables, but nothing says whose they are."""
    (path,) = (Path(str(SUMMER)) / "provider-pages" / "google").glob("2025-10*.md")
    with pytest.raises(SourceChanged, match="no section with model ids"):
        list(source.parse(Page("https://example.org", path.read_bytes(), SEEN_AT)))
