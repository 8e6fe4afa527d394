"""model-prices as it is published: the same snapshot as the bundled one, newer.

`latest.json` is small and names the current snapshot by its hash; `<hash>.json` beside it never
changes, so a known one is not asked for again. It fills the boards of the bundled snapshot, dated
by its own `updated_at`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from sources.contract import Client, Fetched, ParseError, SourceUnavailable, page_of
from sources.prices.model_prices import bundled as model_prices_bundled
from sources.reading.strict import json_of, object_of, text_of

BASE = "https://raw.githubusercontent.com/wakamex/model-prices/data/v1"
TYPES = ("text/plain", "application/json")

ABOUT = replace(
    model_prices_bundled.ABOUT,
    title="model-prices",
    cadence="with every release of gapwatch; facts of the past do not change",
    scheduled=True,
    terms="Only the data file is read.",
)
parse = model_prices_bundled.parse


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the current snapshot (0.6 MB). Raises SourceUnavailable."""
    pointer = page_of(client, ABOUT.name, f"{BASE}/latest.json", TYPES)
    named = object_of("latest.json", json_of(pointer.body))
    digest = text_of("sha256 in latest.json", named.get("sha256"))
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ParseError(f"sha256 in latest.json is {digest!r}, not a hash")
    url = f"{BASE}/{digest}.json"
    if client.known(url) is not None:
        yield Fetched(url, pointer.seen_at, status=None, page=None)
        return
    look = client.get(url, content_types=TYPES, max_bytes=16 * 2**20)
    if look.page is None or hashlib.sha256(look.page.body).hexdigest() != digest:
        told = f"{url} is not the file that latest.json names; try later"
        raise SourceUnavailable(ABOUT.name, told, status=look.status)
    # A raw file host sends an ETag; without one the name alone says that it cannot change.
    yield replace(look, etag=look.etag or f'"{digest}"')
