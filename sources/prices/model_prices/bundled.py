"""model-prices: dated prices of the makers' own APIs since June 2025, bundled with the package.

The package of that name builds a snapshot from the git history of models.dev, corrected from the
makers' pages with a citation each. We read its data file and never import its code. What the file
says, and how it is read here:

- A timeline is a list of intervals; each starts where the one before ends. The first has no start:
  its price is known from `valid_from` on and *unknown before*, not older than time.
- `valid_from_basis` says how the day is known; days of models.dev commits are days to weeks late.
- Facts are by the day: of several intervals on one UTC day the last is the price of that day, and
  its note names the ones that it replaced (a wrong first listing, mostly corrected within a day).
- `rates: null` means not on sale: the note of the price before it says since when.
- `status` (deprecated, removed) has no date, so it is a note of the last price.
- Prices of 0/0 (free previews, placeholders) are passed on for the rules to judge.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from sources.contract import (
    Client,
    Fetched,
    Page,
    Reading,
    SourceCard,
    SourceChanged,
    SourceUnavailable,
)
from sources.prices.model_prices.timeline import NAME, read_offering, rules_of, time_of
from sources.prices.price_list import PriceRows
from sources.reading.spelling import STAMP, VENDORS
from sources.reading.strict import json_of, object_of
from terms.grammar import Grammar

PACKAGE = "model-prices"
MEMBER = "model_prices/snapshot.json"
PINNED = {
    # Version of the package: hash of the data file in it, and its `updated_at`.
    "0.0.5": (
        "15b1228ab021a19a975302fc009c8a01592be5190e4101e5233ef3a8de8b6d43",
        datetime(2026, 10, 26, 18, 46, 35, tzinfo=UTC),
    ),
}

ABOUT = SourceCard(
    name=NAME,
    title="model-prices (bundled snapshot)",
    grammar=Grammar((STAMP,), VENDORS),
    home="https://github.com/wakamex/model-prices",
    licence="MIT",
    attribution="model-prices (wakamex), MIT, from models.dev (MIT) with cited corrections",
    cadence="Fixed: the snapshot that the installed package carries.",
    stale_after_days=14,
    stale_reason="Fifteen list prices changed in the snapshot's last month, one every two days.",
    tables=("price",),
    board_is="provider",
    scheduled=False,
    terms="Read from the installed package; its code is not imported.",
)

SCHEMA = 1


def bundled() -> Page:
    """The data file of the installed package, seen at the time that it was made.

    Raises SourceUnavailable when it is not there, SourceChanged when it is not the pinned one.
    """
    try:
        found = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise SourceUnavailable(ABOUT.name, f"the package {PACKAGE} is not installed") from error
    if found.version not in PINNED:
        raise SourceChanged(ABOUT.name, f"{PACKAGE} {found.version} is not pinned in PINNED")
    pinned, made_at = PINNED[found.version]
    try:
        body = Path(str(found.locate_file(MEMBER))).read_bytes()
    except OSError as error:
        raise SourceUnavailable(ABOUT.name, f"cannot read {MEMBER}: {error}") from error
    if (digest := hashlib.sha256(body).hexdigest()) != pinned:
        raise SourceChanged(ABOUT.name, f"{MEMBER} has the hash {digest}, not {pinned}")
    return Page(f"package:{PACKAGE}/{found.version}/{MEMBER}", body, made_at)


def fetch(client: Client) -> Iterator[Fetched]:
    """The bundled page; `client` is not used, nothing is asked of anybody."""
    del client
    page = bundled()
    yield Fetched(page.url, page.seen_at, None, page)


def parse(page: Page) -> Iterator[Reading]:
    """One price board per provider, published on the day of `updated_at`; USD per 1M tokens.

    Raises SourceChanged on another schema, and on the small file that only names a snapshot.
    """
    content = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    if set(content) == {"sha256", "published_at"}:
        name = content["sha256"]
        raise SourceChanged(
            ABOUT.name, f"only names the snapshot {name}.json, which has the prices"
        )
    if content.get("schema") != SCHEMA or "prices" not in content:
        keys = sorted(content)
        raise SourceChanged(ABOUT.name, f"not a snapshot of schema {SCHEMA}: it has {keys}")
    published_on = date.fromisoformat(time_of("updated_at", content.get("updated_at"))[:10])
    rules, unread = rules_of(content)
    status = object_of(ABOUT.name, "status", content.get("status"))
    prices = object_of(ABOUT.name, "prices", content["prices"])
    for provider, offerings in prices.items():
        ended = object_of(ABOUT.name, f"status of {provider}", status.get(provider, {}))
        listed = object_of(ABOUT.name, provider, offerings)
        found = PriceRows(ABOUT.name)
        for offering, modes in listed.items():
            with found.row(offering, modes):
                read_offering(found, provider, offering, modes, rules, ended.get(offering))
        if found.rows or found.refused:
            reading = found.reading(provider, published_on=published_on)
            yield replace(reading, warnings=(*unread, *reading.warnings))
