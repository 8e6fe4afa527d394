"""The golden facts: what ships, and recorded pages, give the numbers that are known to be right."""

import pytest

from tests.golden.replayed import Known, at_night, by_night
from warehouse.reads import integrity as reads_integrity


@pytest.mark.parametrize(
    ("series", "on", "closed", "opened", "gap"),
    [
        ("mmlu_vendor_5shot", "2023-03-14", "gpt-4-0314 [5-shot]", "llama-1-65b [5-shot]", 23.0),
        ("mmlu_vendor_5shot", "2023-07-18", "gpt-4-0314 [5-shot]", "llama-2-70b [5-shot]", 17.5),
        ("mmlu_vendor_5shot", "2024-07-31", "claude-3-5-sonnet-20240620 [5-shot]",
         "llama-3.1-405b-instruct [5-shot]", 1.4),
        ("mmlu_vendor_cot", "2024-07-31", "gpt-4o-2024-05-13 [0-shot CoT]",
         "llama-3.1-405b-instruct [0-shot CoT]", 0.1),
        ("swebench_verified_mini2", "2026-02-24", "20260217_mini-v2.0.0_claude-4-5-opus-high",
         "20260217_mini-v2.0.0_minimax-2-5-high", 1.0),
        ("bfcl_multi_turn", "2025-11-03", "Claude-Sonnet-4-5-20250929 (FC)", "GLM-4.5 (FC)", -8.24),
        ("tau2", "2026-03-02", "claude-opus-4-5_sierra_2026-02-26",
         "qwen3.5-397b-a17b-think_sierra_2026-03-02", -2.603333),
        ("tau2_banking", "2026-08-18", "qwen3-8-max_sierra_2026-08-04",
         "glm-5-2_sierra_2026-08-04", 18.041237),
        ("mmmu_pro_vendor", "2026-04-30", "GPT-5.4 Thinking w/o tools", "Gemma 4 31B", 4.3),
        # Lower is better: 1.8 against 4.1 is a gap in favour of closed. Phi-4's 3.7 is of the
        # 80.7 % of the prompts that it answered.
        ("vectara_hallucination", "2026-03-10", "antgroup/finix_s1_32b",
         "meta-llama/Llama-3.3-70B-Instruct-Turbo", 2.3),
        # Kimi K3 was on the table some days before its weights were out.
        ("livebench", "2026-07-23", "gpt-5.6-sol-max", "glm-5.2", 9.216595),
        ("livebench", "2026-08-01", "gpt-5.6-sol-max", "kimi-k3", 3.859071),
        ("aider_polyglot", "2025-10-04", "2025-08-23-15-47-21--gpt-5-high",
         "2025-10-03-09-45-34--deepseek-v3.2-reasoner", 13.8),
        *by_night(
            # Single ratings are in tests/sources/rows/known.jsonl.
            ("arena_text_raw", "2024-07-30", "GPT-4o-2024-05-13",
             "Meta-Llama-3.1-405B-Instruct-fp8", 23.8),
            ("arena_text_raw", "2025-01-24", "Gemini-2.0-Flash-Thinking-Exp-01-21", "DeepSeek-R1",
             24.8),
            ("arena_text_raw", "2025-03-26", "Gemini-2.5-Pro-Exp-03-25", "DeepSeek-R1", 83.4),
            ("arena_text", "2026-08-12", "claude-fable-5", "kimi-k3-max", 18.1),
            # Of copies, where the dataset has no page.
            ("arena_text", "2026-02-06", "claude-opus-4-6", "kimi-k2.5-thinking", 47.5),
            ("arena_text", "2025-12-17", "gemini-3-pro", "glm-4.6", 66.8),
            ("arena_text_raw", "2026-06-16", "claude-opus-4-6-thinking", "glm-5.1", 31.0),
        ),
    ],
)  # fmt: skip
def test_leaders_and_gaps(
    known: Known, series: str, on: str, closed: str, opened: str, gap: float
) -> None:
    row = known.gap(series, on)
    assert (row["closed_entry"], row["open_entry"]) == (closed, opened)
    assert row["gap"] == pytest.approx(gap, abs=0.051 if series.startswith("arena") else 1e-6)
    assert row["unresolved_above"] in (0, None)


@at_night
def test_opus_4_5_and_m2_5_are_compared_on_the_same_items(known: Known) -> None:
    row = known.gap("swebench_verified_mini2", "2026-02-24")
    assert (row["gap"], row["ci_method"]) == (1.0, "paired")
    assert round((row["gap_high"] - row["gap_low"]) / (2 * 1.959964), 1) == 1.5
    assert round(row["detectable_gap"], 1) == 4.2
    entry = "20250720_mini-v0.0.0-claude-3-7-sonnet-20250219"
    lost = "SELECT DISTINCT board, entry FROM quarantine WHERE reason LIKE '%items_explain_score%'"
    found = sorted(known.all(f"{lost} AND board <> 'Multilingual'"))
    assert found == [("Verified", entry), ("bash-only", entry)]
    score = "SELECT DISTINCT value FROM score_now WHERE source LIKE 'swebench%' AND entry = ?"
    assert known.all(score, entry) == [(52.8,)]


def test_the_file_itself_is_sound(known: Known) -> None:
    assert reads_integrity.examine(known.warehouse.connection).faults == []
