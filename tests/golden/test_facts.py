"""What views say is what is known to be right, worked out by hand."""

from typing import Any

import pytest

from tests.golden.replayed import Known, by_night

ANY = "openness_rule = 'any_weights'"
ECI = f"series = 'eci' AND {ANY}"
BEST = f"FROM price_at_quality WHERE {ANY} AND is_best_open AND series ="
AUGUST = f"FROM gap_daily WHERE {ANY} AND on_date = '2026-08-11' AND series IN"
OF_DAY = (
    "model_price p ON p.model = d.column1 AND d.column2 >= from_on "
    "AND d.column2 < coalesce(until_on, '9999')"
)
ON_A_PAGE = (
    "EXISTS (SELECT 1 FROM json_each(e.vintages) named JOIN _vintage v ON v.id = named.value "
    "JOIN _state s ON s.id = v.state_id, json_each(s.runs) run "
    "JOIN _price p ON p.id BETWEEN run.value ->> 0 AND run.value ->> 1 "
    "WHERE p.input_per_mtok = e.{0}_input AND p.output_per_mtok = e.{0}_output)"
)
LISTED = "input_per_mtok, output_per_mtok, currency FROM price_now WHERE source = 'models_dev' AND"
SATURATED = [("gpqa_epoch",), ("gpqa_vendor",), ("otis_mock_aime",)]
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
    "leading names of Epoch's zip match, so that two boards are judged": (
        "series FROM gap_now WHERE series IN ('gpqa_epoch', 'swebench_verified_epoch') "
        f"AND {ANY} AND verdict = 'not distinguishable' ORDER BY 1",
        [("gpqa_epoch",), ("swebench_verified_epoch",)],
    ),
    "by the two leaders' errors alone open may be ahead on GPQA": (
        f"round(p_open_ahead, 2) FROM gap_now WHERE series = 'gpqa_epoch' AND {ANY}",
        [(0.27,)],
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
    **{
        f"saturated series say so in {view}":
            (f"DISTINCT series FROM {view} WHERE status = 'saturated' ORDER BY series", SATURATED)
        for view in ("series", "gap_now", "lag_now", "domain")
    },
    "and since when":
        ("saturated_since, count(*) FROM series WHERE saturated_since > '' GROUP BY 1 ORDER BY 1",
         [("2026-02-02", 1), ("2026-04-20", 2)]),
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
    # Kimi K3 is 4.6 points and 5.2 months behind, where the next freer licence (GLM-5.2, MIT) is
    # 9.1 points and 8.7 months behind.
    "a licence with a threshold is not permissive":
        ("series, openness_rule, round(gap, 2), lag_days FROM gap_daily "
         "JOIN lag_daily USING (series, openness_rule, on_date) "
         "WHERE (series, on_date) IN (VALUES ('eci', '2026-08-11'), ('arena_text', '2026-08-12')) "
         "ORDER BY 1, 2",
         [("arena_text", "any_weights", 18.06, 188), ("arena_text", "permissive", 35.98, 267),
          ("eci", "any_weights", 4.64, 159), ("eci", "permissive", 9.12, 266)]),
    "the vendors' gap is not distinguishable from zero":
        ("round(gap, 1), round(gap_low, 1), round(gap_high, 1), round(p_open_ahead, 2), "
         "round(detectable_gap, 1), ci_level FROM gap_daily WHERE on_date = '2026-02-20' "
         f"AND series = 'swebench_verified_vendor' AND {ANY}",
         [(0.7, -4.2, 5.6, 0.39, 7.0, 0.95)]),
    # 14.33 ± 2.18 against 3.80 ± 0.39, and of 19 August 12.47 ± 1.54 against 10.41 ± 0.62.
    "agents have an interval":
        ("on_date, round(gap_low, 2), round(gap, 2), round(gap_high, 2) FROM gap_daily "
         f"WHERE series = 'arena_agent' AND {ANY} AND on_date IN ('2026-08-20', '2026-10-08') "
         "ORDER BY 1",
         [("2026-08-20", 0.4, 2.06, 3.72), ("2026-10-08", 8.32, 10.53, 12.74)]),
    # As the raw rows of Epoch's table of August, and no entry stands above either leader.
    "gaps of Epoch's own table":
        ("series, round(gap, 2), round(gap_low, 1), round(gap_high, 1), closed_entry, open_entry "
         f"{AUGUST} ('arc_agi_2', 'deepswe', 'frontiermath', 'frontiermath_tier4', 'math_level_5', "
         "'otis_mock_aime', 'weirdml') ORDER BY 1",
         [("arc_agi_2", 32.08, 22.2, 42.0, "gpt-5.6-sol_max", "kimi-k3_max"),
          ("deepswe", 5.13, -6.5, 16.8, "claude-opus-5_max", "kimi-k3_max"),
          ("frontiermath", 16.94, 10.6, 23.3, "gpt-5.6-sol_max", "kimi-k3_max"),
          ("frontiermath_tier4", 48.78, 31.3, 66.3, "claude-fable-5_max", "kimi-k3_max"),
          ("math_level_5", 1.49, 0.3, 2.7, "gpt-5-2025-08-07_high", "DeepSeek-R1-0528"),
          ("otis_mock_aime", 2.78, -4.3, 9.9, "gpt-5.5-pre-release_xhigh", "kimi-k3_max"),
          ("weirdml", 9.37, None, None, "claude-fable-5_max", "kimi-k3_max")]),
    "whether a recent open model was tested changes by the day":
        (f"series, on_date, is_tested_lately FROM gap_daily WHERE {ANY} AND (series, on_date) IN "
         "(VALUES ('hle', '2026-05-27'), ('hle', '2026-05-28'), ('arena_vision', '2026-09-30'), "
         "('arena_vision', '2026-10-02'), ('simpleqa_verified', '2026-11-24'), "
         "('terminalbench', '2026-11-24')) ORDER BY 1, 2",
         [("arena_vision", "2026-09-30", 0), ("arena_vision", "2026-10-02", 1),
          ("hle", "2026-05-27", 1), ("hle", "2026-05-28", 0),
          ("simpleqa_verified", "2026-11-24", 1), ("terminalbench", "2026-11-24", None)]),
    # Copies by third parties stand in from February to June 2026; nothing is of 5 November.
    "the hole of Arena is filled from what may feed it":
        (f"DISTINCT series, vintage_on FROM gap_changes WHERE {ANY} AND series LIKE 'arena_text%' "
         "AND vintage_on IN ('2025-04-24', '2025-05-27', '2025-11-05', '2025-11-06', "
         "'2025-12-11', '2026-02-15', '2026-06-16') ORDER BY 1, 2",
         [("arena_text", "2025-04-24"), ("arena_text", "2025-05-27"), ("arena_text", "2025-12-11"),
          ("arena_text_raw", "2025-04-24"), ("arena_text_raw", "2025-05-27"),
          ("arena_text_raw", "2025-11-06"), ("arena_text_raw", "2026-02-15"),
          ("arena_text_raw", "2026-06-16")]),
    "such copies are marked":
        ("DISTINCT provenance FROM _score_on WHERE board = 'arena_text_raw_copies'",
         [("third_party",)]),
    # In August GPT-5.4 Pro of 5 March stood above Kimi K3, which October's list leads with. Arena's
    # are complete down to the open leader but the raw one, which ends 9.3 below it (error 4.8).
    "the lags of October":
        ("series, shown_on, lag_days, closed_model, censored, order_on, "
         "lag_low <= lag_days AND lag_high >= lag_days FROM lag_now "
         f"WHERE {ANY} AND series IN ('eci', 'arena_text', 'arena_text_raw', 'arena_webdev') "
         "ORDER BY 1",
         [("arena_text", "2026-10-08", 245, "claude-opus-4-6", None, None, 1),
          ("arena_text_raw", "2026-10-02", 239, "claude-opus-4-6", "left", None, None),
          ("arena_webdev", "2026-10-09", 77, "claude-opus-5", None, None, 1),
          ("eci", "2026-10-08", 217, "gpt-5.4-pro", None, "2026-08-11", 1)]),
    # Muse Spark 1.3 has 1656.9 on a list with the board's own ranks down to far below. Before, Opus
    # 5 was the only closed model above Kimi K3; the list that ships names four models.
    "on web development closed is the cheaper one since October":
        ("on_date, closed_model, closed_price, closed_is_at_most, open_model, open_price, "
         "open_is_at_most, scores_on, round(threshold, 2) FROM price_gap_daily "
         f"WHERE series = 'arena_webdev' AND {ANY} AND on_date IN ('2026-08-19', '2026-10-09') "
         "ORDER BY 1",
         [("2026-08-19", "claude-opus-5", 10.0, 1, "kimi-k3", 6.0, 0, "2026-08-19", 1673.97),
          ("2026-10-09", "muse-spark-1.3", 2.0, 0, "kimi-k3", 6.0, 0, "2026-10-09", 1654.35)]),
    "no price meets a roster that is older than 45 days":
        ("count(*) > 1000, sum(julianday(on_date) - julianday(scores_on) > 45) "
         "FROM price_gap_daily WHERE open_price IS NOT NULL", [(1, 0)]),
    "nor one of now":
        ("min(julianday(prices_on) - julianday(scores_on)), "
         "max(julianday(prices_on) - julianday(scores_on)) <= 45 FROM price_at_quality",
         [(0.0, 1)]),
    # DeepSeek-V4-Pro in its peak hours, which two of three lists print and one halves; GPT-5.6 Sol
    # cut on the day of the newest stored page, which still shows 5/30; the last two withdrawn.
    "prices on a day":
        ("d.column1, d.column2, input_per_mtok, output_per_mtok, price_basis FROM (VALUES "
         "('gpt-4-0314', '2023-06-01'), ('deepseek-v3', '2025-02-07'), "
         "('deepseek-v3', '2025-02-08'), ('minimax-m2.5', '2026-02-20'), "
         "('deepseek-v4-pro-0813', '2026-09-01'), ('gpt-5.6-sol', '2026-08-25'), "
         "('claude-opus-5-5', '2026-11-24'), ('gpt-6-astra', '2026-11-24'), "
         "('glm-5.3', '2026-11-24'), ('kimi-k3', '2026-11-24'), ('deepseek-v3', '2025-03-24'), "
         f"('gpt-4-0314', '2026-11-24')) d LEFT JOIN {OF_DAY}",
         [("gpt-4-0314", "2023-06-01", 30, 60, "first_party"),
          ("deepseek-v3", "2025-02-07", 0.14, 0.28, "first_party"),
          ("deepseek-v3", "2025-02-08", 0.27, 1.1, "first_party"),
          ("minimax-m2.5", "2026-02-20", 0.3, 1.2, "first_party"),
          ("deepseek-v4-pro-0813", "2026-09-01", 1.32, 3.96, "first_party"),
          ("gpt-5.6-sol", "2026-08-25", 4, 20, "first_party"),
          ("claude-opus-5-5", "2026-11-24", 4, 20, "first_party"),
          ("gpt-6-astra", "2026-11-24", 10, 50, "first_party"),
          ("glm-5.3", "2026-11-24", 1.4, 4.4, "first_party"),
          ("kimi-k3", "2026-11-24", 3, 15, "first_party"),
          ("deepseek-v3", "2025-03-24", None, None, None),
          ("gpt-4-0314", "2026-11-24", None, None, None)]),
    "of those who compete the best are the leaders of the gap":
        ("count(*) > 50, sum(abs(closed_value - best_closed) > 1e-4 "
         "OR abs(open_value - best_open) > 1e-4) FROM gap_now JOIN "
         "(SELECT series, openness_rule, iif(direction = 'lower', "
         "min(iif(class = 'closed', value, NULL)), max(iif(class = 'closed', value, NULL))) "
         "AS best_closed, iif(direction = 'lower', min(iif(class = 'open', value, NULL)), "
         "max(iif(class = 'open', value, NULL))) AS best_open FROM contender "
         "JOIN series USING (series) GROUP BY 1, 2) USING (series, openness_rule) "
         "WHERE gap IS NOT NULL", [(1, 0)]),
    "a list says down to where it is complete, and whose leaders it names":
        ("DISTINCT series, is_whole, round(floor, 2), leads FROM contender "
         "WHERE series = 'arena_text' OR (series = 'eci' AND NOT is_whole) ORDER BY 1",
         [("arena_text", 0, 1470.49, "closed, any_weights, permissive"),
          ("eci", 0, None, "closed, any_weights")]),
    # Of those whose history ships; sheets that somebody typed name models of ours.
    "boards of published facts with strangers":
        ("DISTINCT board FROM score_now WHERE source = 'published' AND model IS NULL ORDER BY 1",
         [("gpqa_vendor",), ("mmmu_vendor",), ("osworld",), ("swebench_verified_systems",),
          ("video_mme",)]),
    "and offerings": ("offering FROM price_now WHERE source = 'published' AND model IS NULL", []),
    # 61.2 of another list of the same people quotes a maker.
    "SimpleBench has runs of its authors only":
        ("DISTINCT provenance, 61.2 IN (SELECT value FROM score_now WHERE source = 'published' "
         "AND board = 'simplebench_authors') FROM score_now "
         "WHERE source = 'published' AND board LIKE 'simplebench%'", [("maintainer", 0)]),
    "one maker's table is vendor for its own model only":
        ("DISTINCT provenance, entry LIKE 'minimax%' FROM score_now "
         "WHERE source = 'published' AND board = 'vendor_tool_calling' ORDER BY 1",
         [("third_party", 0), ("vendor", 1)]),
    "a reading that was tested names its query and its vintages":
        ("count(*) > 100, sum(evidence ->> 'sql' IS NULL OR evidence ->> 'parameters' IS NULL OR "
         "evidence ->> 'numbers' IS NULL OR evidence ->> 'vintages' IS NULL) "
         "FROM claim_now WHERE found IS NOT NULL", [(1, 0)]),
}  # fmt: skip
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
    "the December gap of Epoch's index is the same, with other leaders than it had then": (
        "round(gap_then, 2), round(gap_now, 2), round(change, 2), closed_model_now, open_model_now "
        "FROM correction WHERE closed_model_then = 'gemini-3-pro' "
        "AND open_model_then = 'qwen3-235b-a22b-thinking-2507' AND series = 'eci' "
        f"AND kind = 'reestimated' AND {ANY} AND on_date = '2025-12-19'",
        [(8.73, 8.66, -0.07, "gpt-5.2-pro", "deepseek-v3.2")],
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
    "162 entries on Verified of December 2025, 31 on bash-only": (
        "board, count(*) FROM score_now WHERE source = 'swebench' "
        "AND board IN ('Verified', 'bash-only') GROUP BY 1 ORDER BY 1",
        [("Verified", 162), ("bash-only", 31)],
    ),
    "a table that lost a fifth of its rows leaves the 45 before": (
        "count(*) FROM score_now WHERE source = 'livebench' AND board = '2026_06_25'",
        [(45,)],
    ),
    # GPT-6 Luna and Claude Haiku 5.5 (0.20) came after Epoch's pages of 11 August; Mistral Large 4
    # was sold from 6 October, with weights from the 29th on, so after the list of the 8th.
    "of an old roster cheaper models that came since are named": (
        "series, value FROM price_at_quality, json_each(iif(series = 'eci', open_unscored, "
        f"closed_unscored)) WHERE {ANY} AND is_best_open AND (series, value) IN (VALUES "
        "('eci', 'mistral-large-4'), ('frontiermath', 'gpt-6-luna'), "
        "('frontiermath', 'claude-haiku-5-5')) ORDER BY 1, 2",
        [
            ("eci", "mistral-large-4"),
            ("frontiermath", "claude-haiku-5-5"),
            ("frontiermath", "gpt-6-luna"),
        ],
    ),
    # The weakest models lie far below both anchors, where the penalty rules.
    "the refit is the index that Epoch published with the same scores": (
        "models, compared_models, correlation > 0.9995, largest_deviation_top_60 < 0.15, "
        "largest_deviation < 7, replicates_converged >= 0.98 * replicates FROM eci_refit",
        [(222, 222, 1, 1, 1, 1)],
    ),
    # Of independent errors it would be 1.8 times as wide.
    "the leaders of the index share most of their error": (
        "closed_model, open_model, ci_method, round((gap_high - gap_low) / 2 / 1.96, 1) "
        f"{AUGUST} ('eci')",
        [("gpt-5.6-sol", "kimi-k3", "joint", 1.7)],
    ),
    # On Video-MME two known models are far above them; on OSWorld they are agents whose model
    # column is empty, or models of which no recorded page says when they came or how open they are.
    "strangers among the first twenty of a series": (
        "series, count(*) FROM (SELECT c.series, c.class, c.model, row_number() OVER (PARTITION BY "
        "c.series ORDER BY value * iif(s.direction = 'lower', -1, 1) DESC) AS place FROM contender "
        f"c JOIN series s USING (series) WHERE {ANY} AND class <> 'system') "
        "WHERE place <= 20 AND class = 'unknown' AND model IS NULL GROUP BY 1 ORDER BY 1",
        [("osworld", 12), ("video_mme", 10)],
    ),
    "every version of Epoch's table is a model of ours": (
        "count(DISTINCT entry) > 400, sum(model IS NULL) FROM score_now "
        "WHERE source = 'epoch_eci_benchmarks'",
        [(1, 0)],
    ),
    "open weights without a price of their maker's cost what hosts ask": (
        "d.column1, input_per_mtok, output_per_mtok, price_basis FROM (VALUES "
        f"('gpt-oss-120b', '2026-11-24'), ('kimi-k2.5', '2026-09-01')) d JOIN {OF_DAY}",
        [
            ("gpt-oss-120b", 0.15, 0.59, "median_of_hosts"),
            ("kimi-k2.5", 0.6, 3.0, "median_of_hosts"),
        ],
    ),
    "hosts do not sell what a moving name means at the maker": (
        "model, blended_price FROM host_price "
        "WHERE host = 'azure' AND model LIKE 'deepseek-v4-pro-%'",
        [("deepseek-v4-pro-preview", 2.175)],
    ),
    "nor does Alibaba, which sells DeepSeek's too": (
        "model FROM host_price WHERE host = 'alibaba' AND model LIKE 'deepseek-%'",
        [("deepseek-v4-flash-0731",)],
    ),
    # Tags say Claude 3 Haiku of "Tools + Claude 3.5 Haiku", and of June 2024 models of the autumn.
    "no system leads by a tag that its name or day contradicts": (
        "closed_model, min(from_on) FROM gap_changes WHERE series = 'swebench_verified_systems' "
        f"AND {ANY} AND from_on BETWEEN '2024-06-15' AND '2024-10-29' GROUP BY 1 ORDER BY 2",
        [("gpt-4o-2024-05-13", "2024-06-15"), ("claude-3-5-sonnet-20241022", "2024-10-22")],
    ),
    "all eleven models of SWE-Bench Pro's hard tab have a price": (
        "closed_model, closed_price, closed_is_at_most, open_model, open_price "
        "FROM price_at_quality WHERE series = 'swebench_pro_hard' AND is_best_open "
        "ORDER BY level DESC",
        [
            ("claude-sonnet-5", 4.0, 0, "kimi-k3", 6.0),
            ("gemini-3.8-flash", 1.5, 0, "inkling", 2.5725),
        ],
    ),
    # Claude Sonnet 5's was announced for 1 September and withdrawn on its page by 21 August.
    # Undated flags of the snapshot of 26 October made 46 withdrawals of the day after.
    "known changes are events": (
        "model, kind, on_date, confirmed FROM price_event WHERE on_date = '2026-10-27' "
        "OR (model, kind, on_date) IN (VALUES ('gpt-5.6-luna', 'cut', '2026-07-30'), "
        "('gpt-5.6-sol', 'cut', '2026-08-21'), ('deepseek-v3', 'rise', '2025-02-08'), "
        "('deepseek-v4-pro-0813', 'rise', '2026-08-16'), "
        "('claude-sonnet-5', 'rise', '2026-09-01')) ORDER BY on_date",
        [
            ("deepseek-v3", "rise", "2025-02-08", 1),
            ("gpt-5.6-luna", "cut", "2026-07-30", 1),
            ("deepseek-v4-pro-0813", "rise", "2026-08-16", 1),
            ("gpt-5.6-sol", "cut", "2026-08-21", 1),
        ],
    ),
    # All but what the maker asks in busy hours, where the list gives the price of the others.
    "either price of an event stands on a page that it names": (
        "on_date, kind, model, seller FROM price_event e WHERE "
        f"NOT (before_input IS NULL OR {ON_A_PAGE.format('before')}) "
        f"OR NOT (now_input IS NULL OR {ON_A_PAGE.format('now')}) ORDER BY 1",
        [
            ("2026-08-16", "rise", "deepseek-v4-flash-0731", "own"),
            ("2026-08-21", "new", "deepseek-v4-flash-vision-exp", "own"),
            ("2026-09-10", "withdrawn", "deepseek-v4-flash-0731", "own"),
            ("2026-09-10", "new", "deepseek-v4.1-flash", "own"),
            ("2026-10-17", "withdrawn", "deepseek-v4.1-flash", "own"),
        ],
    ),
    "there are many events": ("count(*) > 200 FROM price_event", [(1,)]),
    "claims that are contradicted": (
        "id FROM claim_now WHERE reading = 'overall' AND verdict = 'contradicted' ORDER BY 1",
        [("P04",), ("P05",), ("P06",), ("S26",)],
    ),
    "what cannot be tested says why, and asks for nothing that the pages do not hold": (
        "count(*) > 5, sum(length(evidence ->> 'reason') <= 10 OR evidence ->> 'sql' IS NOT NULL) "
        "FROM claim_now WHERE verdict = 'not_testable' AND reading <> 'overall'",
        [(1, 0)],
    ),
    "the list price of Kimi K2.5": (f"{LISTED} offering = 'kimi-k2.5'", [(0.6, 3.0, "USD")]),
    "of MiniMax M2.5": (f"{LISTED} offering = 'MiniMax-M2.5'", [(0.3, 1.2, "USD")]),
    "of Claude Opus 4.6": (f"{LISTED} offering = 'claude-opus-4-6'", [(5.0, 25.0, "USD")]),
}
"""Of recorded pages, asked at night."""


@pytest.mark.parametrize(
    ("sql", "rows"), [*FACTS.values(), *by_night(*RECORDED.values())], ids=[*FACTS, *RECORDED]
)
def test_what_is_known(known: Known, sql: str, rows: list[tuple[Any, ...]]) -> None:
    assert known.all(f"SELECT {sql}") == rows
