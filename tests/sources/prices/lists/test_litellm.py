"""LiteLLM's price file: units, modes, tiers, peak hours, rows that are no models, real faults."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from expectations import judge
from sources.contract import Row
from sources.prices.lists import litellm
from tests.sources.sample import (
    PAGES,
    boards,
    fits,
    page,
    page_of,
    recorded,
    recorded_page,
    what_is_told,
)

BODY = (PAGES / "litellm" / "prices.json").read_bytes()


def content() -> Any:
    return json.loads(BODY)


def changed(key: str, **fields: Any) -> Any:
    """The page with other fields of one model; None takes a field out."""
    found = content()
    found[key].update(fields)
    return found


def prices(row: Row) -> tuple[float, float]:
    return row["input_per_mtok"], row["output_per_mtok"]


def test_a_half_price_reaches_the_rules() -> None:
    odd = changed("gpt-k", output_cost_per_token_priority=None)
    row = boards(list(litellm.parse(page_of(odd))), "price")["openai"]["gpt-k|priority"]
    assert (row["input_per_mtok"], row["output_per_mtok"]) == (3.5, None)


def test_float_noise_goes() -> None:
    odd = BODY.replace(b"1.75e-06", b"0.00000100000000000000015", 1)
    row = boards(list(litellm.parse(page(odd))), "price")["openai"]["gpt-k|standard"]
    assert row["input_per_mtok"] == 1.0


def test_an_old_file_without_providers_is_read_by_its_ids() -> None:
    old = {"mode": "chat", "input_cost_per_token": 3e-05, "output_cost_per_token": 6e-05}
    names = ("gpt-4", "azure/gpt-4", "mistral/mistral-tiny", "deepinfra/x/y", "dolphin")
    found = boards(list(litellm.parse(page_of(dict.fromkeys(names, old)))), "price")
    assert list(found) == ["openai", "mistral", "deepinfra"]
    assert prices(found["openai"]["gpt-4|standard"]) == (30.0, 60.0)
    assert found["mistral"]["mistral/mistral-tiny|standard"]["model_name"] == "mistral-tiny"


@pytest.mark.parametrize(
    ("provider", "key", "name"),
    [
        ("nebius", "nebius/maker/K-1", "maker/K-1"),
        ("vertex_ai-llama_models", "vertex_ai/maker/k-maas", "maker/k-maas"),
        # Under the bare name the maker's own API sells whatever is newest.
        ("azure_ai", "azure_ai/deepseek-v4-pro", "azure_ai/deepseek-v4-pro"),
        ("bedrock_converse", "maker.k-v1:0", "maker.k-v1:0"),
        ("bedrock_converse", "us.maker.k-v1:0", "us.maker.k-v1:0"),
        ("azure_ai", "azure_ai/gpt-oss-120b", "azure_ai/gpt-oss-120b"),
    ],
)
def test_hosts_are_read_under_names_that_no_maker_moves(provider: str, key: str, name: str) -> None:
    told = {"litellm_provider": provider, "mode": "chat", "input_cost_per_token": 1e-06,
            "output_cost_per_token": 2e-06}  # fmt: skip
    (row,) = boards(list(litellm.parse(page_of({key: told}))), "price")[provider].values()
    assert (row["model_name"], row["offering"], row["provider"]) == (name, key, provider)


@pytest.mark.parametrize(
    ("provider", "key"),
    [
        ("azure_ai", "azure_ai/gpt-5.5"),
        ("azure_ai", "azure_ai/grok-4.7"),
        ("databricks", "databricks/databricks-claude-opus-5"),
        ("deepinfra", "deepinfra/google/gemini-3.1-pro"),
        ("bedrock_converse", "anthropic.claude-opus-5-v1:0"),
        ("bedrock_converse", "eu.deepseek.v3.2"),
        ("bedrock_converse", "bedrock/us-gov-east-1/moonshotai.kimi-k3"),
        ("openrouter", "openrouter/maker/k"),
        ("hyperbolic", "hyperbolic/maker/k"),
    ],
)
def test_resold_closed_models_regions_and_routers_have_no_row(provider: str, key: str) -> None:
    told = {"litellm_provider": provider, "mode": "chat", "input_cost_per_token": 1e-06}
    other = {"gpt-k": told | {"litellm_provider": "openai", "output_cost_per_token": 2e-06}}
    assert list(boards(list(litellm.parse(page_of({key: told, **other}))), "price")) == ["openai"]


def without(key: str, field: str) -> Any:
    found = content()
    del found[key][field]
    return found


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (changed("gpt-k", input_cost_per_token_novelty=1), "unread: the price suffix '_novelty'"),
        (
            changed("gpt-k", input_cost_per_token_above_many_tokens=1),
            "unread: the price suffix '_above_many_tokens'",
        ),
        (
            changed("gpt-k", **{"input_cost_per_token": "0.1"}),
            "input_cost_per_token of gpt-k is '0.1'",
        ),
        (changed("gpt-k", litellm_provider=None), "litellm_provider of gpt-k"),
        (without("gpt-k", "litellm_provider"), "gpt-k has neither a provider nor alias_of"),
        (changed("dashscope/qwen-k", tiered_pricing=[]), "no tier of dashscope/qwen-k starts at 0"),
        (changed("dashscope/qwen-k", tiered_pricing=[{"range": []}]), "start of a tier"),
        (changed("dashscope/qwen-k", tiered_pricing=[{"range": [0]}]), "no price per token"),
        (changed("deepseek/deepseek-k", off_peak_pricing=1), "off_peak_pricing of deepseek/dee"),
        ({**content(), "odd": 3}, "odd is int"),
        ({"x": {"litellm_provider": "azure"}}, "no known provider"),
        ([], "the page"),
    ],
)
def test_what_does_not_fit_is_told_by_name(odd: Any, names: str) -> None:
    told = what_is_told(litellm.parse, page_of(odd))
    assert re.search(names, told), told


def test_an_off_peak_price_without_prices_is_refused() -> None:
    odd = page_of(changed("deepseek/deepseek-k", off_peak_pricing={}))
    assert "off-peak hours of deepseek/deepseek-k" in what_is_told(litellm.parse, odd)
    (found,) = [reading for reading in litellm.parse(odd) if reading.board == "deepseek"]
    assert [row["mode"] for row in found.rows] == ["peak"]
    assert [one.entry for one in found.refused] == ["deepseek/deepseek-k|off_peak"]


def test_a_thousandfold_price_and_a_zero_are_set_aside() -> None:
    readings = list(litellm.parse(page(BODY)))
    verdict = judge("litellm", readings, seen_on=datetime(2026, 11, 24, tzinfo=UTC).date(),
                    previous={})  # fmt: skip
    aside = {one.entry: one.reason for judged in verdict.readings for one in judged.quarantined}
    assert verdict.refused is None
    assert list(aside) == ["gemini/gemini-k|standard", "codestral/codestral-k|standard"]
    assert "price.input_ceiling: input_per_mtok=150.0" in aside["gemini/gemini-k|standard"]
    assert "zero price" in aside["codestral/codestral-k|standard"]


COUNTS = {
    # Price rows of the page; those set aside.
    "2024-01-30_f38877f": (63, 10),
    "2024-05-14_d9f3f38": (97, 8),
    "2024-10-16_5fb518c": (200, 15),
    "2025-01-13_226b332": (278, 19),
    "2025-02-07T_9810af3": (285, 23),
    "2025-02-07T_1517b6d": (287, 22),
    "2025-09-30_cbd37f6": (628, 44),
    "2026-08-12_Yingshu-vendored": (1247, 38),
    "2026-11_pypi-litellm-1.110.2": (2017, 32),
}


@pytest.mark.parametrize("row", recorded("litellm"))
def test_recorded_pages(row: Mapping[str, str]) -> None:
    captured = recorded_page(row)
    readings = list(litellm.parse(captured))
    verdict = judge("litellm", readings, seen_on=captured.seen_at.date(), previous={})
    (expected,) = [v for k, v in COUNTS.items() if k in row["path"]]
    assert verdict.refused is None
    assert (sum(len(r.rows) for r in readings), verdict.quarantined) == expected
    for judged in verdict.readings:
        for statement in judged.rows:
            fits("price", statement)


@pytest.mark.parametrize("row", recorded("litellm")[4:6])
def test_the_fault_of_2025_02_07(row: Mapping[str, str]) -> None:
    captured = recorded_page(row)
    readings = list(litellm.parse(captured))
    verdict = judge("litellm", readings, seen_on=captured.seen_at.date(), previous={})
    entry = "gemini/gemini-2.0-flash|standard"
    (gemini,) = [judged for judged in verdict.readings if judged.reading.board == "gemini"]
    kept = {one["entry"]: prices(one) for one in gemini.rows}
    if "bad" in row["path"]:
        assert entry in gemini.held
        assert entry not in kept
    else:
        assert kept[entry] == (0.1, 0.4)


@pytest.mark.parametrize(
    ("board", "entry", "expected"),
    [
        ("moonshot", "moonshot/kimi-k2.5|standard", (0.6, 3.0)),
        ("minimax", "minimax/MiniMax-M3|standard", (0.3, 1.2)),
        ("deepseek", "deepseek/deepseek-v4-pro|peak", (1.32, 3.96)),
        ("deepseek", "deepseek/deepseek-v4-pro|off_peak", (0.66, 1.98)),
        ("openai", "gpt-6-luna|standard", (0.1, 0.5)),
        ("anthropic", "claude-opus-5-5|standard", (4.0, 20.0)),
        ("novita", "novita/deepseek/deepseek-v3.2|standard", (0.269, 0.4)),
        ("bedrock_converse", "deepseek.v3.2|standard", (0.62, 1.85)),
    ],
)
@pytest.mark.parametrize("row", recorded("litellm")[-1:])
def test_prices_of_november_2026(
    row: Mapping[str, str], board: str, entry: str, expected: tuple[float, float]
) -> None:
    found = boards(list(litellm.parse(recorded_page(row))), "price")
    assert prices(found[board][entry]) == expected
