"""model-prices: dated prices of the makers' own APIs since June 2025, in one snapshot.

The package of that name builds it from the git history of models.dev, corrected from the makers'
pages with a citation each. The data file of its version 0.0.5, as of 26 October 2026, lies here
with its licence. Of newer ones `latest.json` names the current one by its hash; `<hash>.json` there
never changes, so a known one is not asked for again. What it says, and how it is read here:

- A timeline is a list of intervals; each starts where the one before ends. The first has no start:
  its price is known from `valid_from` on and *unknown before*, not older than time.
- `valid_from_basis` says how the day is known; days of models.dev commits are days to weeks late.
- Facts are by the day: of several intervals on one UTC day the last is the price of that day (a
  wrong first listing is mostly corrected within a day).
- `rates: null` means not on sale.
- `status` (deprecated, removed) has no date, so it is a note of the last price.
- Prices of longer contexts (`tiers`) and hours of other prices (`schedules`) are not read.
- Prices of 0/0 (free previews, placeholders) are passed on for the rules to judge.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from sources.contract import (
    Client,
    Fetched,
    Page,
    ParseError,
    Reading,
    SourceCard,
    SourceUnavailable,
    TwinSource,
    asks_nobody,
    page_of,
)
from sources.prices.price_list import ListedPrice, PriceRows
from sources.reading.spelling import STAMP, VENDORS
from sources.reading.strict import json_of, number_of, object_of, text_of, time_of
from terms.grammar import Grammar

NAME, FILE = "model_prices", "snapshot.json"
URL = f"package:model-prices/0.0.5/model_prices/{FILE}"
"""How homes know it from when that package was installed."""
MADE_AT = datetime(2026, 10, 26, 18, 46, 35, tzinfo=UTC)
"""Its `updated_at`."""

ABOUT = SourceCard(
    name=NAME,
    title="model-prices",
    grammar=Grammar((STAMP,), VENDORS),
    home="https://github.com/wakamex/model-prices",
    licence="MIT",
    attribution="model-prices (wakamex), MIT, from models.dev (MIT) with cited corrections",
    cadence="Edited as prices change; what it says of the past stays.",
    stale_after_days=14,
    tables=("price",),
    board_is="provider",
    terms="Only the data file is read.",
)

SCHEMA = 1
BASES = {
    "models.dev commit": "commit",
    "documented": "documented",
    "first observed": "first_observed",
}
KEYS = {"input": "input", "output": "output", "cached": "cache_read"}
OTHER_KEYS = ("cache_write", "cache_write_1h_multiple", "model", "source", "tiers")
RATE_KEYS = {*KEYS.values(), *OTHER_KEYS, "valid_from", "valid_from_basis"}
BASE = "https://raw.githubusercontent.com/wakamex/model-prices/data/v1"
TYPES = ("text/plain", "application/json")


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


def bundled() -> Page:
    """The file beside this module, seen at the time that it was made."""
    return Page(URL, files(__package__).joinpath(FILE).read_bytes(), MADE_AT)


def parse(page: Page) -> Iterator[Reading]:
    """One price board per provider, published on the day of `updated_at`; USD per 1M tokens."""
    content = object_of("the page", json_of(page.body))
    if set(content) == {"sha256", "published_at"}:
        name = content["sha256"]
        raise ParseError(f"only names the snapshot {name}.json, which has the prices")
    if content.get("schema") != SCHEMA or "prices" not in content:
        keys = sorted(content)
        raise ParseError(f"not a snapshot of schema {SCHEMA}: it has {keys}")
    published_on = date.fromisoformat(time_of("updated_at", content.get("updated_at"))[:10])
    status = object_of("status", content.get("status"))
    prices = object_of("prices", content["prices"])
    for provider, offerings in prices.items():
        ended = object_of(f"status of {provider}", status.get(provider, {}))
        listed = object_of(provider, offerings)
        found = PriceRows(provider, number_of, keys=KEYS)
        for offering, modes in listed.items():
            with found.row(offering, modes):
                _read_offering(found, offering, modes, ended.get(offering))
        if found.rows or found.refused:
            yield found.reading(published_on=published_on)


def _read_offering(found: PriceRows, offering: str, modes: object, status: object) -> None:
    """Add the prices of one offering, all modes, oldest first; USD per 1M tokens.

    `status`: deprecated or removed, where the snapshot says so.
    """
    note = None if status is None else f"status: {text_of(f'status of {offering}', status)}"
    for mode, timeline in object_of(f"modes of {offering}", modes).items():
        what = f"{found.provider}/{offering} {mode}"
        for rates, since, until, is_last in _intervals(what, timeline):
            # Every snapshot has an address of its own, so that no page before it tells which came.
            for key in sorted(rates.keys() - RATE_KEYS):
                found.unread[f"the key {key!r} of rates"] += 1
            # In force at the end of the UTC day on which it starts.
            if not until or since[:10] < until[:10]:
                with found.row(offering, rates, mode, since[:10]):
                    line = _line(offering, mode, what, rates)
                    ended, now = until[:10] if is_last else None, None if until else note
                    found.offer(line._replace(since=since[:10], withdrawn_on=ended, note=now))


def _intervals(what: str, timeline: object) -> Iterator[tuple[Mapping[str, Any], str, str, bool]]:
    """The timeline's rates, each from a UTC time until another (empty: still in force), and whether
    the mode is not on sale after it."""
    if not isinstance(timeline, list) or not timeline:
        raise ParseError(f"the timeline of {what} is {str(timeline)[:80]}")
    entries = [object_of(f"an interval of {what}", entry) for entry in timeline]
    if entries[0].get("start") is not None:
        raise ParseError(f"{what} starts at {entries[0]['start']}, not at null")
    starts = ["", *(time_of(f"a start of {what}", entry.get("start")) for entry in entries[1:])]
    if starts != sorted(set(starts)):
        raise ParseError(f"the starts of {what} are not in order: {starts}")
    ends = [*starts[1:], ""]
    nexts = [*entries[1:], None]
    for entry, start, end, following in zip(entries, starts, ends, nexts, strict=True):
        if entry.get("rates", "") is not None:
            rates = object_of(f"rates of {what}", entry.get("rates"))
            known_from = time_of(f"valid_from of {what}", rates.get("valid_from"))
            off = following is not None and following.get("rates", "") is None
            yield rates, max(known_from, start), end, off


def _line(offering: str, mode: str, what: str, rates: Mapping[str, Any]) -> ListedPrice:
    basis = text_of(f"valid_from_basis of {what}", rates.get("valid_from_basis"))
    if basis not in BASES:
        raise ParseError(f"valid_from_basis of {what} is {basis!r}")
    return ListedPrice(
        offering,
        rates,
        mode,
        # Aliases such as claude-haiku-4-5 name the dated model behind them.
        model_name=text_of(f"model of {what}", rates.get("model", offering)),
        source_url=text_of(f"source of {what}", rates.get("source")),
        basis=BASES[basis],
    )


BUNDLED = TwinSource(
    replace(
        ABOUT,
        title="model-prices (bundled snapshot)",
        cadence="Fixed: the snapshot that ships; fifteen list prices changed in its last month.",
        scheduled=False,
        terms="Its data file ships, with its licence.",
    ),
    asks_nobody,
    parse,
)
