"""OpenRouter: dynamic and free prices, moving aliases, hosts apart, never a maker's list price."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from expectations import judge
from sources.contract import Fetched, Row, SourceUnavailable
from sources.prices.lists import openrouter
from tests.sources.sample import (
    PAGES,
    SEEN_AT,
    Asked,
    boards,
    fits,
    page,
    page_of,
    recorded,
    recorded_page,
    what_is_told,
)

MODELS = (PAGES / "openrouter" / "models.json").read_bytes()
HOSTS = (PAGES / "openrouter" / "hosts.json").read_bytes()
ROWS = boards(list(openrouter.parse(page(MODELS))), "price")["models"]
(OFFERED,) = openrouter.parse(page(HOSTS))


def model(**fields: Any) -> Any:
    """The page with other fields of its first model."""
    found = json.loads(MODELS)
    found["data"][0].update(fields)
    return found


def pricing(**fields: Any) -> Any:
    return model(pricing={"prompt": "0", "completion": "0", **fields})


def host(**fields: Any) -> Any:
    found = json.loads(HOSTS)
    found["data"]["endpoints"][0].update(fields)
    return found


def prices(row: Row) -> tuple[float, float]:
    return row["input_per_mtok"], row["output_per_mtok"]


def test_fetch_looks_at_the_list_and_at_hosts() -> None:
    client = Asked()
    assert len(list(openrouter.fetch(client))) == 1 + len(openrouter.HOSTED)
    assert client.looks[0][0] == "https://openrouter.ai/api/v1/models"
    assert client.looks[1][0] == (
        f"https://openrouter.ai/api/v1/models/{openrouter.HOSTED[0]}/endpoints"
    )


class Refusing(Asked):
    """A client that cannot get the page of one model's hosts."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status

    def get(self, url: str, **more: Any) -> Fetched:
        if openrouter.HOSTED[1] in url:
            raise SourceUnavailable("openrouter", url, status=self.status)
        return super().get(url, **more)


def test_a_model_that_is_gone_does_not_hide_the_others() -> None:
    client = Refusing(404)
    looks: list[Fetched] = []
    with pytest.raises(SourceUnavailable, match="take them out of HOSTED") as caught:
        looks += openrouter.fetch(client)
    assert caught.value.status == 404
    assert len(client.looks) == len(openrouter.HOSTED)


def test_another_failure_ends_the_look() -> None:
    client = Refusing(503)
    with pytest.raises(SourceUnavailable, match=openrouter.HOSTED[1]):
        list(openrouter.fetch(client))
    assert len(client.looks) == 2


def test_dynamic_and_free_prices_are_set_aside() -> None:
    readings = list(openrouter.parse(page(MODELS)))
    verdict = judge("openrouter", readings, seen_on=SEEN_AT.date(), previous={})
    aside = {one.entry: one.reason for one in verdict.readings[0].quarantined}
    assert list(aside) == ["maker/model-k:free|free", "openrouter/auto|standard"]
    assert "input_per_mtok=-1.0" in aside["openrouter/auto|standard"]
    assert "zero price" in aside["maker/model-k:free|free"]


@pytest.mark.parametrize(
    ("tag", "mode"),
    [
        ("openai", "standard"),
        ("openai/flex", "flex"),  # half of the standard price, and listed before it
        ("openai/priority", "priority"),
        ("host-a/batch", "batch"),
        ("google-vertex/global/flex", "flex"),
        ("google-vertex/us-east5", "standard"),
        ("google-vertex/europe", "standard"),
        ("baseten/fp8", "standard"),
        ("host-a/NVFP4", "standard"),
        ("xai/zdr", "standard"),
        ("host-a/overnight", "overnight"),
        ("host-a/fp8/overnight", "overnight"),
    ],
)
def test_how_a_host_sells_is_a_mode_and_only_what_is_known_is_standard(tag: str, mode: str) -> None:
    (reading,) = openrouter.parse(page_of(host(tag=tag)))
    assert reading.rows[0]["mode"] == mode
    told = f"unread: the word {mode!r} of a tag, so that its price counts as no standard price"
    assert [one.startswith(told) for one in reading.warnings] == [True] * (mode == "overnight")


def test_a_wrapped_answer_is_read_alike() -> None:
    wrapped = {"fetched_at": "2026-07-17T18:48:20Z", "url": "x", "body": json.loads(MODELS)}
    assert boards(list(openrouter.parse(page_of(wrapped))), "price")["models"] == ROWS


@pytest.mark.parametrize(
    ("odd", "names"),
    [
        (pricing(novelty="1"), "unread: the price 'novelty'"),
        (pricing(prompt=0.1), "prompt of maker/model-k"),
        (pricing(prompt="cheap"), "prompt of maker/model-k is 'cheap'"),
        (pricing(prompt="NaN"), "prompt of maker/model-k is 'NaN'"),
        (pricing(input_cache_read=None), "input_cache_read of maker/model-k"),
        (pricing(overrides=[{"prompt": "1", "completion": "1"}]), "min_prompt_tokens of maker"),
        (pricing(overrides=[{"min_prompt_tokens": 0}]), "an override from 0 tokens on"),
        (model(pricing=None), "pricing of maker/model-k"),
        (model(id=None), "a model's id"),
        (model(alias_target={}), "slug of the target of maker/model-k"),
        (host(tag=None), "tag of HostA at maker/model-k"),
        (host(provider_name=""), "provider_name at maker/model-k"),
        (host(pricing={"prompt": "1", "completion": "1", "discount": "0"}), "discount of host-a"),
        ({"data": {"id": "x"}}, "endpoints of x"),
        ({"models": []}, "the models"),
        ({"body": "text"}, "the models is 'text'"),
    ],
)
def test_what_does_not_fit_is_told_by_name(odd: Any, names: str) -> None:
    told = what_is_told(openrouter.parse, page_of(odd))
    assert re.search(names, told), told


COUNTS = {
    # Models; set aside because free (0) or dynamic (-1).
    "2025-05-20": (321, 71),
    "2025-07-27": (150, 12),
    "2026-05-15": (364, 32),
    "2026-07-17": (343, 28),
    "2026-08-22": (421, 27),
}


@pytest.mark.parametrize("row", recorded("openrouter"))
def test_recorded_pages(row: Mapping[str, str]) -> None:
    captured = recorded_page(row)
    found = {one.table: one for one in openrouter.parse(captured)}
    assert set(found) <= {"price", "release"}
    reading, places = found["price"], found.get("release")
    for claim in places.rows if places else ():
        fits("release", claim)
    verdict = judge("openrouter", [reading], seen_on=captured.seen_at.date(), previous={})
    assert verdict.refused is None
    assert (len(reading.rows), verdict.quarantined) == COUNTS[row["seen_at"][:10]]
    for one in verdict.readings[0].quarantined:
        written = reading.rows[one.index]
        assert {written["input_per_mtok"], written["output_per_mtok"]} <= {0.0, -1.0}
    for statement in reading.rows:
        fits("price", statement)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("minimax/minimax-m2.5|standard", (0.27, 1.08)),  # its maker asks 0.30/1.20
        ("openai/gpt-5.6-luna:batch|batch", (0.1, 0.6)),  # half of standard
        ("openai/gpt-5.6-luna|standard", (0.2, 1.2)),
    ],
)
@pytest.mark.parametrize("row", recorded("openrouter")[-1:])
def test_prices_of_august_2026(
    row: Mapping[str, str], entry: str, expected: tuple[float, float]
) -> None:
    found = boards(list(openrouter.parse(recorded_page(row))), "price")["models"]
    assert prices(found[entry]) == expected


@pytest.mark.parametrize("row", recorded("openrouter")[-1:])
def test_hosted_models_were_listed(row: Mapping[str, str]) -> None:
    found = boards(list(openrouter.parse(recorded_page(row))), "price")["models"]
    assert {f"{name}|standard" for name in openrouter.HOSTED} <= set(found)


class Listing(Asked):
    """A client whose list of models is given; everything else is an empty page."""

    def __init__(self, models: list[dict[str, Any]]) -> None:
        super().__init__()
        self.page = page_of({"data": models})

    def get(self, url: str, **more: Any) -> Fetched:
        found = super().get(url, **more)
        return replace(found, page=self.page) if url == openrouter.URL else found


def listed(name: str, created: int, **fields: Any) -> dict[str, Any]:
    return {"id": name, "created": created, "hugging_face_id": "maker/Weights", **fields}


def asked_for(client: Asked) -> list[str]:
    ends = [url.removeprefix(f"{openrouter.URL}/") for url, *_ in client.looks[1:]]
    return [end.removesuffix("/endpoints") for end in ends]


def test_hosts_of_the_newest_open_models_of_the_list_are_asked_for() -> None:
    client = Listing([
        listed("maker/older", 1), listed("maker/newer", 2), listed("maker/newer:free", 3),
        listed("~maker/latest", 4), listed("maker/closed", 5, hugging_face_id=""),
        listed("maker/undated", 6) | {"created": None}, {"id": 7}, listed("odd id/..", 8),
        listed(openrouter.HOSTED[0], 9),
    ])  # fmt: skip
    list(openrouter.fetch(client))
    assert asked_for(client) == [*openrouter.HOSTED, "maker/newer", "maker/older"]


def test_no_more_than_so_many_hosts_are_asked_for() -> None:
    client = Listing([listed(f"maker/m{number}", number) for number in range(200)])
    list(openrouter.fetch(client))
    assert len(asked_for(client)) == openrouter.MOST_ASKED
    assert asked_for(client)[len(openrouter.HOSTED)] == "maker/m199"


def test_a_list_that_cannot_be_read_leaves_those_that_are_always_asked() -> None:
    client = Listing([])
    client.page = page(b"no list")
    list(openrouter.fetch(client))
    assert asked_for(client) == [*openrouter.HOSTED]


@pytest.mark.parametrize("row", recorded("openrouter")[-1:])
def test_of_the_recorded_list_the_leading_open_models_are_asked_for(
    row: Mapping[str, str],
) -> None:
    client = Listing([])
    client.page = recorded_page(row)
    list(openrouter.fetch(client))
    assert {
        "moonshotai/kimi-k3", "deepseek/deepseek-v4-pro-0813", "z-ai/glm-5.2", "minimax/minimax-m3",
        "qwen/qwen3.8-2.4t-a95b", "moonshotai/kimi-k2.5", "minimax/minimax-m2.5",
    } <= {*asked_for(client)}  # fmt: skip


def claims(content: Any) -> list[Row]:
    readings = list(openrouter.parse(page(json.dumps(content).encode())))
    return [row for reading in readings if reading.table == "release" for row in reading.rows]


def test_where_the_weights_are_is_a_claim_and_a_missing_id_says_nothing() -> None:
    assert claims(json.loads(MODELS)) == [
        {"entry": "maker/model-k", "model_name": "maker/model-k", "repository": "maker/Model-K"}
    ]
    for nothing in ("", None):
        assert claims(model(hugging_face_id=nothing)) == []
    odd = page_of(model(hugging_face_id=7))
    assert "hugging_face_id of maker/model-k is 7, not a text" in what_is_told(
        openrouter.parse, odd
    )
