"""LLM Stats: makers' own numbers, one board per benchmark, nothing said about settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from sources.boards import llm_stats
from sources.contract import Row, SourceChanged
from tests.sources.sample import (
    PAGES,
    Asked,
    boards,
    fits,
    page,
    page_of,
    reads_or_refuses,
    recorded,
    recorded_page,
    spoilt,
    strictly,
)


def body() -> bytes:
    return (PAGES / "llm_stats" / "full.json").read_bytes()


def content() -> Any:
    return json.loads(body())


def scores() -> dict[str, dict[str, Row]]:
    return boards(list(llm_stats.parse(page(body()))), "score")


def test_fetch_looks_at_one_list() -> None:
    client = Asked()
    assert [look.status for look in llm_stats.fetch(client)] == [200]
    assert [url for url, _, _ in client.looks] == [llm_stats.URL]


def test_a_board_holds_the_models_that_have_its_score() -> None:
    assert {board: list(rows) for board, rows in scores().items()} == {
        "gpqa_score": ["model-a-20251101", "open-b"],
        "swe_bench_verified_score": ["model-a-20251101"],
        "hle_score": ["open-c"],
        "aime_2025_score": ["open-c"],
        "mmmu_score": ["open-b"],
    }


def test_every_row_fits_its_table() -> None:
    for reading in llm_stats.parse(page(body())):
        for row in reading.rows:
            fits(reading.table, row)


def test_a_row_is_the_makers_own_number() -> None:
    assert scores()["swe_bench_verified_score"]["model-a-20251101"] == {
        "entry": "model-a-20251101",
        "model_name": "model-a-20251101",
        "value": 80.9,
        "unit": "percent",
        "n": 500,
        "provenance": "vendor",
        "protocol": "as the maker reports it, setting not stated",
        "dated_on": "2025-11-24",
        "released_on": "2025-11-24",
    }


def test_an_announced_model_is_dated_but_not_released() -> None:
    row = scores()["gpqa_score"]["open-b"]
    assert (row["dated_on"], row["released_on"]) == ("2025-07-11", None)


def test_a_zero_reaches_the_rules_as_written() -> None:
    assert scores()["mmmu_score"]["open-b"]["value"] == 0.0


def test_licences_are_claims_word_for_word() -> None:
    claims = boards(list(llm_stats.parse(page(body()))), "release")["models"]
    assert claims["open-b"] == {
        "entry": "open-b",
        "model_name": "open-b",
        "maker": "Maker B",
        "licence": "apache_2_0",
        "released_on": None,
        "note": "Open B",
    }


def changed(**keys: Any) -> Any:
    found = content()
    found[0].update(keys)
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (changed(novelty=1), "novelty"),
        (changed(gpqa_score="0.87"), "gpqa_score of model-a-20251101"),
        (changed(release_date=2025), "release_date"),
        (changed(license=None), "license of model-a-20251101"),
        (changed(model_id=None), "a model_id"),
        ([{"model_id": "x"}], "gpqa_score of x is None"),
        ({"models": []}, "the page"),
    ],
)
def test_what_is_not_known_is_refused_by_name(odd: Any, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(llm_stats.parse, page_of(odd)))
    assert str(caught.value).startswith("llm_stats: ")


def test_odd_values_anywhere_are_read_or_refused() -> None:
    outcomes = [reads_or_refuses(llm_stats.parse, page_of(odd)) for odd in spoilt(content())]
    assert outcomes.count(False) > len(outcomes) / 4


@pytest.mark.parametrize("row", recorded("llm_stats"))
def test_recorded_pages_are_read_whole(row: Mapping[str, str]) -> None:
    readings = list(llm_stats.parse(recorded_page(row)))
    found = boards(readings, "score")
    assert {board: len(rows) for board, rows in found.items()} == {
        "gpqa_score": 159,
        "swe_bench_verified_score": 55,
        "hle_score": 18,
        "aime_2025_score": 78,
        "mmmu_score": 55,
    }
    assert len(boards(readings, "release")["models"]) == 220
    for reading in readings:
        for statement in reading.rows:
            fits(reading.table, statement)
    assert found["swe_bench_verified_score"]["claude-opus-4-5-20251101"]["value"] == 80.9
