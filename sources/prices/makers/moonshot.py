"""Moonshot's price pages (Kimi): the maker's own lists.

The English site lists USD, the Chinese one (platform.kimi.com) CNY: two lists, and boards apart by
currency. A page may list one model or all, so a page is a board of its own, named after its
address. Read are the MDX source of the English page (`<DocTable>` elements whose cells are JSX)
and the HTML of the Chinese one. Input is that of a cache miss; prices are per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import (
    BY_MODEL,
    CNY,
    NEEDED,
    USD,
    ListedPrice,
    PriceRows,
    entry_of,
    makers_card,
)
from sources.reading.page_tables import PageTable, grids, money, text_of_page

URL = "https://platform.kimi.ai/docs/pricing/chat.md"

ABOUT = makers_card(
    "moonshot",
    "Moonshot AI",
    "https://platform.kimi.ai/docs/pricing/chat",
    BY_MODEL,
    title="Moonshot (Kimi) price pages",
    boards=(),
    board_is="page, by the end of its address",
)

PROVIDER = "moonshotai"
COLUMNS = {
    "Model": "model",
    "Unit": "unit",
    "Input Price": "input",
    "Input Price (Cache Miss)": "input",
    "Cached Input Price": "cached",
    "Input Price (Cache Hit)": "cached",
    "Output Price": "output",
    "模型": "model",
    "计费单位": "unit",
    "输入价格（缓存命中）": "cached",
    "输入价格（缓存未命中）": "input",
    "输出价格": "output",
}
UNIT = "1M tokens"
TABLE = re.compile(r"<DocTable\s+columns=\{\[(.*?)\]\}\s*rows=\{\[(.*?)\]\}\s*/>", re.DOTALL)
TITLE = re.compile(r'\{\s*title:\s*"([^"]*)"[^}]*\}')
ROW = re.compile(r"\[((?:[^\[\]]|\n)*)\]")
CELL = re.compile(r'\s*(?:"(?P<text>[^"]*)"|<>\{"(?P<sign>[$¥])"\}(?P<amount>[^<]*)</>)\s*(?:,|$)')
MODEL = re.compile(r"(kimi|moonshot)-[a-z0-9.-]+")

fetch = asks(URL, types=("text/markdown", "text/plain"))


def parse(page: Page) -> Iterator[Reading]:
    """One board, named after the page; its category is the currency.

    Raises ParseError when a needed column is missing, when the page mixes currencies and when it
    lists no price (the source of the page has been served with empty tables).
    """
    tables = list(_doc_tables(text_of_page(page.body))) or grids(page.body)
    prices = "".join(cell for table in tables for row in table.rows for cell in row)
    signs = {sign for sign in "$¥" if sign in prices}
    if len(signs) != 1:
        raise ParseError(f"prices are in {sorted(signs)}, not in one currency")
    currency = {"$": USD, "¥": CNY}[signs.pop()]
    found = PriceRows(PROVIDER, partial(money, currency=currency), currency)
    found.offer(line for table in tables for line in _lines(found, table))
    board = PurePosixPath(urlsplit(page.url).path).stem
    if not board:
        raise ParseError(f"the address {page.url!r} names no page")
    yield found.reading(board, currency)


def _lines(found: PriceRows, table: PageTable) -> Iterator[ListedPrice]:
    for row in found.lines(table, COLUMNS, (*NEEDED, "unit")):
        name, unit = row["model"], row["unit"]
        if MODEL.fullmatch(name) and unit == UNIT:
            yield ListedPrice(name, row)
        else:
            found.refuse(entry_of(name), f"a row is about {name!r}, priced by {unit!r}", row)


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
            raise ParseError(f"a cell is {row[place : place + 60]!r}")
        text = match["text"]
        yield text if text is not None else f"{match['sign']}{match['amount']}"
        place = match.end()
