"""Gaps by hand from pages of September to November 2026; excerpts of them decide only what they
hold."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from measures.boards.states import entries_of
from measures.lag.history import lag_history
from measures.names.registry import ALWAYS
from measures.price.rules import bundled
from measures.price.spans import spans_of
from measures.segments import GapSegment
from measures.series import load
from pipelines.ingest.replay import read_index, replay
from pipelines.measure.inputs import Inputs
from sources import published
from sources.boards import terminalbench4
from sources.boards.arena import dataset as arena_dataset
from sources.boards.epoch import benchmarks
from sources.prices.lists import openrouter
from terms.days import days_between
from tests.measures.price.sample import board
from tests.measures.sample import gap_history
from tests.measures.shipped import names, states
from tests.recorded import FOLDERS, NOVEMBER, SUMMER, november, skip_without_november
from warehouse.store import Warehouse

pytestmark = [pytest.mark.recorded, skip_without_november]


def test_every_agent_of_19_august_has_a_model() -> None:
    (state,) = states(
        arena_dataset, november("arena/2026-08-19_agent_latest_DERIVED_WHOLE51.parquet")
    )
    found = {item.entry: item.model for item in entries_of(load()["arena_agent"], [state], names())}
    # Grok Build is made for coding, and no general model.
    assert {row["entry"] for row in state.rows} - set(found) == {"Grok Build 0.1"}
    assert len(found) == 50
    assert None not in found.values()
    assert found["Deepseek V4 Flash (High) (20260731)"] == "deepseek-v4-flash-0731"
    assert found["DeepSeek V4 Pro (High) (0813)"] == "deepseek-v4-pro-0813"
    assert found["GPT 5.6 Sol (xHigh)"] == "gpt-5.6-sol"


def test_what_a_solved_task_of_terminal_bench_4_cost() -> None:
    """3267.18 USD / 192 solved and so on; nobody copied the ± of GLM-5.3, so there is no interval.

    Rows are dated by the release of their model: the copies of the page lack `created_at`.
    """
    page = november("terminalbench4/2026-09-10_leaderboard-read_4-0-0_ROWS18.json")
    boards = states(terminalbench4, page)
    series = load()["terminalbench_4"]
    runs = entries_of(series, boards, names())
    assert (len(runs), None in {run.model for run in runs}) == (18, False)
    costs = {
        run.row["effort"]: round(run.row["cost_usd"] / run.value * 100, 2)
        for run in runs
        if run.row["cost_usd"]
    }
    assert costs == {"max": 17.02, "xhigh": 12.31, "high": 11.88}
    (best,) = [run for run in runs if run.value == 58.18]
    assert best.stderr == pytest.approx(2.79 / 1.96, rel=1e-4)
    [*_, found] = gap_history(series, boards, names(), "any_weights", "2026-09-10")
    assert (found.open_value, found.gap_low, found.p_open_ahead) == (41.82, None, None)


def test_what_ships_of_swe_bench_pros_hard_tasks_is_what_the_page_prints() -> None:
    text = november("swebench_pro/2026-09-23_swe_bench_pro_public_v2_hard_PAGETEXT_EXCERPT.md")
    printed = dict(re.findall(r"^(\S.*)\n\n([\d.]+)$", text.body.decode(), re.MULTILINE))
    body = dict(published.pages())["swebench_pro_hard.csv"]
    page = replace(text, url="package:published/swebench_pro_hard.csv", body=body)
    (state,) = states(published, page)
    assert [printed[row["entry"]] for row in state.rows] == [
        f"{row['value']:.2f}" for row in state.rows
    ]


def test_the_error_of_terminal_bench_is_half_an_interval() -> None:
    """2.0892351283 is what the board's own interface calls the half-width of this run."""
    page = november("epoch/2026-09-28_benchmark_data_EXCERPT3.zip")
    (run,) = [
        item
        for item in entries_of(load()["terminalbench"], states(benchmarks, page), names())
        if item.row["harness"] == "NexAU-AHE"
    ]
    assert run.stderr == pytest.approx(2.0892351283 / 1.96, rel=1e-4)


def test_a_tier_that_is_listed_first_is_no_standard_price() -> None:
    """OpenAI sells GPT-6 Sol at 1.00 and 5.00 as flex, beside 2.00 and 10.00."""
    page = november("openrouter/2026-09-28_endpoints_openai_gpt-6-sol.json")
    (hosts,) = openrouter.parse(page)
    flex, standard = map(dict, hosts.rows)
    prices = [(row["mode"], row["input_per_mtok"], row["output_per_mtok"]) for row in hosts.rows]
    assert prices == [("flex", 1.0, 5.0), ("standard", 2.0, 10.0)]
    (span,) = spans_of(board("openrouter", {"2026-09-28": [flex, standard]}), bundled())
    assert (span.provider, span.offering) == ("openrouter/OpenAI", "openai/gpt-6-sol@openai")
    assert (span.input, span.output) == (2.0, 10.0)
    assert spans_of(board("openrouter", {"2026-09-28": [flex]}), bundled()) == []


WHOLE = (
    "arena/DERIVED-hf-parquet/2026-07-31_vision_style_control_latest.parquet",
    "arena/DERIVED-hf-parquet/2026-08-13_text_style_control_latest.parquet",
    "arena/DERIVED-hf-parquet/2026-08-13_webdev_latest.parquet",
)


@pytest.fixture(scope="module")
def excerpted(curated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Whole boards of summer, and the excerpts of autumn after them."""
    assert NOVEMBER is not None
    assert SUMMER is not None
    lines = [one for one in read_index(SUMMER) if str(one.path).endswith(WHOLE)]
    for folder in (*FOLDERS[1:], NOVEMBER):
        lines += [one for one in read_index(folder) if one.source == "arena"]
    lines = [one for one in lines if "/full-" not in one.url]
    home = shutil.copytree(curated_home, tmp_path_factory.mktemp("excerpts") / "home")
    with Warehouse.open(home) as warehouse:
        taken = list(replay(warehouse, sorted(lines, key=lambda one: one.seen_at)))
        refused = [one for one in taken if one.outcome.outcome == "refused"]
        # Text without style control has no page before its 17 rows, so that nothing is compared.
        assert [one.outcome.cause for one in refused] == []
        yield warehouse


def arena(warehouse: Warehouse, series: str, through: date) -> Any:
    """The arguments of a history by what Arena's own pages say."""
    now = datetime.combine(through, time(12), UTC)
    inputs = Inputs(warehouse, now)
    asked = inputs.series[series]
    own = [one for one in inputs.states_since(asked, ALWAYS) if one.source == "arena"]
    return asked, own, inputs.names, "any_weights", through.isoformat()


def arena_gap(warehouse: Warehouse, series: str, through: date) -> GapSegment:
    """The gap of a day by what Arena's own pages say."""
    return gap_history(*arena(warehouse, series, through))[-1]


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("series", "on", "gap_", "closed", "opened"),
    [
        ("arena_text", "2026-10-08", 1525.3957 - 1488.077, "gemini-4-argon", "kimi-k3"),
        ("arena_webdev", "2026-10-09", 1813.028 - 1654.354, "claude-opus-5-5", "kimi-k3"),
        ("arena_vision", "2026-10-02", 1308.7511 - 1278.3840, "claude-fable-5", "glm-5.3-flash"),
    ],
)
def test_first_ranks_decide_as_far_as_they_go(
    excerpted: Warehouse, series: str, on: str, gap_: float, closed: str, opened: str
) -> None:
    found = arena_gap(excerpted, series, date(2026, 11, 29))
    assert (found.vintage_on, found.basis) == (on, "leaders")
    assert (found.closed_model, found.open_model) == (closed, opened)
    assert found.gap == pytest.approx(gap_, abs=0.001)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("series", "on", "days", "closed"),
    [
        ("arena_text", date(2026, 10, 2), 239, "claude-opus-4-6"),
        ("arena_webdev", date(2026, 10, 6), 79, "qwen3.8-max"),
    ],
)
def test_a_list_complete_down_to_the_open_leader_dates_it(
    excerpted: Warehouse, series: str, on: date, days: int, closed: str
) -> None:
    [*_, found] = lag_history(*arena(excerpted, series, on))
    assert (found.open_model, found.closed_model) == ("kimi-k3", closed)
    assert (days_between(found.counts_from or "", on.isoformat()), found.censored) == (days, None)
    assert found.low_from is not None
    assert found.high_from is not None


@pytest.mark.nightly
def test_an_excerpt_with_a_hole_above_a_leader_decides_nothing(excerpted: Warehouse) -> None:
    """Of 27 September ranks 1 to 6 are known, all closed; Kimi K3 is 14th below the hole."""
    found = arena_gap(excerpted, "arena_agent", date(2026, 9, 30))
    assert (found.vintage_on, found.basis) == ("2026-08-19", "board")
    assert found.gap == pytest.approx(2.06)
    asked = "SELECT entry FROM score_now WHERE board = 'agent' AND category = ? ORDER BY value DESC"
    listed = excerpted.connection.execute(asked, ("overall, first ranks",)).fetchall()
    assert [entry for (entry,) in listed][::5] == ["Claude Fable 5.1 (Max)", "GPT 6 Sol (Max)"]
    assert len(excerpted.connection.execute(asked, ("overall",)).fetchall()) == 51
    aside = excerpted.connection.execute(
        "SELECT entry, reason FROM quarantine WHERE board = 'agent' ORDER BY id"
    ).fetchall()
    assert len(aside) == 6
    assert ("Kimi K3 (Max)", "it stands below rank 7, which a page cut short lacks: it decides "
            "nothing") in aside  # fmt: skip
