"""OpenRouter: the list, and the hosts of those models that are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sources.contract import Fetched, SourceUnavailable
from sources.prices.lists import openrouter
from tests.sources.sample import Asked, page, page_of


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
