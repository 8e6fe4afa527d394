"""The published snapshot: found through its pointer, checked by hash, read as the bundled one."""

import hashlib
import json
from typing import Any

import pytest

from sources.contract import ParseError, SourceUnavailable, Validator
from sources.prices.model_prices import snapshots as model_prices
from tests.sources.sample import PAGES, Serving

BODY = (PAGES / "model_prices" / "snapshot.json").read_bytes()
DIGEST = hashlib.sha256(BODY).hexdigest()
LATEST = f"{model_prices.BASE}/latest.json"
SNAPSHOT = f"{model_prices.BASE}/{DIGEST}.json"


def pointer(**fields: Any) -> bytes:
    return json.dumps({"published_at": "2026-11-20T00:00:00Z", "sha256": DIGEST, **fields}).encode()


def test_the_pointer_leads_to_the_snapshot() -> None:
    client = Serving({LATEST: pointer(), SNAPSHOT: BODY})
    (look,) = model_prices.fetch(client)
    assert (look.url, look.page and look.page.body) == (SNAPSHOT, BODY)
    assert look.etag == f'"{DIGEST}"'
    assert client.asked == [LATEST, SNAPSHOT]


def test_a_known_snapshot_is_not_asked_for_again() -> None:
    client = Serving({LATEST: pointer()}, {SNAPSHOT: Validator(f'"{DIGEST}"')})
    (look,) = model_prices.fetch(client)
    assert (look.url, look.page) == (SNAPSHOT, None)


def test_other_bytes_than_named_are_not_taken() -> None:
    client = Serving({LATEST: pointer(), SNAPSHOT: BODY + b" "})
    with pytest.raises(SourceUnavailable, match="is not the file that latest"):
        list(model_prices.fetch(client))


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (pointer(sha256="../../odd"), "sha256 in latest.json is '../../odd'"),
        (pointer(sha256=None), "sha256 in latest.json"),
        (b"[]", "latest.json is list"),
        (b"<html>", "not JSON"),
    ],
)
def test_another_pointer_is_refused(body: bytes, names: str) -> None:
    with pytest.raises(ParseError, match=names):
        list(model_prices.fetch(Serving({LATEST: body})))
