"""What views say is what is known to be right, and what pages of the docs say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.golden.replayed import Known, by_night

ANY = "openness_rule = 'any_weights'"
BEST = f"FROM price_at_quality WHERE {ANY} AND is_best_open AND series ="
LISTED = "input_per_mtok, output_per_mtok, currency FROM price_now WHERE source = 'models_dev' AND"
FACTS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    # Epoch's list of 8 October names leaders: a cheaper closed model may be missing.
    "closed costs at most four dollars at Kimi K3's score on Epoch's index": (
        "closed_model, closed_price, closed_is_at_most, open_model, open_price, open_is_at_most, "
        f"scores_on, prices_on, level, round(price_ratio, 2) {BEST} 'eci'",
        [("gpt-6.1-sol", 4.0, 1, "kimi-k3", 6.0, 0, "2026-10-08", "2026-10-08", 157.45, 0.67)],
    ),
    "two better closed models cost no more": (
        "model, round(score, 2), blended_price FROM price_front WHERE series = 'eci' "
        "AND class = 'closed' AND score > 157.45 AND blended_price <= 4 ORDER BY score DESC",
        [("gpt-6.1-sol", 166.09, 4.0), ("claude-sonnet-5-5", 165.03, 4.0)],
    ),
    "the ratio is smaller against the cheapest closed model": (
        "closed_model, open_model, round(price_ratio, 2) FROM price_gap_daily WHERE "
        f"series = 'swebench_verified_mini2' AND {ANY} AND on_date = '2026-02-20'",
        [("gemini-3-flash", "minimax-m2.5", 2.14)],
    ),
    "a peak price says what other hours cost": (
        "open_model, open_price_mode, open_price, open_off_peak_price, round(price_ratio, 3) "
        f"FROM price_gap_daily WHERE series = 'arena_agent' AND {ANY} AND on_date = '2026-10-08'",
        [("deepseek-v4.1-flash", "peak", 0.525, 0.2625, 3.81)],
    ),
    "no maker asks a price before its model is out": (
        "e.model FROM price_event e JOIN model m USING (model) "
        "WHERE e.kind = 'new' AND e.on_date < m.released_on",
        [],
    ),
    "the best model for coding leads the newest list": (
        "series, model, blended_price, vintage_on FROM model_choice WHERE domain = 'coding' "
        "ORDER BY score DESC LIMIT 1",
        [("arena_webdev", "claude-opus-5-5", 8.0, "2026-10-09")],
    ),
    # Chance Vision 1.5 leads MMMU-Pro and is of no known class; on OSWorld several systems are.
    "what a board leaves open ships open": (
        "series, verdict, unresolved_above > 0 FROM gap_now "
        f"WHERE series IN ('mmmu_pro_vendor', 'osworld') AND {ANY} ORDER BY 1",
        [("mmmu_pro_vendor", "not tested lately", 1), ("osworld", "cannot be judged", 1)],
    ),
    "no harness of its maker competes on web development": (
        "entry FROM score_now WHERE source = 'arena' AND board = 'webdev' "
        "AND category = 'overall' AND entry = 'gpt-5.3-codex (codex-harness)'",
        [],
    ),
    "leading names of Epoch's zip match, so that two boards are judged": (
        "series FROM gap_now WHERE series IN ('gpqa_epoch', 'swebench_verified_epoch') "
        f"AND {ANY} AND verdict = 'not distinguishable' ORDER BY 1",
        [("gpqa_epoch",), ("swebench_verified_epoch",)],
    ),
    "by the two leaders' errors alone open may be ahead on GPQA": (
        f"round(p_open_ahead, 2) FROM gap_now WHERE series = 'gpqa_epoch' AND {ANY}",
        [(0.27,)],
    ),
    "a lag has the verdict of its gap": (
        "l.series FROM lag_now l JOIN gap_now g USING (series, openness_rule) "
        "WHERE l.verdict IS NOT g.verdict OR l.unresolved_above IS NOT g.unresolved_above",
        [],
    ),
    "gaps are daily since 2023": (
        "min(on_date), max(on_date), count(*) FROM gap_daily "
        f"WHERE series = 'arena_text_raw' AND {ANY}",
        [("2023-05-08", "2026-11-24", 1297)],
    ),
    "gaps name their evidence": (
        "count(*) FROM gap_daily WHERE (closed_entry IS NOT NULL AND closed_vintage NOT IN "
        "(SELECT id FROM _vintage)) OR (open_entry IS NOT NULL AND open_vintage IS NULL)",
        [(0,)],
    ),
    "no share is above 100": ("entry FROM _score WHERE value > 100 AND unit = 'percent'", []),
    "other protocols of MMLU are stored, and belong to neither series": (
        "DISTINCT protocol FROM score_now WHERE source = 'published' "
        "AND board = 'mmlu_vendor' AND protocol IN ('5-shot CoT', 'CoT@32') ORDER BY 1",
        [("5-shot CoT",), ("CoT@32",)],
    ),
}
RECORDED: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "makers are higher on all models that both sides ran on SWE-bench": (
        "n, higher, round(difference, 2), round(difference_low, 2), round(difference_high, 2), "
        "round(smallest, 2), round(largest, 2) FROM vendor_inflation "
        "WHERE benchmark = 'swebench_verified' AND maker = 'all'",
        [(21, 21, 4.1, 2.08, 5.8, 1.15, 8.32)],
    ),
    # 18 November 2025 to Kimi K3's weights on 27 July 2026.
    "Arena and Epoch give the same days to parity of Gemini 3 Pro": (
        f"series, days FROM parity WHERE closed_model = 'gemini-3-pro' AND {ANY} "
        "AND series IN ('eci', 'arena_text') ORDER BY 1",
        [("arena_text", 251), ("eci", 251)],
    ),
    # GPQA could not be judged while nobody had told the size of Kimi K2.7 Code (a trillion).
    "one GPU": (
        "DISTINCT series, open_model, verdict, size_unknown_above, gap > any_size_gap, "
        f"memory_gb <= 80 FROM one_gpu_gap WHERE series IN ('arena_text', 'gpqa_epoch') AND {ANY} "
        "ORDER BY 1",
        [
            ("arena_text", "gemma-4-31b", "closed ahead", None, 1, 1),
            ("gpqa_epoch", "gpt-oss-120b", "closed ahead", None, 1, 1),
        ],
    ),
    "the December gap of Epoch's index is known to be the same": (
        "round(gap_then, 2), round(gap_now, 2), round(change, 2) FROM correction "
        f"WHERE series = 'eci' AND kind = 'reestimated' AND {ANY} AND on_date = '2025-12-19'",
        [(8.73, 8.66, -0.07)],
    ),
    "with other leaders": (
        "closed_model_then, open_model_then, closed_model_now, open_model_now FROM correction "
        f"WHERE series = 'eci' AND kind = 'reestimated' AND {ANY} AND on_date = '2025-12-19'",
        [("gemini-3-pro", "qwen3-235b-a22b-thinking-2507", "gpt-5.2-pro", "deepseek-v3.2")],
    ),
    "boards that tested no recent open model have no verdict": (
        "g.series, g.open_model, g.open_newest_on, round(g.gap, 1), l.lag_days FROM gap_now g "
        f"LEFT JOIN lag_now l USING (series, openness_rule) WHERE {ANY} "
        "AND g.verdict = 'not tested lately' AND g.status = 'live' ORDER BY 1",
        [
            ("hle", "kimi-k2.5", "2026-01-27", 22.1, None),
            ("mmmu_pro_vendor", "gemma-4-31b", "2026-04-02", 4.3, None),
            ("osworld_2", "kimi-k2.6", "2026-06-01", 26.8, None),
            ("vectara_hallucination", "llama-3.3-70b", "2026-02-24", 2.3, None),
        ],
    ),
    # Chance Vision 1.5, of which nobody but the board says what it is.
    "one live frontier has an unresolved entry above it, under any rule": (
        "series, count(*) FROM gap_now WHERE unresolved_above > 0 AND status = 'live' GROUP BY 1",
        [("mmmu_pro_vendor", 2)],
    ),
    "boards that tested none speak for no domain": (
        "DISTINCT speaks FROM domain WHERE verdict = 'not tested lately'",
        [(0,)],
    ),
    "162 entries on Verified of December 2025, 31 on bash-only": (
        "board, count(*) FROM score_now WHERE source = 'swebench' "
        "AND board IN ('Verified', 'bash-only') GROUP BY 1 ORDER BY 1",
        [("Verified", 162), ("bash-only", 31)],
    ),
    "a table that lost a fifth of its rows leaves the 45 before": (
        "count(*) FROM score_now WHERE source = 'livebench' AND board = '2026_06_25'",
        [(45,)],
    ),
    "the list price of Kimi K2.5": (f"{LISTED} offering = 'kimi-k2.5'", [(0.6, 3.0, "USD")]),
    "of MiniMax M2.5": (f"{LISTED} offering = 'MiniMax-M2.5'", [(0.3, 1.2, "USD")]),
    "of Claude Opus 4.6": (f"{LISTED} offering = 'claude-opus-4-6'", [(5.0, 25.0, "USD")]),
}
"""Of recorded pages, asked at night."""


@pytest.mark.parametrize(
    ("sql", "rows"),
    [*FACTS.values(), *by_night(*RECORDED.values())],
    ids=[*FACTS, *RECORDED],
)
def test_what_is_known(known: Known, sql: str, rows: list[tuple[Any, ...]]) -> None:
    assert known.all(f"SELECT {sql}") == rows


@pytest.mark.parametrize(
    ("page", "words", "rows"),
    [
        ("methods", "'%.1f (%.1f to %.1f', score, score_low, score_high", "model_choice "
         "WHERE domain = 'coding' AND model IN ('claude-opus-5-5', 'mimo-v2.6-flash')"),
        ("methods", "'%.1f points (%.1f to %.1f) against %.1f', gap, gap_low, gap_high, "
         "any_size_gap", "one_gpu_gap WHERE series = 'eci' AND openness_rule = 'any_weights'"),
        ("methods", "'%d days (%d to %d)', lag_days, lag_low, lag_high", "one_gpu_gap "
         "WHERE series = 'eci' AND openness_rule = 'any_weights'"),
        ("price", "'from %.2f to %.1f', min(price_ratio), max(price_ratio)", "price_at_quality "
         "WHERE series = 'arena_webdev' AND openness_rule = 'any_weights'"),
        ("lag", "'%d days (95 %% interval %d to %d)', lag_days, lag_low, lag_high", "lag_daily "
         "WHERE series = 'eci' AND on_date = '2026-08-11' AND openness_rule = 'any_weights'"),
        ("lag", "'%d days (%d to %d), by', lag_days, lag_low, lag_high", "lag_now "
         "WHERE series = 'eci' AND openness_rule = 'any_weights'"),
        ("lag", "'%d days (%d to %d)', days, days_low, days_high", "parity WHERE series = 'eci' "
         "AND openness_rule = 'any_weights' AND closed_model = 'gpt-4-0314'"),
        ("price", "'at most %d / %d = %.2f', closed_price, open_price, price_ratio",
         "price_at_quality WHERE series = 'eci' AND openness_rule = 'any_weights' "
         "AND is_best_open"),
        *by_night(
            ("methods", "'%d models, %.1f (%.1f to %.1f', n, difference, difference_low, "
             "difference_high", "vendor_inflation WHERE maker = 'all' "
             "AND benchmark = 'gpqa_diamond'"),
            ("methods", "'%.2f (%.2f to %.2f, %d models', rank_correlation, correlation_low, "
             "correlation_high, n", "board_agreement WHERE series = 'arena_webdev' "
             "AND other_series = 'swebench_verified_vendor'"),
            ("price", "'%.3f (%.3f to %.3f)', usd_per_solved, usd_low, usd_high", "solved_cost "
             "WHERE series = 'swebench_verified_mini2' AND model = 'minimax-m2.5'"),
            ("certainty", "'%.4f over %d models', correlation, compared_models", "eci_refit"),
            ("certainty", "'%.1f points are %.1f to %.1f', gap, gap_low, gap_high", "gap_daily "
             "WHERE series = 'eci' AND on_date = '2026-08-11' AND openness_rule = 'any_weights'"),
            ("lag", "'is followed for %d days', followed_days", "parity WHERE series = 'hle' "
             "AND openness_rule = 'any_weights' AND closed_model = 'gpt-5'"),
            ("methods", "'%.1f on 8 October 2026, %.1f in August, %.1f in December 2025', n.gap, "
             "m.gap, y.gap", "gap_daily n JOIN gap_daily m USING (series, openness_rule) "
             "JOIN gap_daily y USING (series, openness_rule) WHERE series = 'eci' "
             "AND openness_rule = 'any_weights' AND n.on_date = '2026-10-08' "
             "AND m.on_date = '2026-09-08' AND y.on_date = '2026-01-11'"),
        ),
    ],
)  # fmt: skip
def test_a_page_says_what_a_view_says(known: Known, page: str, words: str, rows: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / f"{page}.md").read_text("utf-8")
    found = known.all(f"SELECT printf({words}) FROM {rows}")
    assert found
    assert [said for (said,) in found if said not in text] == []
