"""What the guard before Dagster's UI lets through: its own pages and programs of this machine."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from pipelines import ui

HERE, EVIL = "127.0.0.1:3001", "http://evil.example"
OWN, FAR = {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "cross-site"}
CHANGE = "query=mutation%20%7B%20setNuxSeen%20%7D"
ASKED: dict[str, tuple[str, str, Mapping[str, str]]] = {
    "the page": ("GET", "/", {}),
    "the page by name": ("GET", "/", {"host": "localhost:3001"}),
    "a program": ("POST", "/graphql", {}),
    "the page's script": ("POST", "/graphql", {**OWN, "origin": f"http://{HERE}"}),
    "the page's socket": ("socket", "/graphql", {"origin": f"http://{HERE}"}),
    "an image elsewhere": ("GET", f"/graphql?{CHANGE}", FAR),
    "an image in an old browser": ("GET", f"/graphql?{CHANGE}", {}),
    "a page of this machine": ("GET", "/", {"sec-fetch-site": "same-site"}),
    "a form elsewhere": ("POST", f"/graphql?{CHANGE}", {"origin": EVIL}),
    "a sandboxed page": ("POST", "/graphql", {"origin": "null"}),
    "a socket elsewhere": ("socket", "/graphql", {"origin": EVIL}),
    "a rebound name": ("GET", "/", {"host": "evil.example:3001"}),
    "a rebound socket": ("socket", "/graphql", {"host": "evil.example:3001"}),
}
OURS = ("the page", "the page by name", "a program", "the page's script", "the page's socket")


def answered(method: str, path: str, headers: Mapping[str, str]) -> list[Any]:
    """What the UI's server sends back; the app behind the guard sends the word `through`."""
    sent: list[Any] = []

    async def app(*_: object) -> None:
        sent.append("through")

    async def send(message: object) -> None:
        sent.append(message)

    def run(guarded: Any, *, host: str, port: int, **_: object) -> None:
        address, _, query = path.partition("?")
        scope = {
            "type": "websocket" if method == "socket" else "http",
            "method": method,
            "path": address,
            "query_string": query.encode(),
            "headers": [
                (name.encode(), text.encode())
                for name, text in {"host": f"{host}:{port}", **headers}.items()
            ],
        }
        asyncio.run(guarded(scope, None, send))

    ui._guarded(run, ("127.0.0.1", 3001), app, log_level="warning")
    return sent


@pytest.mark.parametrize("who", ASKED)
def test_its_own_pages_and_programs_may_ask_the_ui_and_nobody_else(who: str) -> None:
    first, *_ = answered(*ASKED[who])
    if who in OURS:
        assert first == "through"
    else:
        assert (first.get("status"), first.get("code")) in ((403, None), (None, 1008))
