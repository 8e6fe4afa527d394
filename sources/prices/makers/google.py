"""Google's price page of the Gemini API: the maker's own list in USD, as markdown.

A section per model, named by the ids in code under its heading (`gemini-2.5-pro`), holds a table
per mode (Standard, Batch, Flex, Priority). The paid column is read; the free one stands before it.
One cell may hold several amounts, told apart by the words behind each: by modality ("(text / image
/ video)" and "(audio)": the price of text is read), by length of the prompt ("prompts <= 200k
tokens": the shortest is read), and by date ("through December 31, 2026", "starting January 1,
2027": a row for each, the second with its first day). Storage per hour and single images are not
tokens. Sections without a price of text both ways (image, video, speech, embedding models) have no
row. Prices are per 1M tokens.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import OFTEN, STANDARD, ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import PageTable, long_day, markdown_grids, text_of_page
from sources.reading.strict import decimal_of
from terms.days import after

URL = "https://ai.google.dev/gemini-api/docs/pricing.md.txt"

PROVIDER = "google"

ABOUT = makers_card(
    PROVIDER,
    "Google",
    "https://ai.google.dev/gemini-api/docs/pricing",
    OFTEN,
    title="Gemini API price page",
    unproven="a whole page; five sections of September 2026 were captured",
)

PAID = "Paid Tier, per 1M tokens in USD"
MODES = {"standard": STANDARD, "batch": "batch", "flex": "flex", "priority": "priority"}
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
SECTION = re.compile(r"^## (?=.)", re.MULTILINE)
AMOUNT = re.compile(r"\$(?P<amount>\d+(?:\.\d+)?)(?P<words>[^$]*)")
PER_MINUTE = re.compile(r"\s+or\s+\$\d+(?:\.\d+)?/min")
OTHER_UNIT = re.compile(r"\s*(?:/ 1,000,000 tokens per hour|per \w+|/ ?1,?000 requests|/min)")
MODALITIES = re.compile(r"\((?P<listed>[a-z/ ,]+)\)")
UNTIL = re.compile(r"through (\w+ \d+, \d{4})")
SINCE = re.compile(r"starting (\w+ \d+, \d{4})")
PROMPT = re.compile(r"prompts (?P<sign><=|>) \d+k(?: tokens)?")
NO_PRICE = ("Not available", "Free of charge")
REST = re.compile(r"[\s.,*^\\]*")

fetch = asks(URL, types=("text/plain", "text/markdown"))


def parse(page: Page) -> Iterator[Reading]:
    """One price board."""
    text = text_of_page(page.body)
    found = PriceRows(PROVIDER, lambda _, amount: amount)  # read already
    for section in SECTION.split(text)[1:]:
        _read(found, section.partition("\n")[0], section)
    yield found.reading(missing="no section with model ids and prices of text")


def _read(found: PriceRows, heading: str, section: str) -> None:
    names = [name for line in IDS.findall(section) for name in ID.findall(line)]
    for table in markdown_grids(section):
        for title in _unread(table):
            found.unread[f"the row {title!r}"] += 1
        if PAID not in table.header:
            continue
        mode = found.mode(MODES, table.headings.get(3), len(names))
        for name in names if mode else ():
            found.offer(*_lines(found, name, mode, table))
        if mode and not names:
            nobody = PriceRows()
            if list(_lines(nobody, heading, mode, table)) or nobody.refused:
                told = f"the section {heading!r} has prices but no model id"
                found.refuse(heading, told, table.rows, mode)


def _unread(table: PageTable) -> list[str]:
    """The titles of rows with prices that are not read."""
    known = (*FIELDS, "Grounding with Google Search") if PAID in table.header else ()
    priced = [row[0].rstrip("^*") for row in table.rows if "$" in " ".join(row[1:])]
    return [title for title in priced if title not in known]


class _Price(NamedTuple):
    """One amount of a cell, and when it holds."""

    amount: Decimal
    is_longer: bool
    """Whether it is asked above some length of the prompt."""
    since: str | None
    until: str | None


def _lines(found: PriceRows, name: str, mode: str, table: PageTable) -> Iterator[ListedPrice]:
    """A line for each day on which the prices of a model begin."""
    priced = [row for row in table.rows if row[0] in FIELDS]
    if odd := [row for row in priced if len(row) != len(table.header)]:
        found.refuse(name, f"a table of {name} has the row {odd[0]}", odd[0], mode)
        return
    cells = {FIELDS[row[0]]: row[table.header.index(PAID)] for row in priced}
    read: dict[str, list[_Price]] = {}
    with found.row(name, cells, mode):
        read = {field: _prices(f"{field} of {name}", cell) for field, cell in cells.items()}
        ways = [read.get("input"), read.get("output")]
        both = [cells[key] for key in ("input", "output") if key in cells]
        unknown = [cell for cell in both if not AMOUNT.search(cell) and cell not in NO_PRICE]
        if any(ways) and not all(ways) and unknown:
            raise ParseError(f"{name} ({mode}) has the price {unknown[0]!r}")
    if not read.get("input") or not read.get("output"):
        return
    for since in dict.fromkeys(price.since for price in read["input"]):
        begun = {key: _begun(prices, since) for key, prices in read.items()}
        with found.row(name, cells, mode, since):
            if not begun["output"]:
                raise ParseError(f"{name} ({mode}) has prices that do not go together")
            until = begun["input"][0].until
            amounts = {key: prices[0].amount for key, prices in begun.items() if prices}
            ends = until and after(until)
            yield ListedPrice(name, amounts, mode, since=since, withdrawn_on=ends)


def _begun(prices: Sequence[_Price], since: str | None) -> Sequence[_Price]:
    """The prices that begin on `since`; a field that does not change then keeps its one price."""
    begun = [price for price in prices if price.since == since]
    return begun or [price for price in prices if price.since is price.until is None]


def _prices(what: str, cell: str) -> list[_Price]:
    """The prices of text in a cell, of short prompts; none where it has no price of text."""
    found = []
    for match in AMOUNT.finditer(PER_MINUTE.sub("", cell)):
        words = match["words"]
        listed = MODALITIES.search(words)
        is_text = listed is None or "text" in re.split(r"[\s/,]+", listed["listed"])
        if is_text and not OTHER_UNIT.match(words):
            found.append(_price(what, match["amount"], words))
    short = [price for price in found if not price.is_longer]
    if found and not short:
        raise ParseError(f"{what} has no price of short prompts: {cell!r}")
    return short


def _price(what: str, amount: str, words: str) -> _Price:
    """One amount with what its words say; words that say anything else are not known."""
    until, since, prompt = UNTIL.search(words), SINCE.search(words), PROMPT.search(words)
    rest = words
    for pattern in (UNTIL, SINCE, PROMPT, MODALITIES):
        rest = pattern.sub("", rest)
    if not REST.fullmatch(rest):
        raise ParseError(f"{what} has the amount ${amount}{words!r}")
    return _Price(
        decimal_of(what, amount),
        prompt is not None and prompt["sign"] == ">",
        since and long_day(what, since[1]),
        until and long_day(what, until[1]),
    )
