"""LLM Stats: makers' own numbers, one board per benchmark, nothing said about settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from sources.boards import llm_stats
from sources.contract import SourceChanged
from tests.sources.sample import (
    PAGES,
    boards,
    page_of,
    recorded,
    strictly,
    whole,
)


def body() -> bytes:
    return (PAGES / "llm_stats" / "full.json").read_bytes()


def content() -> Any:
    return json.loads(body())


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
def test_a_score_of_the_recorded_page(row: Mapping[str, str]) -> None:
    found = boards(whole(llm_stats.parse, row), "score")
    assert found["swe_bench_verified_score"]["claude-opus-4-5-20251101"]["value"] == 80.9
