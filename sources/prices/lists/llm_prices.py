"""llm-prices: list prices of the larger makers, kept by hand by one person since October 2024.

Prices are USD per 1M tokens. Two forms of the same statements are read: `current-v1.json` (what is
in force, one date for all) and `historical-v1.json` (every interval, `from_date` inclusive,
`to_date` exclusive, absent: open). An id may stand there twice, for shorter and longer context
under one price (`grok-4-fast`). Prices of longer context are ids of their own there (`-200k`,
`-272k`): here they are modes, when the vendor also lists the id without it. Prices announced for
the future are listed, and some never came.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sources.contract import NONE_STATED, Page, ParseError, Reading, SourceCard, asks
from sources.prices.price_list import STANDARD, ListedPrice, PriceRows
from sources.reading import strict
from sources.reading.spelling import STAMP, VENDORS
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
DATES = ("from_date", "to_date")
LONGER = re.compile(r"(?P<name>.+)-(?P<size>\d+)k")

fetch = asks(*URLS, types=("application/json",))


def parse(page: Page) -> Iterator[Reading]:
    """One board per vendor, category `current` or `history`."""
    content = strict.object_of("the page", strict.json_of(page.body))
    items = strict.list_of("prices", content.get("prices"))
    category, published_on = HISTORY, None
    if "updated_at" in content:
        day = strict.day_of("updated_at", content["updated_at"])
        category, published_on = CURRENT, date.fromisoformat(day)
    boards: dict[str, PriceRows] = {}
    stray = PriceRows()
    ids = {(str(one.get("vendor")), str(one.get("id"))) for one in items if isinstance(one, dict)}
    for item in items:
        with stray.row(str(item.get("id")) if isinstance(item, dict) else "", item):
            one = strict.object_of("a price", item)
            vendor = strict.text_of(f"vendor of {one.get('id')!r}", one.get("vendor"))
            board = boards.setdefault(vendor, PriceRows(vendor, strict.number_of, keys=KEYS))
            _read(board, one, ids, category)
    if not boards:
        raise ParseError(f"no price has a vendor: {[one.reason for one in stray.refused][:1]}")
    # Whose a stray row is, is not known; the page's first board tells of it.
    first = next(iter(boards.values()))
    first.refused[:0] = stray.refused
    for board in boards.values():
        yield board.reading("", category, published_on)


def _read(
    board: PriceRows, item: Mapping[str, Any], ids: Collection[tuple[str, str]], category: str
) -> None:
    """An offer; `ids`: vendor and id of all, for a size in an id alone may be a model's name."""
    offering, start = str(item.get("id") or ""), item.get("from_date")
    longer = LONGER.fullmatch(offering)
    name, mode = offering, STANDARD
    if longer is not None and (board.provider, longer["name"]) in ids:
        name, mode = longer["name"], f"above_{longer['size']}k"
    is_dated = category == HISTORY
    first = start if is_dated and isinstance(start, str) else None
    with board.row(offering, item, mode, first):
        strict.text_of(f"an id of {board.provider}", item.get("id"))
        since = until = None
        if is_dated:
            # A file of the history without the key is not what we know.
            if missing := [key for key in DATES if key not in item]:
                raise ParseError(f"{offering} has no {missing[0]}")
            since, until = (strict.day_if_any(f"{key} of {offering}", item[key]) for key in DATES)
        stated = {key: value for key, value in item.items() if value is not None}
        board.offer(ListedPrice(offering, stated, mode, False, since, until, name))
