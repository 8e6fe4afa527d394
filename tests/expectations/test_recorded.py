"""The faults that really happened, found in the recorded payloads, and good pages let through."""

import csv
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from expectations.verdict import PageVerdict, Previous
from sources.boards.arena import dataset as arena_dataset
from sources.boards.epoch import benchmarks
from sources.boards.epoch import eci as epoch_eci
from sources.boards.swebench import file as swebench_file
from sources.boards.swebench import page as swebench_page
from sources.contract import Page, Reading, Source, SourceChanged
from sources.prices.lists import models_dev
from sources.prices.model_prices import bundled as model_prices_bundled
from tests.expectations.pages import judge, judge_pages
from tests.recorded import SUMMER

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.recorded,
    pytest.mark.skipif(SUMMER is None, reason="GAPWATCH_RECORDED does not name the payloads"),
]
MODULES: dict[str, Source] = {
    module.ABOUT.name: module
    for module in (
        arena_dataset,
        benchmarks,
        epoch_eci,
        model_prices_bundled,
        models_dev,
        swebench_file,
        swebench_page,
    )
}


@cache
def index() -> list[dict[str, str]]:
    with (Path(str(SUMMER)) / "index.csv").open(encoding="utf-8") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["seen_at"])


def read(part: str) -> tuple[str, list[Reading], datetime]:
    """Source, readings and time of the one payload whose path holds `part`."""
    (row,) = [row for row in index() if part in row["path"] and row["source"] in MODULES]
    seen_at = datetime.fromisoformat(row["seen_at"]).astimezone(UTC)
    page = Page(row["url"], (Path(str(SUMMER)) / row["path"]).read_bytes(), seen_at)
    return row["source"], list(MODULES[row["source"]].parse(page)), seen_at


def judged(part: str, before: str | None = None) -> PageVerdict:
    source, readings, seen_at = read(part)
    previous = {} if before is None else kept(judged(before))
    return judge(source, readings, seen_on=seen_at.date(), previous=previous)


def kept(verdict: PageVerdict) -> dict[tuple[str, str, str], Previous]:
    return {
        one.key: Previous(len(one.rows), {row["entry"]: row for row in one.rows}, True)
        for one in verdict.readings
    }


def aside(verdict: PageVerdict) -> list[tuple[str, str, str]]:
    """Board, entry and rule of every row set aside."""
    return [
        (one.reading.board, row.entry, row.reason.split(":")[0])
        for one in verdict.readings
        for row in one.quarantined
    ]


def test_every_recorded_page_keeps_count_of_its_rows() -> None:
    refused = []
    for source in MODULES:
        parsed = []
        for row in index():
            if row["source"] == source:
                try:
                    parsed.append((row["path"], read(row["path"])[1]))
                except SourceChanged:
                    continue
        seen_on = datetime.now(UTC).date()
        pages = [readings for _, readings in parsed]
        verdicts = judge_pages(source, pages, seen_on=seen_on, previous={})
        for (path, readings), verdict in zip(parsed, verdicts, strict=True):
            assert [one.reading for one in verdict.readings] == readings
            if verdict.refused is not None:
                refused.append(Path(path).name)
                continue
            for one in verdict.readings:
                assert len(one.rows) + len(one.quarantined) == len(one.reading.rows)
            assert not [result.rule for result in verdict.results if result.error]
    assert refused == ["2026-07-15_search_latest.parquet", "2026-07-29_image_edit_latest.parquet"]


def test_swebench_271_percent_sets_aside_exactly_that_row() -> None:
    verdict = judged("BAD-resolved-271")
    assert verdict.refused is None
    assert aside(verdict) == [("Verified", "20250822_mini-v1.9.1_GLM-4.5", "score.percent_range")]
    (board,) = [one for one in verdict.readings if one.held]
    assert "value=271.0" in board.quarantined[0].reason
    assert len(board.rows) == 132


def test_swebench_corrected_page_is_clean_beside_the_bad_one() -> None:
    verdict = judged("80be3f4a_fixed", before="BAD-resolved-271")
    assert verdict.refused is None
    assert verdict.quarantined == 0


def test_swebench_24_rows_with_two_dates_are_told_and_kept() -> None:
    verdict = judged("leaderboards_2025-08-11")
    assert verdict.quarantined == 0
    (told,) = verdict.warnings
    assert "(swebench.folder_date: 24 of 263: " in told
    (result,) = [one for one in verdict.results if one.rule == "swebench.folder_date"]
    assert (result.unexpected, result.boards) == (24, ("Verified", "bash-only"))


SONNET = "20250720_mini-v0.0.0-claude-3-7-sonnet-20250219"


@pytest.mark.parametrize(
    ("part", "source"),
    [("leaderboards_2025-12-10", "swebench"), ("swebench-index_2026-02-24", "swebench_page")],
)
def test_swebench_results_of_another_run_are_lost_and_the_score_stays(
    part: str, source: str
) -> None:
    verdict = judged(part)
    assert verdict.refused is None
    lost = [one for one in aside(verdict) if one[1] == SONNET]
    assert lost == [
        (board, SONNET, f"{source}.items_explain_score") for board in ("bash-only", "Verified")
    ]
    kept_rows = {
        (one.reading.table, one.reading.board): {row["entry"]: row for row in one.rows}
        for one in verdict.readings
    }
    for board in ("bash-only", "Verified"):
        assert kept_rows["score", board][SONNET]["value"] == 52.8
        assert SONNET not in kept_rows["item_result", board]
        assert not {name for row in kept_rows["item_result", board].values() for name in row} - {
            "entry", "solved", "unsolved", "n",
        }  # fmt: skip


@pytest.mark.parametrize(
    "part", ["2026-06-30_webdev", "2026-07-17_webdev", "2026-08-07_webdev", "2026-08-13_webdev"]
)
def test_arena_webdev_twin_is_set_aside_in_each_category(part: str) -> None:
    verdict = judged(part)
    assert verdict.refused is None
    name = "gpt-5.3-codex (codex-harness)"
    assert Counter(aside(verdict)) == {("webdev", name, "score.every.natural_key"): 8}
    assert [one.held for one in verdict.readings if one.held] == [(name,)] * 4


def test_arena_search_with_other_boards_mixed_in_is_refused() -> None:
    verdict = judged("2026-07-15_search_latest", before="2026-07-14_search_latest")
    assert verdict.refused is not None
    assert "arena.entry_at_most_twice: 180 of 182" in verdict.refused
    failing = {one.rule for one in verdict.results if not one.success}
    assert "score.every.few_ambiguous" in failing


def test_arena_image_edit_with_other_boards_mixed_in_is_refused() -> None:
    verdict = judged("2026-07-29_image_edit_latest")
    assert verdict.refused is not None
    assert "arena.entry_at_most_twice: 224 of 288" in verdict.refused


@pytest.mark.parametrize(
    ("part", "before"),
    [
        ("2026-07-14_search_latest", None),
        ("2026-07-30_search_latest", "2026-07-14_search_latest"),
        ("2026-07-30_image_edit", "2026-06-30_image_edit"),
        ("2026-08-13_text_style_control", None),
        ("2026-07-31_vision_style_control", "2026-06-30_vision_style_control"),
    ],
)
def test_arena_good_neighbours_pass_whole(part: str, before: str | None) -> None:
    verdict = judged(part, before)
    assert (verdict.refused, verdict.quarantined, verdict.warnings) == (None, 0, ())


def test_arena_history_repeats_one_name_and_loses_nothing() -> None:
    verdict = judged("text_full_20230508")
    assert verdict.refused is None
    reasons = {row.reason.split(" of ")[0] for one in verdict.readings for row in one.quarantined}
    assert reasons == {"exact repeat"}
    assert {entry for _, entry, _ in aside(verdict)} == {"Yi-34B-Chat"}
    assert verdict.quarantined == 96
    assert [one.held for one in verdict.readings if one.held] == []


def test_epoch_runs_that_were_repeated_are_told() -> None:
    verdict = judged("benchmark_data_2026-03-12", before="benchmark_data_2026-01-20")
    assert verdict.refused is None
    assert verdict.quarantined == 0
    (told,) = verdict.warnings
    assert "(epoch.runs_stay: 1 of " in told
    assert "swe_bench_verified previous_gone_share=1.0" in told


def test_epoch_index_refit_passes() -> None:
    verdict = judged("eci_scores_2026-08-11", before="eci_scores_2025-12-19")
    assert (verdict.refused, verdict.quarantined) == (None, 0)


def test_models_dev_zero_prices_are_set_aside_and_the_rest_stands() -> None:
    verdict = judged("2026-08-12_api.json")
    assert verdict.refused is None
    assert {rule for _, _, rule in aside(verdict)} == {
        "price.input_not_zero", "price.output_not_zero"
    }  # fmt: skip
    prices = {
        (one.reading.board, row["offering"]): (row["input_per_mtok"], row["output_per_mtok"])
        for one in verdict.readings
        if one.reading.table == "price"
        for row in one.rows
    }
    assert prices["moonshotai", "kimi-k2.5"] == (0.6, 3)
    assert prices["minimax", "MiniMax-M2.5"] == (0.3, 1.2)
    assert prices["anthropic", "claude-opus-4-6"] == (5, 25)
    assert not [price for price in prices.values() if 0 in price]


def test_models_dev_moves_over_six_weeks_are_told_not_held() -> None:
    source, readings, seen_at = read("2026-08-12_api.json")
    before = judged("2026-07-02_f3fc69229_DERIVED")
    day = datetime(2026, 7, 2, tzinfo=UTC).date()
    previous = {
        key: Previous(one.row_count, one.rows, True, day) for key, one in kept(before).items()
    }
    verdict = judge(source, readings, seen_on=seen_at.date(), previous=previous)
    assert verdict.refused is None
    (held,) = [told for told in verdict.warnings if "(price.input_move_held: " in told]
    assert "google/gemini-flash-latest|standard previous_input_per_mtok_ratio=5.0" in held
    assert "price.input_move_held" not in {rule for _, _, rule in aside(verdict)}


def test_bundled_price_history_sets_aside_its_placeholders() -> None:
    verdict = judged("pypi-model-prices-0.0.5_snapshot")
    assert verdict.refused is None
    assert Counter(rule for _, _, rule in aside(verdict)) == {
        "price.input_not_zero": 34, "price.output_not_zero": 13
    }  # fmt: skip
