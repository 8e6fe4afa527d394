"""llm-prices: list prices of the larger makers, kept by hand by one person since October 2024.

Prices are USD per 1M tokens. Two forms of the same statements are read: `current-v1.json` (what is
in force, one date for all) and `historical-v1.json` (every interval, `from_date` inclusive,
`to_date` exclusive, absent: open). An id may stand there twice, for shorter and longer context
under one price (`grok-4-fast`). Prices of longer context are ids of their own there (`-200k`,
`-272k`): here they are modes, when the vendor also lists the id without it. Prices announced for
the future are listed, and some never came.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sources.contract import NONE_STATED, Page, ParseError, Reading, RefusedRow, SourceCard, asks
from sources.prices.price_list import STANDARD, ListedPrice, PriceRows, entry_of
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
    tables=("price",),
    board_is="maker",
    terms="Facts only.",
)

CURRENT, HISTORY = "current", "history"
KEYS = {"input": "input", "output": "output", "cached": "input_cached"}
LONGER = re.compile(r"(?P<name>.+)-(?P<size>\d+)k")
_Item = Mapping[str, Any]

fetch = asks(*URLS, types=("application/json",))


def parse(page: Page) -> Iterator[Reading]:
    """One board per vendor, category `current` or `history`.

    Raises ParseError on an unknown shape and when the page lists nothing.
    """
    content = object_of("the page", json_of(page.body))
    items = list_of("prices", content.get("prices"))
    if not items:
        raise ParseError("the page lists no price")
    category, published_on = HISTORY, None
    if "updated_at" in content:
        day = day_of("updated_at", content["updated_at"])
        category, published_on = CURRENT, date.fromisoformat(day)
    by_vendor, stray = _by_vendor(items)
    for vendor, own in by_vendor.items():
        board = PriceRows(vendor, number_of, keys=KEYS, refused=stray)
        stray = []  # whose they are is not known; the page's first board tells of them
        names = {str(item.get("id")) for item in own}
        for item in own:
            offering, start = str(item.get("id") or ""), item.get("from_date")
            name, mode = _name_and_mode(offering, names)
            first = start if category == HISTORY and isinstance(start, str) else None
            with board.row(entry_of(offering, mode, first), item):
                board.offer([_line(vendor, item, name, mode, dated=category == HISTORY)])
        yield board.reading("", category, published_on)


def _by_vendor(items: Sequence[Any]) -> tuple[dict[str, list[_Item]], list[RefusedRow]]:
    """The items of each vendor, and those that name none."""
    boards: dict[str, list[_Item]] = {}
    stray = PriceRows()
    for item in items:
        with stray.row(entry_of(str(item.get("id"))) if isinstance(item, dict) else "", item):
            one = object_of("a price", item)
            vendor = text_of(f"vendor of {one.get('id')!r}", one.get("vendor"))
            boards.setdefault(vendor, []).append(one)
    if not boards:
        raise ParseError(f"no price has a vendor: {stray.refused[0].reason}")
    return boards, stray.refused


def _name_and_mode(offering: str, names: Collection[str]) -> tuple[str, str]:
    """Whose price it is, and for which context: a size in an id alone may be a model's name."""
    match = LONGER.fullmatch(offering)
    if match is not None and match["name"] in names:
        return match["name"], f"above_{match['size']}k"
    return offering, STANDARD


def _line(vendor: str, item: _Item, name: str, mode: str, *, dated: bool) -> ListedPrice:
    offering = text_of(f"an id of {vendor}", item.get("id"))
    stated = {key: value for key, value in item.items() if value is not None}
    since = until = None
    if dated:
        # A file of the history without the key is not what we know.
        if missing := [key for key in ("from_date", "to_date") if key not in item]:
            raise ParseError(f"{offering} has no {missing[0]}")
        since, until = (
            day_if_any(f"{key} of {offering}", item[key]) for key in ("from_date", "to_date")
        )
    return ListedPrice(offering, stated, mode, "", since, until, name)
