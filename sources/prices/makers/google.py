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
from functools import partial

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
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
COLUMNS: Mapping[str, str | None] = {"": None, "Free Tier": None, PAID: "paid"}
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


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the markdown page once (60 KB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/plain", "text/markdown"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged when no section has model ids and prices of text."""
    text = text_of_page(ABOUT.name, page.body)
    found = PriceRows(ABOUT.name)
    for heading, section in _sections(text):
        _read(found, heading, section)
    if not found.rows and not found.refused:
        raise SourceChanged(ABOUT.name, "no section with model ids and prices of text")
    yield found.reading(PROVIDER)


def _read(found: PriceRows, heading: str, section: str) -> None:
    names = [name for line in IDS.findall(section) for name in ID.findall(line)]
    for grid in markdown_grids(section):
        if PAID not in grid.header:
            continue
        for title in grid.strangers(COLUMNS):
            found.leave(f"the column {title!r}", len(grid.rows))
        mode = MODES.get(grid.headings.get(3, ""))
        if mode is None:
            found.leave(f"the mode {grid.headings.get(3)!r}", len(names))
            continue
        for name in names:
            _read_table(found, name, mode, grid)
        if not names and _is_priced(heading, mode, grid):
            found.refuse(
                entry_of(heading, mode),
                f"the section {heading!r} has prices but no model id",
                grid.rows,
            )


def _is_priced(heading: str, mode: str, grid: PageTable) -> bool:
    nobody = PriceRows(ABOUT.name)
    _read_table(nobody, heading, mode, grid)
    return bool(nobody.rows or nobody.refused)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    starts = list(SECTION.finditer(text))
    for place, match in enumerate(starts, start=1):
        end = starts[place].start() if place < len(starts) else len(text)
        yield match["heading"], text[match.start() : end]


@dataclass(frozen=True, slots=True)
class _Price:
    """One amount of a cell: when it holds, and above how many thousand tokens of prompt."""

    amount: Decimal
    above_k: int
    since: str | None
    until: str | None


def _read_table(found: PriceRows, name: str, mode: str, grid: PageTable) -> None:
    """One offer for each day on which the prices of a model in a mode begin."""
    place = grid.header.index(PAID)
    priced = [row for row in grid.rows if row[0] in FIELDS]
    if odd := [row for row in priced if len(row) != len(grid.header)]:
        found.refuse(entry_of(name, mode), f"a table of {name} has the row {odd[0]}", odd[0])
        return
    cells = {FIELDS[row[0]]: row[place] for row in priced}
    try:
        read = {field: _prices(f"{field} of {name}", cell) for field, cell in cells.items()}
    except SourceChanged as error:
        found.refuse(entry_of(name, mode), str(error), cells)
        return
    ways = [read.get("input"), read.get("output")]
    if not all(ways):
        both = [cells[key] for key in ("input", "output") if key in cells]
        unknown = [cell for cell in both if not _is_amount(cell)]
        if any(ways) and unknown:
            reason = f"{name} ({mode}) has the price {unknown[0]!r}"
            found.refuse(entry_of(name, mode), reason, cells)
        return
    for since in dict.fromkeys(price.since for price in read["input"]):
        begun = {key: _begun(prices, since) for key, prices in read.items()}
        found.add(entry_of(name, mode, since), cells, partial(_offers, name, mode, begun))


def _is_amount(cell: str) -> bool:
    """Whether the cell has an amount, of whatever, or says that there is none."""
    return AMOUNT.search(cell) is not None or cell in NO_PRICE


def _begun(prices: Sequence[_Price], since: str | None) -> Sequence[_Price]:
    """The prices that begin on `since`; a field that does not change then keeps its one price."""
    begun = [price for price in prices if price.since == since]
    return begun or [price for price in prices if price.since is price.until is None]


def _offers(name: str, mode: str, found: Mapping[str, Sequence[_Price]]) -> Iterator[ListedPrice]:
    if not found["output"] or any(
        price.above_k for price in (found["input"][0], found["output"][0])
    ):
        raise SourceChanged(ABOUT.name, f"{name} ({mode}) has prices that do not go together")
    first = found["input"][0]
    sizes = sorted({price.above_k for price in found["input"] if price.above_k})
    longer = [(Rates(_at(found["input"], size), _at(found["output"], size)), f"{size}k")
              for size in sizes]  # fmt: skip
    cached = found.get("cached")
    rates = Rates(first.amount, found["output"][0].amount, cached[0].amount if cached else None)
    yield ListedPrice(PROVIDER, name, name, rates, mode, effective_on=first.since,
                 withdrawn_on=first.until and after(first.until), notes=above(longer))  # fmt: skip


def _at(prices: Sequence[_Price], size: int) -> Decimal:
    return [price.amount for price in prices if price.above_k <= size][-1]


def _prices(what: str, cell: str) -> list[_Price]:
    """The prices of text in a cell, shortest prompt first; none where it has no price of text."""
    found = []
    for match in AMOUNT.finditer(PER_MINUTE.sub("", cell)):
        words = match["words"]
        if not OTHER_UNIT.match(words) and _is_text(words):
            found.append(_price(what, match["amount"], words))
    return sorted(found, key=lambda price: price.above_k)


def _is_text(words: str) -> bool:
    listed = MODALITIES.search(words)
    return listed is None or "text" in re.split(r"[\s/,]+", listed["listed"])


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
