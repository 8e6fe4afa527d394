"""OpenRouter: the list, and the hosts of those models that are asked for."""

import json
from typing import Any

import pytest

from sources.contract import Fetched, SourceIncomplete, SourceUnavailable
from sources.prices.lists import openrouter
from tests.sources.sample import Serving

URL = "https://openrouter.ai/api/v1/models"
HOSTED = openrouter.HOSTED


def listed(name: str, created: int, **fields: Any) -> dict[str, Any]:
    return {"id": name, "created": created, "hugging_face_id": "maker/Weights", **fields}


def asked_for(*models: dict[str, Any], body: bytes | None = None) -> list[str]:
    """The models whose hosts are asked for beside a list."""
    client = Serving({URL: body or json.dumps({"data": models}).encode()})
    list(openrouter.fetch(client))
    first, *rest = client.asked
    assert first == URL
    assert all(url.startswith(f"{URL}/") and url.endswith("/endpoints") for url in rest)
    return [url.removeprefix(f"{URL}/").removesuffix("/endpoints") for url in rest]


def test_a_model_that_is_gone_does_not_hide_the_others() -> None:
    gone = SourceUnavailable("openrouter", "gone", status=404)
    client = Serving({f"{URL}/{HOSTED[1]}/endpoints": gone})
    looks: list[Fetched] = []
    with pytest.raises(SourceIncomplete, match=HOSTED[1]):
        looks += openrouter.fetch(client)
    assert len(client.looks) == 1 + len(HOSTED)


def test_hosts_of_the_newest_open_models_of_the_list_are_asked_for() -> None:
    found = asked_for(
        listed("maker/older", 1), listed("maker/newer", 2), listed("maker/newer:free", 3),
        listed("~maker/latest", 4), listed("maker/closed", 5, hugging_face_id=""),
        listed("maker/undated", 6) | {"created": None}, {"id": 7}, listed("odd id/..", 8),
        listed(HOSTED[0], 9),
    )  # fmt: skip
    assert found == [*HOSTED, "maker/newer", "maker/older"]


def test_no_more_than_so_many_hosts_are_asked_for() -> None:
    found = asked_for(*(listed(f"maker/m{number}", number) for number in range(200)))
    assert (len(found), found[len(HOSTED)]) == (openrouter.MOST_ASKED, "maker/m199")


@pytest.mark.parametrize("body", [b"no list", b"[]"])
def test_a_list_that_cannot_be_read_leaves_those_that_are_always_asked(body: bytes) -> None:
    assert asked_for(body=body) == [*HOSTED]
