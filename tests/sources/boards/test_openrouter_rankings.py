"""The key of OpenRouter's tokens: sent to the place alone, asked for by name, told to nobody."""

import pytest

from sources.boards.openrouter_rankings import ABOUT, URL, fetch
from sources.contract import SourceUnavailable
from tests.sources.sample import Serving


def test_the_key_goes_into_the_header_and_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ABOUT.key, " sk-or-v1-secret\n")
    client = Serving()
    (look,) = fetch(client)
    assert client.asked == [URL]
    assert client.headers == [{"Authorization": "Bearer sk-or-v1-secret"}]
    assert "secret" not in repr(look)


@pytest.mark.parametrize("key", [None, "", "  ", "sk-secret two", "sk-secret\r\nHost: x", "sk-ü"])
def test_without_a_key_that_can_be_sent_nobody_is_asked_and_no_message_quotes_it(
    key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ABOUT.key, raising=False)
    if key is not None:
        monkeypatch.setenv(ABOUT.key, key)
    client = Serving()
    with pytest.raises(SourceUnavailable, match=f"no key: {ABOUT.key}") as caught:
        list(fetch(client))
    assert client.asked == []
    assert "sk-" not in str(caught.value)
