"""llm-prices: list prices of the larger makers, kept by hand by one person since October 2024.

Prices are USD per 1M tokens. Three forms of the same statements are read: `current-v1.json` (what
is in force, one date for all), `historical-v1.json` (every interval, `from_date` inclusive,
`to_date` exclusive, absent: open), and the repository's own file of one vendor. An id may stand
there twice, for shorter and longer context under one price (`grok-4-fast`). Prices of longer
context are ids of their own there (`-200k`, `-272k`): here they are modes, when the vendor also
lists the id without it. Prices announced for the future are listed, and some never came.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sources.contract import (
    NONE_STATED,
    Client,
    Fetched,
    Page,
    Reading,
    RefusedRow,
    SourceCard,
    SourceChanged,
)
from sources.prices.price_list import STANDARD, ListedPrice, PriceRows, Rates, entry_of
from sources.reading.rows import read_each
from sources.reading.spelling import STAMP, VENDORS
from sources.reading.strict import (
    day_if_any,
    day_of,
    json_of,
    list_of,
    number_of,
    object_of,
    text_of,
)
from terms.grammar import Grammar

URLS = (
    "https://www.llm-prices.com/current-v1.json",
    "https://www.llm-prices.com/historical-v1.json",
)

ABOUT = SourceCard(
    name="llm_prices",
    title="llm-prices",
    grammar=Grammar((STAMP,), VENDORS),
    home="https://www.llm-prices.com",
    licence=NONE_STATED,
    attribution="llm-prices (simonw/llm-prices)",
    cadence="Edited by hand, one to five times a month.",
    stale_after_days=45,
    stale_reason="Changes monthly or so; older than that, several makers' changes are missing.",
    tables=("price",),
    board_is="maker",
    rows={"price": 93},
    terms="Facts only.",
)

CURRENT, HISTORY = "current", "history"
KNOWN = frozenset(
    ["id", "vendor", "name", "input", "output", "input_cached", "from_date", "to_date"]
)
LONGER = re.compile(r"(?P<name>.+)-(?P<size>\d+)k")
_Item = Mapping[str, Any]


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at both files (20 KB each). Raises SourceUnavailable."""
    for url in URLS:
        yield client.get(url, content_types=("application/json",), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One board per vendor, category `current` or `history`.

    Raises SourceChanged on an unknown shape and when the page lists nothing.
    """
    content = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    items: list[Any] = [*(_of_vendor(content) if "vendor" in content else _of_all(content))]
    if not items:
        raise SourceChanged(ABOUT.name, "the page lists no price")
    category, published_on = HISTORY, None
    if "updated_at" in content:
        day = day_of(ABOUT.name, "updated_at", content["updated_at"])
        category, published_on = CURRENT, date.fromisoformat(day)
    by_vendor, stray = _by_vendor(items)
    for vendor, own in by_vendor.items():
        board = PriceRows(ABOUT.name, refused=stray)
        stray = []  # whose they are is not known; the page's first board tells of them
        names = {str(item.get("id")) for item in own}
        for item in own:
            for key in sorted(set(item) - KNOWN):
                board.leave(f"the key {key!r}")
            entry = _entry(item, names, category == HISTORY)
            board.add(entry, item, partial(_offers, vendor, item, names, category == HISTORY))
        yield board.reading(vendor, category, published_on)


def _entry(item: _Item, names: Collection[str], dated: bool) -> str:
    offering, start = str(item.get("id") or ""), item.get("from_date")
    mode = _name_and_mode(offering, names)[1]
    return entry_of(offering, mode, start if dated and isinstance(start, str) else None)


def _by_vendor(items: Sequence[Any]) -> tuple[dict[str, list[_Item]], list[RefusedRow]]:
    """The items of each vendor, and those that name none."""
    named, refused = read_each(
        items, lambda item: (_vendor(item), item), lambda item: entry_of(item["id"])
    )
    if not named:
        raise SourceChanged(ABOUT.name, f"no price has a vendor: {refused[0].reason}")
    boards: dict[str, list[_Item]] = {}
    for vendor, item in named:
        boards.setdefault(vendor, []).append(item)
    return boards, refused


def _vendor(item: object) -> str:
    one = object_of(ABOUT.name, "a price", item)
    return text_of(ABOUT.name, f"vendor of {one.get('id')!r}", one.get("vendor"))


def _of_all(content: _Item) -> list[Any]:
    return list_of(ABOUT.name, "prices", content.get("prices"))


def _of_vendor(content: _Item) -> Iterator[dict[str, Any]]:
    """The same items from the repository's file of one vendor."""
    for item in list_of(ABOUT.name, "models", content.get("models")):
        model = object_of(ABOUT.name, "a model", item)
        what = f"price_history of {model.get('id')!r}"
        for price in list_of(ABOUT.name, what, model.get("price_history")):
            told = object_of(ABOUT.name, what, price)
            yield {"vendor": content["vendor"], "id": model.get("id"), **told}


def _offers(vendor: str, item: _Item, names: Collection[str], dated: bool) -> Iterator[ListedPrice]:
    offering = text_of(ABOUT.name, f"an id of {vendor}", item.get("id"))
    name, mode = _name_and_mode(offering, names)
    yield ListedPrice(
        vendor,
        offering,
        name,
        _rates(offering, item),
        mode,
        effective_on=_day(item, "from_date", dated=dated),
        withdrawn_on=_day(item, "to_date", dated=dated),
    )


def _name_and_mode(offering: str, names: Collection[str]) -> tuple[str, str]:
    """Whose price it is, and for which context: a size in an id alone may be a model's name."""
    match = LONGER.fullmatch(offering)
    if match is not None and match["name"] in names:
        return match["name"], f"above_{match['size']}k"
    return offering, STANDARD


def _rates(offering: str, item: _Item) -> Rates:
    cached = item.get("input_cached")
    what = f"input_cached of {offering}"
    return Rates(
        number_of(ABOUT.name, f"input of {offering}", item.get("input")),
        number_of(ABOUT.name, f"output of {offering}", item.get("output")),
        None if cached is None else number_of(ABOUT.name, what, cached),
    )


def _day(item: _Item, key: str, *, dated: bool) -> str | None:
    """A day of the history; a file of it without the key is not what we know."""
    if not dated:
        return None
    if key not in item:
        raise SourceChanged(ABOUT.name, f"{item['id']} has no {key}")
    return day_if_any(ABOUT.name, f"{key} of {item['id']}", item[key])
