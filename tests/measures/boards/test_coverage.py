from __future__ import annotations

import pytest

from measures.boards.coverage import TOP, prices, top_of
from tests.measures.sample import registry, row, series, state

KNOWN = registry({"ours": "closed", "theirs": "permissive"})


def test_only_the_leading_rows_count() -> None:
    rows = [row(f"ours {n}", 90 - n) for n in range(TOP)]
    found = top_of(series(), [state("2025-01-01", *rows, row("strange", 1))], KNOWN, "2025-02-01")
    assert (found.rows, found.matched, found.share, found.is_short) == (TOP, TOP, 1.0, False)
    found = top_of(series(), [state("2025-01-01", *rows, row("strange", 99))], KNOWN, "2025-02-01")
    assert (found.matched, found.unmatched) == (TOP - 1, ("strange",))


def test_lower_is_better_where_it_is() -> None:
    rows = [row(f"ours {n}", 10 + n) for n in range(TOP)]
    worst = state("2025-01-01", *rows, row("strange", 99))
    assert top_of(series(direction="lower"), [worst], KNOWN, "2025-02-01").unmatched == ()


def test_rows_that_name_no_model_are_left_out() -> None:
    rows = [row("ours", 50), row("team", 60, model_name=None)]
    assert top_of(series(), [state("2025-01-01", *rows)], KNOWN, "2025-02-01").rows == 1


def test_an_empty_series_has_no_share_and_is_not_short() -> None:
    found = top_of(series(), [], KNOWN, "2025-02-01")
    assert (found.rows, found.share, found.is_short) == (0, None, False)


def test_a_share_below_the_target_is_short() -> None:
    listed = [(f"m{n}", "m" if n else None) for n in range(40)]
    assert prices("p", listed).share == 0.975
    assert not prices("p", listed).is_short
    assert prices("p", listed[:33]).is_short
    assert prices("p", listed).unmatched == ("m0",)


@pytest.mark.parametrize(
    "name",
    [
        "gemini-3.8-flash-tts", "gpt-4o-mini-transcribe", "gpt-audio-mini", "gpt-realtime-2",
        "openai/gpt-5-image", "mistral-embed", "deepseek/deepseek-ocr-2", "tencent/HunyuanOCR",
        "meta-llama/Llama-Guard-4-12B", "voxtral-small-2507", "qwen3-1p7b-fp8-draft-40960",
        "codestral-latest", "grok-4.20-beta-latest-reasoning", "ft:gpt-4o", "adaptive",
        "gpt-4o-mini-2024-07-18.ft-", "thinkingmachines/Inkling:peft:262144",
        "together-ai-up-to-4b",
    ],
)  # fmt: skip
def test_what_is_no_one_language_model_is_in_no_count(name: str) -> None:
    for model in (None, "ours"):
        found = prices("p", [("ours", "ours"), (name, model)])
        assert (found.rows, found.matched, found.left_out) == (1, 1, (name,))


@pytest.mark.parametrize(
    "name", ["gpt-oss-safeguard-20b", "livebench", "gpt-4o-search-preview", "o3", "olive-7b",
             "moonshot-v1-8k", "draftsman-7b", "translate-lite"],
)  # fmt: skip
def test_a_language_model_counts_matched_or_not(name: str) -> None:
    found = prices("p", [(name, None)])
    assert (found.rows, found.matched, found.left_out) == (1, 0, ())
