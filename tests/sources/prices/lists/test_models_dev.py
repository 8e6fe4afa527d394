"""models.dev: the makers' own price lists, and claims about their models."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from sources.prices.lists import models_dev
from tests.sources.sample import (
    PAGES,
    boards,
    page_of,
    recorded,
    what_is_told,
    whole,
)

BODY = (PAGES / "models_dev" / "api.json").read_bytes()


def content() -> Any:
    return json.loads(BODY)


def priced(**cost: Any) -> Any:
    """The page with another cost of model-k."""
    found = content()
    found["moonshotai"]["models"]["model-k"]["cost"] = {"input": 1, "output": 2, **cost}
    return found


def described(**fields: Any) -> Any:
    """The page with other fields of model-k."""
    found = content()
    found["moonshotai"]["models"]["model-k"].update(fields)
    return found


def test_a_tier_without_a_type_is_by_context() -> None:
    tier = {"input": 2, "output": 4, "tier": {"size": 256000}}
    rows = boards(list(models_dev.parse(page_of(priced(tiers=[tier])))), "price")
    note = rows["moonshotai"]["model-k|standard"]["note"]
    assert note == "2/4 above 256000 tokens of context; status: beta"


def tier(**rule: Any) -> Any:
    return priced(tiers=[{"input": 2, "output": 4, "tier": rule}])


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (priced(novelty=1), "unread: the price 'novelty'"),
        (priced(input="0.6"), "input price of model-k is '0.6'"),
        (priced(output=None), "output price of model-k is None"),
        (priced(cache_read=None), "cache_read price of model-k is None"),
        (priced(tiers={}), "tiers of model-k"),
        (tier(type="time", size=3), "unread: a tier by 'time'"),
        (tier(type="context", size=0), "model-k has the tier"),
        (tier(type="context"), "a tier's size of model-k is None"),
        (described(open_weights="yes"), "open_weights of model-k is 'yes'"),
        (described(release_date=None), "release_date of model-k is None"),
        (described(status=3), "status of model-k is 3"),
        (described(cost=None), "cost of moonshotai/model-k"),
        (described(id=None), "a model's id at moonshotai"),
        ({"reseller": {"models": {}}}, "no known maker among"),
        ({"openai": {"models": []}}, "models of openai"),
        ([], "the page"),
    ],
)
def test_what_does_not_fit_is_told_by_name(odd: Any, names: str) -> None:
    told = what_is_told(models_dev.parse, page_of(odd))
    assert re.search(names, told), told


@pytest.mark.parametrize(
    ("maker", "offering", "prices"),
    [
        ("moonshotai", "kimi-k2.5", (0.60, 3.00)),
        ("minimax", "MiniMax-M2.5", (0.30, 1.20)),
        ("anthropic", "claude-opus-4-6", (5.0, 25.0)),
    ],
)
@pytest.mark.parametrize("row", recorded("models_dev")[-1:])
def test_prices_of_august_2026(
    row: Mapping[str, str], maker: str, offering: str, prices: tuple[float, float]
) -> None:
    found = boards(whole(models_dev.parse, row), "price")
    listed = found[maker][f"{offering}|standard"]
    assert (listed["input_per_mtok"], listed["output_per_mtok"]) == prices
