"""Anthropic's price page: modes, notes behind names, announced prices and their withdrawal."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sources.contract import SourceChanged
from sources.prices.makers import anthropic as source
from tests.sources.prices.sample import judged, page_in, prices, rows_of
from tests.sources.sample import recorded

ANNOUNCED = rows_of(source, page_in(source, "announced.md"))
WITHDRAWN = rows_of(source, page_in(source, "withdrawn.md"))


def test_a_price() -> None:
    row = ANNOUNCED["Claude Opus 9|standard"]
    assert prices(row) == (5.0, 0.5, 25.0)
    assert (row["provider"], row["offering"], row["currency"]) == (
        "anthropic", "Claude Opus 9", "USD",
    )  # fmt: skip


def test_batch_and_fast_are_modes() -> None:
    assert prices(ANNOUNCED["Claude Opus 9|batch"]) == (2.5, None, 12.5)
    assert prices(ANNOUNCED["Claude Opus 9|fast"]) == (10.0, None, 50.0)
    assert prices(ANNOUNCED["Claude Opus 8|fast"]) == (10.0, None, 50.0)


def test_a_fast_mode_table_without_names_is_that_of_the_sentence_before_it() -> None:
    assert prices(WITHDRAWN["Claude Opus 9|fast"]) == (30.0, None, 150.0)


def test_what_stands_behind_a_name_is_a_note() -> None:
    row = ANNOUNCED["Claude Opus 7|standard"]
    assert (row["model_name"], row["note"]) == ("Claude Opus 7", "deprecated")


def test_a_retired_model_that_only_others_sell_is_no_offer() -> None:
    assert "Claude Opus 8|standard" not in ANNOUNCED
    assert "Claude Opus 8 ([retired, except on Cloud]" in (
        page_in(source, "announced.md").body.decode()
    )


def test_an_announced_price_has_a_row_of_its_own() -> None:
    now = ANNOUNCED["Claude Sonnet 9|standard"]
    then = ANNOUNCED["Claude Sonnet 9|standard|2026-09-01"]
    assert (prices(now), now["effective_on"], now["withdrawn_on"]) == (
        (2.0, 0.2, 10.0), None, "2026-09-01",
    )  # fmt: skip
    assert (prices(then), then["effective_on"], then["effective_basis"]) == (
        (3.0, 0.3, 15.0), "2026-09-01", "documented",
    )  # fmt: skip


def test_a_withdrawn_announcement_is_absent() -> None:
    assert "Claude Sonnet 9|standard|2026-09-01" not in WITHDRAWN
    assert WITHDRAWN["Claude Sonnet 9|standard"]["withdrawn_on"] is None


def test_fast_mode_for_nobody_is_refused() -> None:
    page = page_in(source, "withdrawn.md", "for Claude Opus 9 provides", "provides")
    with pytest.raises(SourceChanged, match=r"fast mode is for \[\], not for one model"):
        list(source.parse(page))


COUNTS = {"2026-01-15": 20, "2026-04-17": 27, "2026-07-21": 26, "2026-08-21": 24}


@pytest.mark.parametrize("row", recorded("anthropic_pricing_page"))
def test_recorded_pages(row: Mapping[str, str]) -> None:
    reading, verdict = judged(source, row)
    assert (len(reading.rows), verdict.quarantined) == (COUNTS[row["seen_at"][:10]], 0)
    assert verdict.warnings == ()
    found = {one["entry"]: prices(one) for one in reading.rows}
    assert found["Claude Opus 4.5|standard"] == (5.0, 0.5, 25.0)
    assert found["Claude Haiku 4.5|batch"] == (0.5, None, 2.5)


@pytest.mark.parametrize("row", recorded("anthropic_pricing_page")[2:])
def test_the_rise_that_was_announced_and_withdrawn(row: Mapping[str, str]) -> None:
    reading, _ = judged(source, row)
    found = {one["entry"]: one for one in reading.rows if one["offering"] == "Claude Sonnet 5"}
    assert prices(found["Claude Sonnet 5|standard"]) == (2.0, 0.2, 10.0)
    future = found.get("Claude Sonnet 5|standard|2026-09-01")
    if row["seen_at"].startswith("2026-07-21"):
        assert future is not None
        assert prices(future) == (3.0, 0.3, 15.0)
    else:
        assert future is None
