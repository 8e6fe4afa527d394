"""Z.ai's price page: the maker's own list in USD, as markdown; its HTML is read alike.

Tables with an input or output price are read; those of images, videos, audio, tools and agents have
none. "Free" is a price of 0 for the rules to set aside, "-" and a backslash mean
that there is no such price. Prices are per 1M tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sources.contract import Page, Reading, SourceCard, SourceChanged, asks
from sources.prices.price_list import ListedPrice, PriceRows, entry_of
from sources.reading.page_tables import (
    html_grids,
    markdown_grids,
    money,
    soup_of,
    text_of_page,
)

URL = "https://docs.z.ai/guides/overview/pricing.md"

PROVIDER = "zai"

ABOUT = SourceCard(
    name="zai_pricing_page",
    title="Z.ai price page",
    home="https://docs.z.ai/guides/overview/pricing",
    licence="the maker's copyright; prices are facts",
    attribution="Z.ai",
    cadence="Edited with each model, every few weeks.",
    stale_after_days=14,
    stale_reason="The list itself; a new model joins it every few weeks.",
    tables=("price",),
    boards=(PROVIDER,),
)

COLUMNS = {
    "Model": "model",
    "Input": "input",
    "Cached Input": "cached",
    "Output": "output",
}
NONE = ("-", "\\", "")

fetch = asks(URL, types=("text/markdown", "text/plain"))


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged without a table of model prices."""
    if page.body.lstrip().startswith(b"<!DOCTYPE"):
        tables = [table for table, _ in html_grids(ABOUT.name, soup_of(ABOUT.name, page.body))]
    else:
        tables = list(markdown_grids(text_of_page(ABOUT.name, page.body)))
    found = PriceRows(ABOUT.name)
    for table in tables:
        if not {"Input", "Output"} & set(table.header):
            continue
        for row in found.lines(table, COLUMNS, ("model", "input", "output")):
            name = row["model"]
            with found.row(entry_of(name), row):
                found.offer(ListedPrice(PROVIDER, name, name, found.rates(name, row, _price)))
    if not found.rows and not found.refused:
        raise SourceChanged(ABOUT.name, "no table of model prices")
    yield found.reading(PROVIDER)


def _price(source: str, what: str, text: str) -> Decimal | None:
    return None if text in NONE else money(source, what, text)
