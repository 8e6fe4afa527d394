"""HELM Safety: one column of one table, anything else refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sources.boards import helm_safety
from sources.contract import SourceChanged
from tests.sources.sample import (
    PAGES,
    page,
    page_of,
    strictly,
)

BODY = (PAGES / "helm_safety" / "safety_scenarios.json").read_bytes()


def content() -> Any:
    return json.loads(BODY)


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
        list(strictly(helm_safety.parse, page(b"<Error>NoSuchKey</Error>")))
