"""Moonshot's price pages (Kimi): the maker's own lists.

The English site lists USD, the Chinese one (platform.kimi.com) CNY: two lists, and boards apart by
currency. A page may list one model or all, so a page is a board of its own, named after its
address. Read are the MDX source of the English page (`<DocTable>` elements whose cells are JSX)
and the HTML of the Chinese one. Input is that of a cache miss; prices are per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import CNY, USD, ListedPrice, PriceRows, Rates, entry_of
from sources.reading.page_tables import PageTable, html_grids, money, soup_of, text_of_page

URL = "https://platform.kimi.ai/docs/pricing/chat.md"

ABOUT = SourceCard(
    name="moonshot_pricing_page",
    title="Moonshot (Kimi) price pages",
    home="https://platform.kimi.ai/docs/pricing/chat",
    licence="the maker's copyright; prices are facts",
    attribution="Moonshot AI",
    cadence="Edited with each model, every few weeks.",
    stale_after_days=14,
    stale_reason="The list itself; a new model joins it every few weeks.",
    tables=("price",),
    board_is="page, by the end of its address",
    rows={"price": 1},
)

PROVIDER = "moonshotai"
COLUMNS = {
    "Model": "model",
    "Unit": "unit",
    "Input Price": "input",
    "Input Price (Cache Miss)": "input",
    "Cached Input Price": "cached",
    "Input Price (Cache Hit)": "cached",
    "Cache Write Price (TTL 5min)": None,
    "Cache Write Price (TTL 1h)": None,
    "Output Price": "output",
    "Context Window": None,
    "模型": "model",
    "计费单位": "unit",
    "输入价格（缓存命中）": "cached",
    "输入价格（缓存未命中）": "input",
    "输出价格": "output",
    "上下文窗口": None,
}
UNIT = "1M tokens"
TABLE = re.compile(r"<DocTable\s+columns=\{\[(.*?)\]\}\s*rows=\{\[(.*?)\]\}\s*/>", re.DOTALL)
TITLE = re.compile(r'\{\s*title:\s*"([^"]*)"[^}]*\}')
ROW = re.compile(r"\[((?:[^\[\]]|\n)*)\]")
CELL = re.compile(r'\s*(?:"(?P<text>[^"]*)"|<>\{"(?P<sign>[$¥])"\}(?P<amount>[^<]*)</>)\s*(?:,|$)')
MODEL = re.compile(r"(kimi|moonshot)-[a-z0-9.-]+")


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the English page (10 KB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/markdown", "text/plain"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One board, named after the page; its category is the currency.

    Raises SourceChanged when a needed column is missing, when the page mixes currencies and when it
    lists no price (the source of the page has been served with empty tables).
    """
    text = text_of_page(ABOUT.name, page.body)
    grids = list(_doc_tables(text))
    if not grids:
        grids = [grid for grid, _ in html_grids(ABOUT.name, soup_of(ABOUT.name, page.body))]
    prices = "".join(cell for grid in grids for row in grid.rows for cell in row)
    signs = {sign for sign in "$¥" if sign in prices}
    if len(signs) != 1:
        raise SourceChanged(ABOUT.name, f"prices are in {sorted(signs)}, not in one currency")
    currency = {"$": USD, "¥": CNY}[signs.pop()]
    found = PriceRows(ABOUT.name)
    for grid in grids:
        for row in found.lines(grid, COLUMNS, ("model", "unit", "input", "output")):
            found.add(entry_of(row["model"]), row, partial(_offers, row, currency))
    yield found.reading(_board(page.url), currency)


def _board(url: str) -> str:
    """The last part of the address, without an ending: `chat`, `chat-k25`."""
    name = PurePosixPath(urlsplit(url).path).stem
    if not name:
        raise SourceChanged(ABOUT.name, f"the address {url!r} names no page")
    return name


def _doc_tables(text: str) -> Iterator[PageTable]:
    for match in TABLE.finditer(text):
        titles = tuple(TITLE.findall(match[1]))
        rows = tuple(tuple(_cells(row)) for row in ROW.findall(match[2]))
        yield PageTable(titles, rows, {})


def _cells(row: str) -> Iterator[str]:
    place = 0
    while row[place:].strip():
        match = CELL.match(row, place)
        if match is None or match.end() == place:
            raise SourceChanged(ABOUT.name, f"a cell is {row[place : place + 60]!r}")
        text = match["text"]
        yield text if text is not None else f"{match['sign']}{match['amount']}"
        place = match.end()


def _offers(row: Mapping[str, str], currency: str) -> Iterator[ListedPrice]:
    name, unit = row["model"], row["unit"]
    if not MODEL.fullmatch(name) or unit != UNIT:
        raise SourceChanged(ABOUT.name, f"a row is about {name!r}, priced by {unit!r}")
    prices = {
        field: money(ABOUT.name, f"{field} of {name}", text, currency)
        for field, text in row.items()
        if field not in ("model", "unit")
    }
    rates = Rates(prices["input"], prices["output"], prices.get("cached"))
    yield ListedPrice(PROVIDER, name, name, rates, currency=currency)
