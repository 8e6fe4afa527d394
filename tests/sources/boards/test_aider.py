"""Aider: runs of one model or a pair, cost per exercise, shares that follow from counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from sources.boards import aider
from sources.contract import SourceChanged
from tests.sources.sample import (
    PAGES,
    boards,
    page,
    recorded,
    strictly,
    whole,
)


def body() -> bytes:
    return (PAGES / "aider" / "polyglot.yml").read_bytes()


def written(content: Any) -> bytes:
    return yaml.safe_dump(content).encode()


def changed(**keys: Any) -> Any:
    found = yaml.safe_load(body())
    found[0].update(keys)
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (changed(**{"pass_rate_2": "8_8"}), "pass_rate_2 of 2025-08-23.*'8_8'"),
        (changed(pass_rate_2=True), "True"),
        (changed(pass_rate_2=float("nan")), "'.nan', which is no number"),
        (changed(test_cases=0), "test_cases"),
        (changed(pass_num_2=1.5), "pass_num_2"),
        (changed(total_cost="free"), "total_cost"),
        (changed(date=None), "date of 2025-08-23"),
        (changed(dirname=""), "a dirname"),
        (changed(model=None), "model of 2025-08-23"),
        ([{"dirname": "x"}], "lacks"),
        ({"runs": []}, "the page"),
        (["x"], "a run"),
    ],
)
def test_what_is_not_known_is_refused_by_name(odd: Any, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(aider.parse, page(written(odd))))
    assert str(caught.value).startswith("aider: ")


@pytest.mark.parametrize("odd", [b"- a: [", b"\xff", b"- !!python/object:os.system {}"])
def test_what_is_not_yaml_is_refused(odd: bytes) -> None:
    with pytest.raises(SourceChanged, match="not YAML"):
        list(strictly(aider.parse, page(odd)))


def test_numbers_that_only_yaml_takes_for_numbers_are_refused() -> None:
    for odd in (b"1_0", b"1:30", b"0x1F", b".inf"):
        text = body().replace(b"pass_rate_2: 88.0", b"pass_rate_2: " + odd)
        assert text != body()
        (found,) = aider.parse(page(text))
        assert [one.entry for one in found.refused] == ["2025-08-23-15-47-21--model-5-high"]
        assert odd.decode() in found.refused[0].reason
        assert len(found.rows) == 2


@pytest.mark.parametrize("row", recorded("aider")[-1:])
def test_the_leader_of_october_2025(row: Mapping[str, str]) -> None:
    found = boards(whole(aider.parse, row), "score")["polyglot"]
    best = max(found.values(), key=lambda one: one["value"])
    assert (best["model_name"], best["value"]) == ("gpt-5 (high)", 88.0)
    assert round(best["cost_usd"] * best["n"], 4) == 29.0829
    assert sum(one["model_name"] is None for one in found.values()) == 3
