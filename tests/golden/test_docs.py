from pathlib import Path

import pytest

from tests.golden.replayed import Known, by_night


@pytest.mark.parametrize(
    ("page", "words", "rows"),
    [
        ("methods", "'%.1f (%.1f to %.1f', score, score_low, score_high", "model_choice "
         "WHERE domain = 'coding' AND model IN ('claude-opus-5-5', 'mimo-v2.6-flash')"),
        ("methods", "'APEX-Agents at least %d', lag_days", "lag_now WHERE series = 'apex_agents'"),
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
            ("methods", "'%.1f points (%.1f to %.1f) against %.1f', gap, gap_low, gap_high, "
             "any_size_gap", "one_gpu_gap WHERE series = 'eci' AND openness_rule = 'any_weights'"),
            ("lag", "'on 6 October %d behind %s (web', lag_days, closed_name", "lag_changes "
             "WHERE from_on = '2026-10-06' AND series = 'arena_webdev' AND open_model = 'kimi-k3'"),
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
