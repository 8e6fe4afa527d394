"""HELM MMLU and HELM Safety: one column of one table, anything else refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sources.boards.helm import mmlu as helm_mmlu
from sources.boards.helm import safety as helm_safety
from sources.contract import Page, Reading, Source, SourceChanged
from tests.sources.sample import (
    PAGES,
    SEEN_AT,
    Asked,
    fits,
    page,
    page_of,
    reads_or_refuses,
    spoilt,
    strictly,
)

BOTH: tuple[tuple[Source, str], ...] = (
    (helm_safety, "safety_scenarios"),
    (helm_mmlu, "mmlu_subjects"),
)


def body(name: str) -> bytes:
    return (PAGES / "helm_table" / f"{name}.json").read_bytes()


def content() -> Any:
    return json.loads(body("safety_scenarios"))


def read(source: Source, name: str) -> Reading:
    (found,) = source.parse(Page("https://example.org/x", body(name), SEEN_AT))
    return found


@pytest.mark.parametrize(("source", "name"), BOTH)
def test_fetch_looks_at_one_table_of_one_release(source: Source, name: str) -> None:
    client = Asked()
    assert [look.status for look in source.fetch(client)] == [200]
    ((url, _, _),) = client.looks
    assert url.endswith(f"/groups/{name}.json")
    assert not source.ABOUT.scheduled


@pytest.mark.parametrize(
    ("source", "name", "category", "protocol", "items"),
    [
        (helm_safety, "safety_scenarios", "Mean score", "HELM Safety, mean over scenarios", None),
        (helm_mmlu, "mmlu_subjects", "MMLU All Subjects - EM", "HELM 5-shot", 14042),
    ],
)
def test_a_board_is_a_column(
    source: Source, name: str, category: str, protocol: str, items: int | None
) -> None:
    found = read(source, name)
    assert (found.board, found.category) == (name, category)
    first = found.rows[0]
    assert (first["entry"], first["value"], first["n"]) == ("Model A (2024-05-13)", 95.3, items)
    assert first["provenance"] == "independent"
    assert first["protocol"] == protocol
    for row in found.rows[:2]:
        fits("score", row)


def test_a_model_without_a_value_gets_none() -> None:
    assert read(helm_safety, "safety_scenarios").rows[2]["value"] is None


def changed(**keys: Any) -> Any:
    found = content()
    found[0].update(keys)
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (changed(title="Safety"), "0 tables are called 'Accuracy'"),
        ([*content(), content()[0]], "2 tables are called 'Accuracy'"),
        (changed(header=[{"value": "Model"}, {"value": "Win rate"}]), "Win rate"),
        (changed(header=[{"value": "Run"}, {"value": "Mean score"}]), "not a model"),
        (changed(header="Model"), "the header"),
        (changed(rows=[[{"value": "A"}]]), "1 cells below 3 columns"),
        (changed(rows=[[{"value": "A"}, {"value": "high"}, {"value": 1}]]), "value of A"),
        (changed(rows=[[{"value": None}, {"value": 1}, {"value": 1}]]), "a model"),
        ({"runs": []}, "the page"),
    ],
)
def test_what_is_not_known_is_refused_by_name(odd: Any, names: str) -> None:
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(helm_safety.parse, page_of(odd)))
    assert str(caught.value).startswith("helm_safety: ")


def test_a_page_that_is_not_json_is_refused() -> None:
    with pytest.raises(SourceChanged, match="not JSON"):
        list(strictly(helm_mmlu.parse, page(b"<Error>NoSuchKey</Error>")))


def test_odd_values_anywhere_are_read_or_refused() -> None:
    outcomes = [reads_or_refuses(helm_safety.parse, page_of(odd)) for odd in spoilt(content())]
    assert outcomes.count(False) > len(outcomes) / 4
