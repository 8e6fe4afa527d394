"""What a first run without a network shows: the newest facts that ship, read back to the raw pages.

Each number was compared by eye with the page that it names (stored copies of autumn 2026).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse


@pytest.fixture(scope="module")
def shipped(whole_home: Path) -> Iterator[Warehouse]:
    with Warehouse.read(whole_home) as warehouse:
        yield warehouse


def _now(warehouse: Warehouse, series: str, rule: str) -> dict[str, Any]:
    return reads_gaps.gaps_now(warehouse.connection, rule)[series]


@pytest.mark.parametrize(
    ("series", "rule", "on", "gap", "closed", "opened"),
    [
        ("eci", "any_weights", "2026-10-08", 9.88, "claude-opus-5-5", "kimi-k3"),
        # Who leads the open-source licences in October nobody said who read the whole page.
        ("eci", "permissive", "2026-08-11", 9.12, "gpt-5.6-sol", "deepseek-v4-flash-0731"),
        ("arena_text", "any_weights", "2026-10-08", 37.32, "gemini-4-argon", "kimi-k3"),
        ("arena_text", "permissive", "2026-10-08", 45.04, "gemini-4-argon", "mimo-v2.6-pro"),
        ("arena_text_raw", "any_weights", "2026-10-02", 42.42, "gemini-4-argon", "mimo-v2.6-pro"),
        ("arena_webdev", "any_weights", "2026-10-09", 158.67, "claude-opus-5-5", "kimi-k3"),
        ("arena_webdev", "permissive", "2026-10-09", 176.22, "claude-opus-5-5", "mimo-v2.6-flash"),
        ("arena_vision", "any_weights", "2026-10-02", 30.32, "claude-fable-5", "glm-5.3-flash"),
        ("arena_agent", "any_weights", "2026-10-08", 10.53, "claude-opus-5-5",
         "deepseek-v4.1-flash"),
        ("livebench", "any_weights", "2026-10-08", 2.30, "claude-fable-5-1",
         "deepseek-v4.1-flash"),
        # Newer scores of runs whose own page is of April: Epoch's table of 11 August.
        ("gpqa_epoch", "any_weights", "2026-08-11", 1.48, "gpt-5.4-pro", "kimi-k3"),
        ("frontiercode", "any_weights", "2026-09-28", 9.3, "claude-fable-5", "kimi-k3"),
        ("proofbench", "any_weights", "2026-08-11", 8.0, "claude-opus-5", "kimi-k3"),
        ("simpleqa_verified", "any_weights", "2026-08-11", 20.3, "gemini-3.1-pro",
         "deepseek-v4-pro-preview"),
        # One row of the page of 22 September is known, and names no leader.
        ("deepswe", "any_weights", "2026-08-11", 5.13, "claude-opus-5", "kimi-k3"),
        # Epoch's zip of October, of which the leading rows ship.
        ("apex_agents", "any_weights", "2026-10-08", 22.7, "gemini-4-argon", "mimo-v2.6-pro"),
        ("apex_agents", "permissive", "2026-10-08", 22.7, "gemini-4-argon", "mimo-v2.6-pro"),
        ("osworld_2", "any_weights", "2026-10-08", 26.83, "claude-opus-5", "kimi-k2.6"),
        ("hle", "any_weights", "2026-08-11", 22.07, "gemini-3.1-pro", "kimi-k2.5"),
        ("swebench_verified_epoch", "any_weights", "2026-08-11", 4.77, "claude-opus-4-7",
         "glm-5.2"),
        ("terminalbench", "any_weights", "2026-08-11", 32.3, "gpt-5.5", "glm-5"),
        ("terminalbench_4", "any_weights", "2026-09-10", 16.36, "gpt-6-astra", "glm-5.3"),
        ("swebench_pro_hard", "any_weights", "2026-09-23", 9.8, "claude-opus-5", "kimi-k3"),
        ("swebench_pro_hard", "permissive", "2026-09-23", 41.1, "claude-opus-5", "inkling"),
        ("weirdml", "any_weights", "2026-08-11", 9.37, "claude-fable-5", "kimi-k3"),
        ("tau2_banking", "any_weights", "2026-08-18", 18.04, "qwen3.8-max", "glm-5.2"),
        ("bfcl_multi_turn", "any_weights", "2025-12-16", 0.38, "claude-opus-4-5", "glm-4.6"),
        ("vectara_hallucination", "any_weights", "2026-03-10", 2.3, "finix-s1-32b",
         "llama-3.3-70b"),
        # Without Qwen2.5-VL-72B in the AdaReTaKe system, 73.5.
        ("video_mme", "any_weights", "2026-04-19", 2.9, "gemini-1.5-pro-feb24", "internvl2.5-78b"),
    ],
)  # fmt: skip
def test_the_newest_gaps_are_those_of_the_newest_pages(
    shipped: Warehouse, series: str, rule: str, on: str, gap: float, closed: str, opened: str
) -> None:
    row = _now(shipped, series, rule)
    assert (row["vintage_on"], row["closed_model"], row["open_model"]) == (on, closed, opened)
    assert row["gap"] == pytest.approx(gap, abs=0.051)  # the view rounds as people are shown


@pytest.mark.parametrize(
    ("series", "rule", "on", "gap", "lag_days"),
    [
        # Kimi K3 is 4.6 points and 5.2 months behind, where the next freer licence (GLM-5.2, MIT)
        # is 9.1 points and 8.7 months behind.
        ("eci", "any_weights", "2026-08-11", 4.64, 159),
        ("eci", "permissive", "2026-08-11", 9.12, 266),
        ("arena_text", "any_weights", "2026-08-12", 18.06, None),
        ("arena_text", "permissive", "2026-08-12", 35.98, None),
    ],
)
def test_a_licence_with_a_threshold_is_not_permissive(
    shipped: Warehouse, series: str, rule: str, on: str, gap: float, lag_days: int | None
) -> None:
    row = reads_gaps.gap_on(shipped.connection, series, rule, on)
    assert row is not None
    assert round(row["gap"], 2) == gap
    if lag_days is not None:
        (lag,) = shipped.connection.execute(
            "SELECT lag_days FROM lag_daily WHERE series = ? AND openness_rule = ? AND on_date = ?",
            (series, rule, on),
        ).fetchone()
        assert lag == lag_days


def test_agents_of_october_are_told_with_their_interval(shipped: Warehouse) -> None:
    """14.33 ± 2.18 against 3.80 ± 0.39, and of 19 August 12.47 ± 1.54 against 10.41 ± 0.62."""
    row = _now(shipped, "arena_agent", "any_weights")
    assert (round(row["gap_low"], 2), round(row["gap_high"], 2)) == (8.32, 12.74)
    then = reads_gaps.gap_on(shipped.connection, "arena_agent", "any_weights", "2026-08-20")
    assert then is not None
    assert (round(then["gap"], 2), round(then["gap_high"] - then["gap"], 2)) == (2.06, 1.66)


def test_what_a_board_leaves_open_ships_open(shipped: Warehouse) -> None:
    """Chance Vision 1.5 leads MMMU-Pro and is of no known class; on OSWorld several systems are."""
    for series, shown in (
        ("mmmu_pro_vendor", "not tested lately"),
        ("osworld", "cannot be judged"),
    ):
        assert _now(shipped, series, "any_weights")["unresolved_above"] > 0
        (verdict,) = shipped.connection.execute(
            "SELECT verdict FROM gap_now WHERE series = ? AND openness_rule = 'any_weights'",
            (series,),
        ).fetchone()
        assert verdict == shown


def test_the_hole_of_arena_is_filled_from_what_may_feed_it(shipped: Warehouse) -> None:
    pages = {
        name: {row["vintage_on"] for row in reads_gaps.gap_segments(shipped.connection, name, rule)}
        for name, rule in (("arena_text", "any_weights"), ("arena_text_raw", "any_weights"))
    }
    assert {"2025-04-24", "2025-05-27", "2025-12-11"} <= pages["arena_text"]
    assert {"2025-04-24", "2025-05-27", "2025-11-06"} <= pages["arena_text_raw"]
    # Copies by third parties stand in from February to June 2026, and are marked as such.
    copies = shipped.connection.execute(
        "SELECT DISTINCT provenance FROM _score_on WHERE board = 'arena_text_raw_copies'"
    ).fetchall()
    assert copies == [("third_party",)]
    assert {"2026-02-15", "2026-06-16"} <= pages["arena_text_raw"]
    assert "2025-11-05" not in pages["arena_text"] | pages["arena_text_raw"]


@pytest.mark.parametrize(
    ("series", "on", "days", "closed", "censored", "order_on", "has_interval"),
    [
        # In August GPT-5.4 Pro of 5 March stood above Kimi K3, which October's list leads with.
        ("eci", "2026-10-08", 217, "gpt-5.4-pro", None, "2026-08-11", True),
        # Complete down to the open leader; six days later 239 and 79 have become these.
        ("arena_text", "2026-10-08", 245, "claude-opus-4-6", None, None, True),
        ("arena_webdev", "2026-10-09", 82, "qwen3.8-max", None, None, True),
        # The list ends 9.3 below the open leader, whose error is 4.8.
        ("arena_text_raw", "2026-10-02", 239, "claude-opus-4-6", "left", None, False),
    ],
)
def test_the_lags_of_october(
    shipped: Warehouse,
    series: str,
    on: str,
    days: int,
    closed: str,
    censored: str | None,
    order_on: str | None,
    has_interval: bool,
) -> None:
    (row,) = shipped.connection.execute(
        "SELECT shown_on, lag_days, closed_model, censored, order_on, lag_low IS NOT NULL "
        "AND lag_low <= lag_days AND lag_high >= lag_days FROM lag_now "
        "WHERE series = ? AND openness_rule = 'any_weights'",
        (series,),
    ).fetchall()
    assert row == (on, days, closed, censored, order_on, has_interval)


def test_of_those_who_compete_the_best_are_the_leaders_of_the_gap(shipped: Warehouse) -> None:
    rows = shipped.connection.execute(
        """
SELECT g.series, g.openness_rule, g.closed_value, g.open_value, s.direction = 'lower',
       max(iif(c.class = 'closed', c.value * iif(s.direction = 'lower', -1, 1), NULL)),
       max(iif(c.class = 'open', c.value * iif(s.direction = 'lower', -1, 1), NULL))
FROM contender c JOIN gap_now g USING (series, openness_rule) JOIN series s USING (series)
GROUP BY g.series, g.openness_rule HAVING g.gap IS NOT NULL
"""
    ).fetchall()
    assert len(rows) > 50
    for series, rule, closed, opened, is_lower, *best in rows:
        sign = -1 if is_lower else 1
        assert best == pytest.approx([sign * closed, sign * opened], abs=1e-4), (series, rule)
    about = "SELECT DISTINCT is_whole, floor, leads FROM contender WHERE series = ?"
    eci, text = (shipped.connection.execute(about, (it,)) for it in ("eci", "arena_text"))
    named = "closed, any_weights, permissive"
    assert (0, None, "closed, any_weights") in list(eci)
    assert list(text) == [(0, pytest.approx(1470.49, abs=0.01), named)]


def test_prices_are_of_autumn_too(shipped: Warehouse) -> None:
    asked = (
        "SELECT input_per_mtok, output_per_mtok FROM price_now WHERE source = 'model_prices' "
        "AND provider = ? AND model = ? AND mode = 'standard'"
    )
    for provider, model, price in (
        ("anthropic", "claude-opus-5-5", (4.0, 20.0)),
        ("openai", "gpt-6-astra", (10.0, 50.0)),
        ("zai", "glm-5.3", (1.4, 4.4)),
        ("moonshotai", "kimi-k3", (3.0, 15.0)),
    ):
        assert price in shipped.connection.execute(asked, (provider, model)).fetchall()
