"""The price pages of autumn 2026 as recorded, each number as a person reads it on the page."""

from __future__ import annotations

from typing import Any

import pytest

from sources.catalogue import SOURCES
from sources.contract import Reading, SourceChanged
from tests import recorded
from tests.sources.sample import fits

pytestmark = [pytest.mark.recorded, recorded.skip_without_autumn]
_Prices = tuple[float | None, float | None, float | None]


def readings(source: str, part: str) -> list[Reading]:
    """Price boards of the recorded page of a source whose file name has `part`."""
    (row,) = [one for one in recorded.rows(source) if part in one["path"].rsplit("/", 1)[1]]
    found = [one for one in SOURCES[source].parse(recorded.page(row)) if one.table == "price"]
    for reading in found:
        assert reading.refused == ()
        for statement in reading.rows:
            if statement["output_per_mtok"] is not None:  # else the rules set it aside
                fits("price", statement)
    return found


def prices(found: list[Reading], board: str) -> dict[str, _Prices]:
    """Input, cached and output price by entry."""
    return {
        row["entry"]: (row["input_per_mtok"], row["cached_input_per_mtok"], row["output_per_mtok"])
        for reading in found
        if reading.board == board
        for row in reading.rows
    }


def rows(found: list[Reading]) -> dict[str, Any]:
    return {row["entry"]: row for reading in found for row in reading.rows}


def test_anthropic_has_new_headings_footnotes_and_tiers() -> None:
    found = readings("anthropic_pricing_page", "2026-09-24")
    assert prices(found, "anthropic") == {
        "Claude Fable 5.1|standard": (10, 0.25, 50),
        "Claude Mythos 5|standard": (10, 1, 50),
        "Claude Opus 5.5|standard": (4, 0.2, 20),
        "Claude Sonnet 5|standard": (2, 0.2, 10),
        "Claude Haiku 5.5|standard": (0.1, 0.01, 0.5),
    }
    told = rows(found)["Claude Haiku 5.5|standard"]["note"]
    assert told == "0.5/2.5 above 100000 tokens of context"
    assert found[0].warnings == ("unread: the table 'Batch processing', which is missing (1 row)",)


def test_deepseek_asks_twice_as_much_at_peak() -> None:
    assert prices(readings("deepseek_pricing_page", "2026-09-11"), "deepseek") == {
        "deepseek-flash|off_peak": (0.15, 0.003, 0.6),
        "deepseek-flash|peak": (0.3, 0.006, 1.2),
        "deepseek-v4-pro|off_peak": (0.66, 0.022, 1.98),
        "deepseek-v4-pro|peak": (1.32, 0.044, 3.96),
    }


def test_google_announces_a_doubling() -> None:
    found = readings("google_pricing_page", "2026-09-25")
    flash = {key: one for key, one in rows(found).items() if key.startswith("gemini-3.8-flash|s")}
    assert [(one["effective_on"], one["withdrawn_on"]) for one in flash.values()] == [
        (None, "2027-01-01"), ("2027-01-01", None),
    ]  # fmt: skip
    assert prices(found, "google")["gemini-3.8-flash|standard"] == (0.75, 0.075, 3.75)
    assert prices(found, "google")["gemini-3.8-flash|standard|2027-01-01"] == (1.5, 0.15, 7.5)
    assert prices(found, "google")["gemini-2.5-pro|standard"] == (1.25, 0.125, 10)
    assert prices(found, "google")["gemini-3.8-live|standard"] == (0.75, None, 4.5)


def test_minimax_has_tabs_and_struck_prices() -> None:
    found = prices(readings("minimax_pricing_page", "2026-08-19"), "minimax")
    assert len(found) == 9
    assert found["MiniMax-M3|standard"] == (0.3, 0.06, 1.2)
    assert found["MiniMax-M3|priority"] == (0.45, 0.09, 1.8)
    assert found["MiniMax-M2.5|standard"] == (0.3, 0.03, 1.2)


def test_mistral_lists_other_makers_and_free_rows() -> None:
    found = prices(readings("mistral_pricing_page", "2026-08-22"), "mistral")
    assert list(found) == [
        "mistral-large-3-25-12|standard", "mistral-medium-3-5-26-04|standard",
        "mistral-small-4-0-26-03|standard", "ministral-3-14b-25-12|standard",
        "ministral-3-8b-25-12|standard", "ministral-3-3b-25-12|standard",
        "zai-glm-5-2|standard", "codestral-25-08|standard", "codestral-embed-25-05|standard",
    ]  # fmt: skip
    assert found["mistral-large-3-25-12|standard"] == (0.5, 0.05, 1.5)
    assert found["zai-glm-5-2|standard"] == (1.4, 0.14, 4.4)


def test_moonshot_lists_its_old_models() -> None:
    found = prices(readings("moonshot_pricing_page", "2026-08-19"), "chat-v1")
    assert len(found) == 6
    assert found["moonshot-v1-32k|standard"] == (1, None, 3)


def test_openai_lists_two_lengths_of_context() -> None:
    found = readings("openai_pricing_page", "2026-10-10")
    assert prices(found, "openai") == {
        "gpt-6-astra|standard": (10, 1, 50),
        "gpt-6.1-sol|standard": (2, 0.1, 10),
        "gpt-6-luna|standard": (0.1, 0.01, 0.5),
        "gpt-6-sol|standard": (2, 0.2, 10),
        "gpt-5.6-sol|standard": (4, 0.4, 20),
        "gpt-5.6-terra|standard": (2, 0.2, 12),
        "gpt-5.6-luna|standard": (0.2, 0.02, 1.2),
        "gpt-6-astra|batch": (5, 0.5, 25),
    }
    assert rows(found)["gpt-6-luna|standard"]["note"] == "0.2/0.75 above 272k tokens of context"


def test_xai_and_zai() -> None:
    grok = prices(readings("xai_pricing_page", "2026-08-27"), "xai")
    assert (len(grok), grok["grok-4.6|standard"]) == (7, (2, 0.5, 6))
    assert prices(readings("zai_pricing_page", "2026-10-04"), "zai") == {
        "GLM-5.3|standard": (1.4, 0.26, 4.4), "GLM-5.3-Flash|standard": (0.15, 0.03, 0.5),
    }  # fmt: skip


def test_genai_prices_has_two_windows_and_a_first_day() -> None:
    found = readings("genai_prices", "2026-09-23")
    deepseek = prices(found, "deepseek")
    assert deepseek["deepseek-v4-pro|off_peak|2026-08-17"] == (0.66, 0.022, 1.98)
    assert deepseek["deepseek-v4-pro|peak|2026-08-17"] == (1.32, 0.044, 3.96)
    assert "deepseek-v4-pro|standard" not in deepseek
    google = prices(found, "google")
    assert google["gemini-3.8-flash|standard"] == (0.75, 0.075, 3.75)
    assert google["gemini-3.8-flash|standard|2027-01-01"] == (1.5, 0.15, 7.5)
    assert sum(len(reading.rows) for reading in found) == 294


def test_llm_prices_lists_one_model_twice() -> None:
    xai = next(one for one in readings("llm_prices", "2025-12-17") if one.board == "xai")
    both = [row for row in xai.rows if row["offering"] == "grok-4-fast"]
    assert len(both) == 2
    assert both[0] == both[1]


@pytest.mark.parametrize(("part", "count"), [("2026-08-11", 1232), ("2026-10-14", 1905)])
def test_litellm_is_read_whole(part: str, count: int) -> None:
    found = readings("litellm", part)
    assert sum(len(reading.rows) for reading in found) == count
    assert [line for reading in found for line in reading.warnings] == []


def test_litellm_of_october() -> None:
    found = readings("litellm", "2026-10-14")
    assert prices(found, "anthropic")["claude-haiku-5-5|standard"] == (0.1, 0.01, 0.5)
    assert prices(found, "deepseek")["deepseek-flash|off_peak"] == (0.15, 0.003, 0.6)
    assert prices(found, "deepseek")["deepseek-flash|peak"] == (0.3, 0.006, 1.2)


def test_openrouter_lists_hosts_and_faster_variants() -> None:
    found = readings("openrouter", "kimi-k3")
    assert prices(found, "hosts") == {
        "moonshotai/kimi-k3@fireworks|standard": (3, 0.3, 15),
        "moonshotai/kimi-k3@alibaba|standard": (3.45, 0.345, 17.25),
        "moonshotai/kimi-k3@fireworks/fast|fast": (4.5, 0.45, 22.5),
        "moonshotai/kimi-k3@morph/fast|fast": (6, 0.6, 22.5),
    }
    assert {row["provider"] for row in rows(found).values()} == {
        "openrouter/Fireworks", "openrouter/Alibaba", "openrouter/Morph",
    }  # fmt: skip


def test_the_file_that_names_a_snapshot_has_no_price() -> None:
    with pytest.raises(SourceChanged, match="only names the snapshot e6f24a32"):
        readings("model_prices", "latest")
