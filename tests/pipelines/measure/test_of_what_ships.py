"""Lags, frontiers by release and single measures, as they are issued of what ships."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from measures.series import load
from warehouse.reads.statistics import statistics
from warehouse.store import Warehouse

Ask = Callable[[str], list[tuple[Any, ...]]]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def ask(whole_home: Path) -> Iterator[Ask]:
    with Warehouse.read(whole_home) as opened:
        yield lambda sql: opened.connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def steps(shipped: Warehouse) -> dict[tuple[str, str, str], list[Row]]:
    """Frontiers by release date of series on the board axis, by series, rule and class."""
    series, found = load(), dict[tuple[str, str, str], list[Row]]()
    for row in statistics(shipped.connection, "frontier_by_release"):
        if series[row["series"]].axis == "board":
            key = (row["series"], row["openness_rule"], row["class"])
            found.setdefault(key, []).append(row)
    return found


def test_saturated_series_say_so_wherever_their_status_stands(ask: Ask) -> None:
    said = {
        view: dict(
            ask(f"SELECT DISTINCT series, status FROM {view} WHERE status LIKE '%saturated%'")
        )
        for view in ("series", "gap_now", "lag_now", "domain")
    }
    names = ("gpqa_epoch", "gpqa_vendor", "otis_mock_aime")
    assert all(one == dict.fromkeys(names, "saturated") for one in said.values())
    assert dict(ask("SELECT series, saturated_since FROM series WHERE saturated_since > ''")) == {
        "gpqa_epoch": "2026-04-20", "gpqa_vendor": "2026-04-20", "otis_mock_aime": "2026-02-02",
    }  # fmt: skip
    assert ask("SELECT DISTINCT speaks FROM domain WHERE status <> 'live'") == [(0,)]


def test_a_lag_grows_by_a_day_each_day(shipped: Warehouse) -> None:
    rows = shipped.connection.execute(
        "SELECT on_date, lag_days, vintage_on, age_days FROM lag_daily WHERE series = 'eci' "
        "AND openness_rule = 'any_weights' "
        "AND on_date IN ('2026-08-12', '2026-08-13') ORDER BY on_date"
    ).fetchall()
    # Kimi K3 has what GPT-5.4 Pro had on 2026-03-05: 160 days before 2026-08-12.
    assert rows == [("2026-08-12", 160, "2026-08-11", 1), ("2026-08-13", 161, "2026-08-11", 2)]


def test_the_median_is_of_the_times_beside_it(ask: Ask) -> None:
    asked = """SELECT n.median_days, n.low, n.high, n.n, n.n_censored, n.data_on,
           p.median_days, p.median_low, p.median_high, count(*), sum(p.days IS NULL), p.data_on
    FROM parity_now n JOIN parity p USING (series, openness_rule) GROUP BY series, openness_rule"""
    found = ask(asked)
    assert len(found) == ask("SELECT count(*) FROM parity_now")[0][0] > 5
    assert all(row[:6] == row[6:] for row in found)
    assert {row[5] for row in found} >= {"2026-08-11"}
    [(first,)] = ask(
        "SELECT open_model FROM parity WHERE series = 'eci' AND openness_rule = 'any_weights' "
        "AND closed_model = 'gpt-5'"
    )
    assert first == "glm-5.1"


def test_the_newest_steps_are_those_that_the_lag_compares(
    steps: dict[tuple[str, str, str], list[Row]],
) -> None:
    opened = steps["eci", "any_weights", "open"][-1]
    # Kimi K3 was sold from 16 July 2026; its weights came on 27 July, and so did the step.
    assert (opened["on_date"], opened["through_on"]) == ("2026-07-27", "2026-08-11")
    assert opened["model"] == "kimi-k3"
    assert opened["released_on"] == "2026-07-16"
    closed = steps["eci", "any_weights", "closed"]
    there = next(row for row in closed if row["value"] >= opened["value"])
    # 5 March to 11 August 2026: 26 + 30 + 31 + 30 + 31 + 11 = 159 days, the issued lag.
    assert (there["model"], there["on_date"]) == ("gpt-5.4-pro", "2026-03-05")
    [anchor] = [row for row in closed if row["on_date"] == "2025-08-07"]
    assert (anchor["value"], anchor["stderr"]) == (150.0, 0.0), "it defines the scale"


@pytest.mark.parametrize(
    ("model", "days", "reached", "interval"),
    [
        ("gpt-4-0314", 497, "llama-3.1-405b", (400, 653)),
        ("o3", 286, "kimi-k2.5", (100, 356)),
        ("gpt-5", 243, "glm-5.1", (243, 313)),
        ("gpt-5.4-pro", None, None, (144, None)),
    ],
)
def test_days_until_open_had_a_closed_releases_score(
    ask: Ask, model: str, days: int | None, reached: str | None, interval: tuple[int, int | None]
) -> None:
    [row] = ask(
        "SELECT days, open_model, days_low, days_high, ci_level, censored, data_on, title "
        "FROM parity WHERE series = 'eci' AND openness_rule = 'any_weights' "
        f"AND closed_model = '{model}'"
    )
    assert row[:5] == (days, reached, *interval, 0.9)
    assert row[5:] == (None if days else "right", "2026-08-11", "Epoch Capabilities Index")


KNOWN: dict[str, tuple[str, tuple[Any, ...]]] = {
    # GPT-5.4 Pro came on 5 March 2026: 26 + 30 + 31 + 30 + 31 + 11 days to 11 August.
    "what is not reached is followed to the day of the page": (
        "SELECT followed_days, released_on FROM parity WHERE series = 'eci' "
        "AND openness_rule = 'any_weights' AND closed_model = 'gpt-5.4-pro'",
        (159, "2026-03-05"),
    ),
    # MiniMax says 80.2 of M2.5, the maintainers have 75.8.
    "a pair of a maker and a measurer": (
        "SELECT vendor_value, measured_value, difference, measured_series FROM vendor_pair "
        "WHERE benchmark = 'swebench_verified' AND model = 'minimax-m2.5'",
        (80.2, 75.8, 4.4, "swebench_verified_mini2"),
    ),
    # 161.65 of GPT-5.6 Sol minus 142.28 of Gemma 4 31B (31 B at 2 bytes and a fifth: 74.4 GB);
    # o1 had more than that on 5 December 2024, 614 days before the page.
    "the gap that fits one GPU beside that of any size": (
        "SELECT open_model, gap, memory_gb, lag_days, closed_model, any_size_open_model, "
        "any_size_gap, verdict, shown_on FROM one_gpu_gap "
        "WHERE series = 'eci' AND openness_rule = 'any_weights'",
        ("gemma-4-31b", 19.37, 74.4, 614, "gpt-5.6-sol", "kimi-k3", 4.64, "closed ahead",
         "2026-08-11"),
    ),
    # Kimi K3's licence has a threshold.
    "under open-source licences the gap is twice as wide": (
        "SELECT round(gap, 2), open_model FROM gap_daily WHERE series = 'eci' "
        "AND openness_rule = 'permissive' AND on_date = '2026-08-12'",
        (9.12, "deepseek-v4-flash-0731"),
    ),
}  # fmt: skip
NEVER = {
    "an open end that is not called so": "parity WHERE days IS NULL AND censored IS NOT 'right'",
    "a stricter rule that reaches parity earlier": (
        "parity a JOIN parity p USING (series, closed_model) "
        "WHERE a.openness_rule = 'any_weights' AND p.openness_rule = 'permissive' "
        "AND coalesce(p.days, 99999) < coalesce(a.days, 99999)"
    ),
    "a smaller model that is better": "one_gpu_gap WHERE gap < any_size_gap",
    "a model that fits no GPU": "one_gpu_gap WHERE memory_gb > 80",
}


@pytest.mark.parametrize(("sql", "known"), KNOWN.values(), ids=KNOWN)
def test_views_over_single_measures_give_what_is_known(
    ask: Ask, sql: str, known: tuple[Any, ...]
) -> None:
    assert ask(sql) == [known]


@pytest.mark.parametrize("rows", NEVER.values(), ids=NEVER)
def test_no_view_ever_has(ask: Ask, rows: str) -> None:
    assert ask(f"SELECT count(*) FROM {rows}") == [(0,)]


def test_days_from_api_to_weights(ask: Ask) -> None:
    """Kimi K3 was sold from 16 July 2026, its weights came on the 27th; xAI opened Grok 2 of August
    2024 a year later; Mistral Large 4 was a preview from 6 October 2026, weights came on the 29th.
    """
    found = ask("SELECT model, days, maker, n, median_days FROM days_to_weights")
    some = {
        "kimi-k3": (11, "moonshotai"),
        "grok-2": (375, "xai"),
        "mistral-large-4": (23, "mistral"),
    }
    assert {row[0]: row[1:3] for row in found if row[0] in some} == some
    assert {row[3:] for row in found} == {(len(found), median(row[1] for row in found))}
    assert len(found) == 16
