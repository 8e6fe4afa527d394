"""xAI's price page: the maker's own list in USD, as markdown.

The table of text models is read, found by its heading. Not read are tables under a heading of their
own within that section (batches, the endpoint in the United States at 1.1 times the price): they
are no list prices, and named as unread. A model whose price depends on the length of the prompt has
a row for each: the shorter is read. Prices are per 1M tokens.
"""

import re
from collections.abc import Iterator

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import markdown_grids, text_of_page

URL = "https://docs.x.ai/developers/pricing.md"

PROVIDER = "xai"

ABOUT = makers_card(
    PROVIDER,
    "xAI",
    "https://docs.x.ai/developers/pricing",
    unproven="a whole page; the first quarter of one of August 2026 was captured",
)

SECTION = "Text API Pricing"
COLUMNS = {
    "Model": "model",
    "Input / 1M tokens": "input",
    "Cached input / 1M tokens": "cached",
    "Output / 1M tokens": "output",
}
NAME = re.compile(r"(?P<name>grok-[a-z0-9.-]+)(?: \((?:<|(?P<longer>≥)) \d+k prompt tokens\))?")

fetch = asks(URL, types=("text/markdown", "text/plain"))


def parse(page: Page) -> Iterator[Reading]:
    """One price board."""
    found = PriceRows(PROVIDER)
    lines: list[ListedPrice] = []
    for table in markdown_grids(text_of_page(page.body)):
        if not table.under(SECTION):
            continue
        if table.heading != SECTION or lines:
            found.unread[f"the table under {table.heading!r}, {table.label!r}"] += len(table.rows)
            continue
        for row in found.lines(table, COLUMNS):
            if match := found.named(NAME, row["model"], row):
                lines.append(ListedPrice(match["name"], row, is_longer=bool(match["longer"])))
    if not lines:
        raise ParseError(f"no price under the heading {SECTION!r}")
    found.offer(*lines)
    yield found.reading()
