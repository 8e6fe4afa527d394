"""Facts by hand from pages of September to November 2026, many of them excerpts."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from measures.boards.states import Boards, BoardState, Entry
from measures.price.rules import bundled
from measures.price.spans import spans_of
from measures.series import load
from sources import published
from sources.boards import terminalbench4
from sources.boards.arena import dataset as arena_dataset
from sources.boards.epoch import benchmarks
from sources.prices.lists import openrouter
from tests.measures.price.sample import board
from tests.measures.sample import gap_history
from tests.measures.shipped import names, states
from tests.recorded import november, skip_without_november

pytestmark = [pytest.mark.recorded, skip_without_november]


def runs_of(series: str, pages: list[BoardState]) -> Sequence[Entry]:
    return Boards(load()[series], pages, names(), "2026-12-31").entries(pages)


def test_every_agent_of_19_august_has_a_model() -> None:
    (state,) = states(
        arena_dataset, november("arena/2026-08-19_agent_latest_DERIVED_WHOLE51.parquet")
    )
    found = {item.entry: item.model for item in runs_of("arena_agent", [state])}
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
    runs = runs_of("terminalbench_4", boards)
    assert (len(runs), None in {run.model for run in runs}) == (18, False)
    metered = [run for run in runs if run.row["cost_usd"]]
    costs = {it.row["effort"]: round(it.row["cost_usd"] / it.value * 100, 2) for it in metered}
    assert costs == {"max": 17.02, "xhigh": 12.31, "high": 11.88}
    (best,) = [run for run in runs if run.value == 58.18]
    assert best.stderr == pytest.approx(2.79 / 1.96, rel=1e-4)
    [*_, found] = gap_history(
        load()["terminalbench_4"], boards, names(), "any_weights", "2026-09-10"
    )
    assert (found.open_value, found.gap_low, found.p_open_ahead) == (41.82, None, None)


def test_what_ships_of_swe_bench_pros_hard_tasks_is_what_the_page_prints() -> None:
    text = november("swebench_pro/2026-09-23_swe_bench_pro_public_v2_hard_PAGETEXT_EXCERPT.md")
    printed = dict(re.findall(r"^(\S.*)\n\n([\d.]+)$", text.body.decode(), re.MULTILINE))
    body = dict(published.pages())["swebench_pro_hard.csv"]
    page = replace(text, url="package:published/swebench_pro_hard.csv", body=body)
    (state,) = states(published, page)
    assert {row["entry"]: f"{row['value']:.2f}" for row in state.rows} == printed


def test_the_error_of_terminal_bench_is_half_an_interval() -> None:
    """2.0892351283 is what the board's own interface calls the half-width of this run."""
    page = november("epoch/2026-09-28_benchmark_data_EXCERPT3.zip")
    runs = runs_of("terminalbench", states(benchmarks, page))
    (run,) = [run for run in runs if run.row["harness"] == "NexAU-AHE"]
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
