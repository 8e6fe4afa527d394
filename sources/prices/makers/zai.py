"""Z.ai's price page: the maker's own list in USD, as markdown; its HTML is read alike.

Tables with an input or output price are read; those of images, videos, audio, tools and agents have
none. "Free" is a price of 0 for the rules to set aside, "-" and a backslash mean that there is no
such price. Prices are per 1M tokens.
"""

from collections.abc import Iterator

from sources.contract import Page, Reading, asks
from sources.prices.price_list import ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import grids, money

URL = "https://docs.z.ai/guides/overview/pricing.md"

PROVIDER = "zai"

ABOUT = makers_card(PROVIDER, "Z.ai", "https://docs.z.ai/guides/overview/pricing")

COLUMNS = {"Model": "model", "Input": "input", "Cached Input": "cached", "Output": "output"}
NONE = ("-", "\\", "")

fetch = asks(URL, types=("text/markdown", "text/plain"))


def parse(page: Page) -> Iterator[Reading]:
    """One price board."""
    found = PriceRows(PROVIDER, lambda what, text: None if text in NONE else money(what, text))
    for table in grids(page.body):
        if {"Input", "Output"} & set(table.header):
            found.offer(*(ListedPrice(row["model"], row) for row in found.lines(table, COLUMNS)))
    yield found.reading(missing="no table of model prices")
