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
    boards,
    page,
    page_of,
    recorded,
    strictly,
    whole,
)


def body() -> bytes:
    return (PAGES / "llm_stats" / "full.json").read_bytes()


def content() -> Any:
    return json.loads(body())


def scores() -> dict[str, dict[str, Row]]:
    return boards(list(llm_stats.parse(page(body()))), "score")


def test_a_board_holds_the_models_that_have_its_score() -> None:
    assert {board: list(rows) for board, rows in scores().items()} == {
        "gpqa_score": ["model-a-20251101", "open-b"],
        "swe_bench_verified_score": ["model-a-20251101"],
        "hle_score": ["open-c"],
        "aime_2025_score": ["open-c"],
        "mmmu_score": ["open-b"],
    }


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


@pytest.mark.parametrize("row", recorded("llm_stats"))
def test_recorded_pages_are_read_whole(row: Mapping[str, str]) -> None:
    readings = whole(llm_stats.parse, row)
    found = boards(readings, "score")
    assert {board: len(rows) for board, rows in found.items()} == {
        "gpqa_score": 159,
        "swe_bench_verified_score": 55,
        "hle_score": 18,
        "aime_2025_score": 78,
        "mmmu_score": 55,
    }
    assert len(boards(readings, "release")["models"]) == 220
    assert found["swe_bench_verified_score"]["claude-opus-4-5-20251101"]["value"] == 80.9
