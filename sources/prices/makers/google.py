"""Google's price page of the Gemini API: the maker's own list in USD, as markdown.

A section per model, named by the ids in code under its heading (`gemini-2.5-pro`), holds a table
per mode (Standard, Batch, Flex, Priority). The paid column is read; the free one stands before it.
One cell may hold several amounts, told apart by the words behind each: by modality ("(text /
image / video)" and "(audio)": the price of text is read), by length of the prompt ("prompts <=
200k tokens": the shortest is the series, the rest is a note), and by date ("through December 31,
2026", "starting January 1, 2027": a row for each, the second with its first day). Storage per hour
and single images are not tokens. Sections without a price of text both ways (image, video, speech,
embedding models) have no row. Prices are per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from sources.contract import Page, Reading, SourceCard, SourceChanged, asks
from sources.prices.price_list import STANDARD, ListedPrice, PriceRows, Rates, above, entry_of
from sources.reading.page_tables import PageTable, long_day, markdown_grids, text_of_page
from sources.reading.strict import decimal_of
from terms.days import after

URL = "https://ai.google.dev/gemini-api/docs/pricing.md.txt"

PROVIDER = "google"

ABOUT = SourceCard(
    name="google_pricing_page",
    title="Gemini API price page",
    home="https://ai.google.dev/gemini-api/docs/pricing",
    licence="the maker's copyright; prices are facts",
    attribution="Google",
    cadence="Edited with each model and price change, several times a month.",
    stale_after_days=7,
    stale_reason="The list itself; a week covers an outage, and prices change monthly.",
    tables=("price",),
    boards=(PROVIDER,),
    unproven="a whole page; five sections of September 2026 were captured",
)

PAID = "Paid Tier, per 1M tokens in USD"
MODES = {"Standard": STANDARD, "Batch": "batch", "Flex": "flex", "Priority": "priority"}
FIELDS = {
    "Input price": "input",
    "Input price (text, image, video)": "input",
    "Text input price": "input",
    "Output price": "output",
    "Output price (including thinking tokens)": "output",
    "Context caching price": "cached",
}
IDS = re.compile(
    r"^\*(?:\[?`[a-z0-9.-]+`(?:\]\([^)]*\))?(?:, | and |, and )?)+\*\s*$", re.MULTILINE
)
ID = re.compile(r"`([a-z0-9.-]+)`")
SECTION = re.compile(r"^## (?P<heading>.+)$", re.MULTILINE)
AMOUNT = re.compile(r"\$(?P<amount>\d+(?:\.\d+)?)(?P<words>[^$]*)")
PER_MINUTE = re.compile(r"\s+or\s+\$\d+(?:\.\d+)?/min")
OTHER_UNIT = re.compile(r"\s*(?:/ 1,000,000 tokens per hour|per \w+|/ ?1,?000 requests|/min)")
MODALITIES = re.compile(r"\((?P<listed>[a-z/ ,]+)\)")
UNTIL = re.compile(r"through (\w+ \d+, \d{4})")
SINCE = re.compile(r"starting (\w+ \d+, \d{4})")
PROMPT = re.compile(r"prompts (?P<sign><=|>) (?P<size>\d+)k(?: tokens)?")
NO_PRICE = ("Not available", "Free of charge", "")
REST = re.compile(r"[\s.,*^\\]*")

fetch = asks(URL, types=("text/plain", "text/markdown"))


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged when no section has model ids and prices of text."""
    text = text_of_page(ABOUT.name, page.body)
    found = PriceRows(ABOUT.name)
    starts = list(SECTION.finditer(text))
    for match, following in zip_longest(starts, starts[1:]):
        end = following.start() if following else len(text)
        _read(found, match["heading"], text[match.start() : end])
    if not found.rows and not found.refused:
        raise SourceChanged(ABOUT.name, "no section with model ids and prices of text")
    yield found.reading(PROVIDER)


def _read(found: PriceRows, heading: str, section: str) -> None:
    names = [name for line in IDS.findall(section) for name in ID.findall(line)]
    for table in markdown_grids(section):
        if PAID not in table.header:
            continue
        mode = MODES.get(table.headings.get(3, ""))
        if mode is None:
            found.leave(f"the mode {table.headings.get(3)!r}", len(names))
            continue
        for name in names:
            _read_table(found, name, mode, table)
        if not names:
            nobody = PriceRows(ABOUT.name)
            _read_table(nobody, heading, mode, table)
            if nobody.rows or nobody.refused:
                told = f"the section {heading!r} has prices but no model id"
                found.refuse(entry_of(heading, mode), told, table.rows)


@dataclass(frozen=True, slots=True)
class _Price:
    """One amount of a cell: when it holds, and above how many thousand tokens of prompt."""

    amount: Decimal
    above_k: int
    since: str | None
    until: str | None


def _read_table(found: PriceRows, name: str, mode: str, table: PageTable) -> None:
    """One offer for each day on which the prices of a model in a mode begin."""
    place = table.header.index(PAID)
    priced = [row for row in table.rows if row[0] in FIELDS]
    if odd := [row for row in priced if len(row) != len(table.header)]:
        found.refuse(entry_of(name, mode), f"a table of {name} has the row {odd[0]}", odd[0])
        return
    cells = {FIELDS[row[0]]: row[place] for row in priced}
    read: dict[str, list[_Price]] = {}
    with found.row(entry_of(name, mode), cells):
        read = {field: _prices(f"{field} of {name}", cell) for field, cell in cells.items()}
        ways = [read.get("input"), read.get("output")]
        both = [cells[key] for key in ("input", "output") if key in cells]
        unknown = [cell for cell in both if not AMOUNT.search(cell) and cell not in NO_PRICE]
        if any(ways) and not all(ways) and unknown:
            raise SourceChanged(ABOUT.name, f"{name} ({mode}) has the price {unknown[0]!r}")
    if not read.get("input") or not read.get("output"):
        return
    for since in dict.fromkeys(price.since for price in read["input"]):
        begun = {key: _begun(prices, since) for key, prices in read.items()}
        with found.row(entry_of(name, mode, since), cells):
            found.offer(_offer(name, mode, begun))


def _begun(prices: Sequence[_Price], since: str | None) -> Sequence[_Price]:
    """The prices that begin on `since`; a field that does not change then keeps its one price."""
    begun = [price for price in prices if price.since == since]
    return begun or [price for price in prices if price.since is price.until is None]


def _offer(name: str, mode: str, found: Mapping[str, Sequence[_Price]]) -> ListedPrice:
    first, output = found["input"][0], found["output"][:1]
    if not output or first.above_k or output[0].above_k:
        raise SourceChanged(ABOUT.name, f"{name} ({mode}) has prices that do not go together")
    longer = [
        (Rates(_at(found["input"], size), _at(found["output"], size)), f"{size}k")
        for size in sorted({price.above_k for price in found["input"]} - {0})
    ]
    cached = found.get("cached")
    rates = Rates(first.amount, output[0].amount, cached[0].amount if cached else None)
    return ListedPrice(
        PROVIDER, name, name, rates, mode, effective_on=first.since,
        withdrawn_on=first.until and after(first.until), notes=above(longer),
    )  # fmt: skip


def _at(prices: Sequence[_Price], size: int) -> Decimal:
    return [price.amount for price in prices if price.above_k <= size][-1]


def _prices(what: str, cell: str) -> list[_Price]:
    """The prices of text in a cell, shortest prompt first; none where it has no price of text."""
    found = []
    for match in AMOUNT.finditer(PER_MINUTE.sub("", cell)):
        words = match["words"]
        listed = MODALITIES.search(words)
        is_text = listed is None or "text" in re.split(r"[\s/,]+", listed["listed"])
        if is_text and not OTHER_UNIT.match(words):
            found.append(_price(what, match["amount"], words))
    return sorted(found, key=lambda price: price.above_k)


def _price(what: str, amount: str, words: str) -> _Price:
    """One amount with what its words say; words that say anything else are not known."""
    until, since, prompt = UNTIL.search(words), SINCE.search(words), PROMPT.search(words)
    rest = words
    for pattern in (UNTIL, SINCE, PROMPT, MODALITIES):
        rest = pattern.sub("", rest)
    if not REST.fullmatch(rest):
        raise SourceChanged(ABOUT.name, f"{what} has the amount ${amount}{words!r}")
    return _Price(
        decimal_of(ABOUT.name, what, amount),
        int(prompt["size"]) if prompt and prompt["sign"] == ">" else 0,
        since and long_day(ABOUT.name, what, since[1]),
        until and long_day(ABOUT.name, what, until[1]),
    )
