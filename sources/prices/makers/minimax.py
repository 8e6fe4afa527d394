"""MiniMax's price page: the maker's own list in USD, as markdown.

Tabs (Standard, Priority) stand around pipe tables. Some prices are written twice, struck through
and plain ("~~$0.60~~ $0.30", "permanent 50% off"): the plain one is asked. A price by length of
context has rows of their own, of which the shortest is read. Tables of video, speech and music are
known and not read. Prices are per 1M tokens.
"""

import re
from collections.abc import Iterator
from functools import partial

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import STANDARD, USD, ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import PageTable, markdown_grids, money, text_of_page

URL = "https://platform.minimax.io/docs/guides/pricing-paygo.md"

PROVIDER = "minimax"

ABOUT = makers_card(PROVIDER, "MiniMax", URL.removesuffix(".md"))

COLUMNS = {"Model": "model", "Input": "input", "Output": "output", "Prompt caching Read": "cached"}
TAB = re.compile(r'<Tab title="(?P<title>[^"]*)">')
MODES = {"standard": STANDARD, "priority": "priority"}
MODEL = re.compile(
    r"(?P<name>(?:MiniMax|abab)[\w.-]*)"
    r"(?: ≤ 512k input tokens|(?P<longer> > \d+k input tokens\*?))?(?: Permanent \d+% off)?"
)
LANGUAGE_MODELS = "LLM"

fetch = asks(URL, types=("text/markdown", "text/plain"))


def parse(page: Page) -> Iterator[Reading]:
    """One board, whose category is the currency."""
    found = PriceRows(PROVIDER, partial(money, units=(" / M tokens",)))
    tables = _by_tab(text_of_page(page.body))
    lines = [line for title, table in tables for line in _lines(found, table, title)]
    if not lines:
        raise ParseError("no price of a language model")
    found.offer(*lines)
    yield found.reading("", USD)


def _by_tab(text: str) -> Iterator[tuple[str, PageTable]]:
    """Tables under the heading of language models, tab by tab; outside of tabs: standard."""
    headings = ""
    for part in re.split(r"(?=<Tab title=)|(?<=</Tab>)", text):
        match = TAB.search(part)
        written = f"{headings}\n{part}"
        for table in markdown_grids(written):
            if table.headings.get(2) == LANGUAGE_MODELS:
                yield match["title"] if match else "Standard", table
        headings = "\n".join(re.findall(r"^#+ .*$", written, re.MULTILINE))


def _lines(found: PriceRows, table: PageTable, title: str) -> Iterator[ListedPrice]:
    mode = found.mode(MODES, title.strip("* "), len(table.rows))
    for row in found.lines(table, COLUMNS) if mode else ():
        if match := found.named(MODEL, row["model"], row, mode):
            yield ListedPrice(match["name"], row, mode, bool(match["longer"]))
