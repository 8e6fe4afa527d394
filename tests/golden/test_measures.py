"""Lags, frontiers by release and single measures of what ships, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.golden.replayed import Known

ECI = "series = 'eci' AND openness_rule = 'any_weights'"
SATURATED = [("gpqa_epoch",), ("gpqa_vendor",), ("otis_mock_aime",)]
ROWS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    **{
        f"saturated series say so in {view}":
            (f"DISTINCT series FROM {view} WHERE status = 'saturated' ORDER BY series", SATURATED)
        for view in ("series", "gap_now", "lag_now", "domain")
    },
    "and since when":
        ("saturated_since, count(*) FROM series WHERE saturated_since > '' GROUP BY 1 ORDER BY 1",
         [("2026-02-02", 1), ("2026-04-20", 2)]),
    "a series that is not live speaks for no domain":
        ("DISTINCT speaks FROM domain WHERE status <> 'live'", [(0,)]),
    # Kimi K3 has what GPT-5.4 Pro had on 5 March 2026: 160 days before 12 August.
    "a lag grows by a day each day":
        (f"on_date, lag_days, vintage_on, age_days FROM lag_daily WHERE {ECI} "
         "AND on_date IN ('2026-08-12', '2026-08-13') ORDER BY 1",
         [("2026-08-12", 160, "2026-08-11", 1), ("2026-08-13", 161, "2026-08-11", 2)]),
    # It was sold from 16 July 2026; its weights came on 27 July, and so did the step.
    "the newest open step is that of the lag":
        ("model, on_date, released_on, through_on FROM frontier_by_release "
         f"WHERE {ECI} AND class = 'open' ORDER BY on_date DESC LIMIT 1",
         [("kimi-k3", "2026-07-27", "2026-07-16", "2026-08-11")]),
    "so is the first closed step at or above it":
        (f"model, on_date FROM frontier_by_release WHERE {ECI} AND class = 'closed' AND value >= "
         f"(SELECT max(value) FROM frontier_by_release WHERE {ECI} AND class = 'open') "
         "ORDER BY on_date LIMIT 1",
         [("gpt-5.4-pro", "2026-03-05")]),
    "the anchor defines the scale":
        ("DISTINCT value, stderr FROM frontier_by_release "
         f"WHERE {ECI} AND class = 'closed' AND on_date = '2025-08-07'", [(150.0, 0.0)]),
    # 26 + 30 + 31 + 30 + 31 + 11 days from 5 March to 11 August; what is not reached is censored.
    "days until open had a closed release's score":
        ("closed_model, days, open_model, days_low, days_high, ci_level, censored, followed_days "
         f"FROM parity WHERE {ECI} AND closed_model IN "
         "('gpt-4-0314', 'o3', 'gpt-5', 'gpt-5.4-pro') ORDER BY released_on",
         [("gpt-4-0314", 497, "llama-3.1-405b", 400, 653, 0.9, None, 497),
          ("o3", 286, "kimi-k2.5", 100, 356, 0.9, None, 286),
          ("gpt-5", 243, "glm-5.1", 243, 313, 0.9, None, 243),
          ("gpt-5.4-pro", None, None, 144, None, 0.9, "right", 159)]),
    "the median is of the times beside it":
        ("count(*) > 5, sum((n.median_days, n.low, n.high, n.n, n.n_censored, n.data_on) IS NOT "
         "(p.median_days, p.median_low, p.median_high, p.every, p.open_ended, p.data_on)) "
         "FROM parity_now n JOIN (SELECT *, count(*) AS every, sum(days IS NULL) AS open_ended "
         "FROM parity GROUP BY series, openness_rule) p USING (series, openness_rule)",
         [(1, 0)]),
    # MiniMax says 80.2 of M2.5, the maintainers have 75.8.
    "a pair of a maker and a measurer":
        ("vendor_value, measured_value, difference, measured_series FROM vendor_pair "
         "WHERE benchmark = 'swebench_verified' AND model = 'minimax-m2.5'",
         [(80.2, 75.8, 4.4, "swebench_verified_mini2")]),
    # 161.65 of GPT-5.6 Sol minus 142.28 of Gemma 4 31B (31 B at 2 bytes and a fifth: 74.4 GB);
    # o1 had more than that on 5 December 2024, 614 days before the page.
    "the gap that fits one GPU beside that of any size":
        ("open_model, gap, memory_gb, lag_days, closed_model, any_size_open_model, any_size_gap, "
         f"verdict, shown_on FROM one_gpu_gap WHERE {ECI}",
         [("gemma-4-31b", 19.37, 74.4, 614, "gpt-5.6-sol", "kimi-k3", 4.64, "closed ahead",
           "2026-08-11")]),
    # Kimi K3's licence has a threshold.
    "under open-source licences the gap is twice as wide":
        ("round(gap, 2), open_model FROM gap_daily WHERE series = 'eci' "
         "AND openness_rule = 'permissive' AND on_date = '2026-08-12'",
         [(9.12, "deepseek-v4-flash-0731")]),
    # xAI opened Grok 2 of August 2024 a year later; Mistral Large 4 was a preview from 6 October
    # 2026, its weights came on the 29th.
    "days from API to weights":
        ("model, days, maker, n FROM days_to_weights "
         "WHERE model IN ('kimi-k3', 'grok-2', 'mistral-large-4') ORDER BY days",
         [("kimi-k3", 11, "moonshotai", 16), ("mistral-large-4", 23, "mistral", 16),
          ("grok-2", 375, "xai", 16)]),
    # Same models seldom change their price: far from the fall of price at quality.
    "an index of prices for either class, by the month from July 2025":
        ("class, max(on_date), price_index BETWEEN 90 AND 110, models >= iif(class = 'open', 50, "
         "100), count(*) FROM price_index GROUP BY class ORDER BY class",
         [("closed", "2026-11-01", 1, 1, 17), ("open", "2026-11-01", 1, 1, 17)]),
    "which begins at 100":
        ("DISTINCT price_index FROM price_index WHERE on_date = '2025-07-01'", [(100,)]),
    "no open end that is not called so":
        ("count(*) FROM parity WHERE days IS NULL AND censored IS NOT 'right'", [(0,)]),
    "no stricter rule that reaches parity earlier":
        ("count(*) FROM parity a JOIN parity p USING (series, closed_model) "
         "WHERE a.openness_rule = 'any_weights' AND p.openness_rule = 'permissive' "
         "AND coalesce(p.days, 99999) < coalesce(a.days, 99999)", [(0,)]),
    "no smaller model that is better, and none that fits no GPU":
        ("count(*) FROM one_gpu_gap WHERE gap < any_size_gap OR memory_gb > 80", [(0,)]),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "rows"), ROWS.values(), ids=ROWS)
def test_of_what_ships(whole: Known, sql: str, rows: list[tuple[Any, ...]]) -> None:
    assert whole.all(f"SELECT {sql}") == rows
