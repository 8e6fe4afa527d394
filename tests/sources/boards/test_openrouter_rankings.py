"""The key of OpenRouter's tokens: sent to the place alone, asked for by name, told to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from sources.boards.openrouter_rankings import ABOUT, URL, fetch
from sources.contract import Fetched, SourceUnavailable, Validator
from tests.sources.sample import SEEN_AT


class Hearing:
    """A client that keeps the headers of every look."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Mapping[str, str]]] = []

    def known(self, url: str) -> Validator | None:
        del url

    def get(
        self,
        url: str,
        *,
        content_types: Sequence[str] = (),
        max_bytes: int = 0,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        del content_types, max_bytes
        self.heard.append((url, headers or {}))
        return Fetched(url, SEEN_AT, 304, None)


def test_the_key_goes_into_the_header_and_not_into_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ABOUT.key, " sk-or-v1-secret\n")
    client = Hearing()
    (look,) = fetch(client)
    assert client.heard == [(URL, {"Authorization": "Bearer sk-or-v1-secret"})]
    assert "secret" not in repr(look)


@pytest.mark.parametrize("key", [None, "", "  ", "sk-secret two", "sk-secret\r\nHost: x", "sk-ü"])
def test_without_a_key_that_can_be_sent_nobody_is_asked_and_no_message_quotes_it(
    key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ABOUT.key, raising=False)
    if key is not None:
        monkeypatch.setenv(ABOUT.key, key)
    client = Hearing()
    with pytest.raises(SourceUnavailable, match=f"no key: {ABOUT.key}") as caught:
        list(fetch(client))
    assert client.heard == []
    assert "sk-" not in str(caught.value)
