"""Moonshot's price pages (Kimi): the maker's own lists in USD.

A page may list one model or all, so a page is a board of its own, named after its address. Its
source is MDX: `<DocTable>` elements, whose cells are JSX. Input is that of a cache miss; prices are
per 1M tokens.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import NEEDED, USD, ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import PageTable, text_of_page

URL = "https://platform.kimi.ai/docs/pricing/chat.md"

ABOUT = makers_card(
    "moonshot",
    "Moonshot AI",
    "https://platform.kimi.ai/docs/pricing/chat",
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
}
UNIT = "1M tokens"
TABLE = re.compile(r"<DocTable\s+columns=\{\[(.*?)\]\}\s*rows=\{\[(.*?)\]\}\s*/>", re.DOTALL)
TITLE = re.compile(r'\{\s*title:\s*"([^"]*)"[^}]*\}')
ROW = re.compile(r"\[((?:[^\[\]]|\n)*)\]")
CELL = re.compile(r'\s*(?:"(?P<text>[^"]*)"|<>\{"\$"\}(?P<amount>[^<]*)</>)\s*(?:,|$)')
MODEL = re.compile(r"(kimi|moonshot)-[a-z0-9.-]+")

fetch = asks(URL, types=("text/markdown", "text/plain"))


def parse(page: Page) -> Iterator[Reading]:
    """One board, named after the page; its category is the currency."""
    found = PriceRows(PROVIDER)
    tables = _doc_tables(text_of_page(page.body))
    found.offer(*(line for table in tables for line in _lines(found, table)))
    board = PurePosixPath(urlsplit(page.url).path).stem
    if not board:
        raise ParseError(f"the address {page.url!r} names no page")
    # Its tables have been served empty.
    yield found.reading(board, USD, missing="the page lists no price")


def _lines(found: PriceRows, table: PageTable) -> Iterator[ListedPrice]:
    for row in found.lines(table, COLUMNS, (*NEEDED, "unit")):
        name, unit = row["model"], row["unit"]
        if MODEL.fullmatch(name) and unit == UNIT:
            yield ListedPrice(name, row)
        else:
            found.refuse(name, f"a row is about {name!r}, priced by {unit!r}", row)


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
        yield match["text"] if match["text"] is not None else f"${match['amount']}"
        place = match.end()
