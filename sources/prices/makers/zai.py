"""Z.ai's price page: the maker's own list in USD, as markdown; its HTML is read alike.

Tables of text and vision models are read, those of images, videos, audio, tools and agents are
known and not read. "Free" is a price of 0 for the rules to set aside, "-" and a backslash mean
that there is no such price. Prices are per 1M tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import ListedPrice, PriceRows, Rates, entry_of
from sources.reading.page_tables import (
    PageTable,
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
    rows={"price": 20},
)

COLUMNS = {
    "Model": "model",
    "Input": "input",
    "Cached Input": "cached",
    "Cached Input Storage": None,
    "Output": "output",
}
NOT_READ = frozenset([("Tool", "Cost"), ("Model", "Price"), ("Agent", "Price")])
NONE = ("-", "\\", "")


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the markdown page once (10 KB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/markdown", "text/plain"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged without a table of model prices."""
    if page.body.lstrip().startswith(b"<!DOCTYPE"):
        grids = [grid for grid, _ in html_grids(ABOUT.name, soup_of(ABOUT.name, page.body))]
    else:
        grids = list(markdown_grids(text_of_page(ABOUT.name, page.body)))
    found = PriceRows(ABOUT.name)
    for grid in grids:
        if grid.header not in NOT_READ:
            _read(found, grid)
    if not found.rows and not found.refused:
        raise SourceChanged(ABOUT.name, "no table of model prices")
    yield found.reading(PROVIDER)


def _read(found: PriceRows, grid: PageTable) -> None:
    if not {"Input", "Output"} & set(grid.header):
        found.leave(f"the table {grid.header}", len(grid.rows))
        return
    for row in found.lines(grid, COLUMNS, ("model", "input", "output")):
        found.add(entry_of(row["model"]), row, partial(_offers, row))


def _offers(row: Mapping[str, str]) -> Iterator[ListedPrice]:
    name = row["model"]
    prices = {
        field: _price(f"{field} of {name}", text) for field, text in row.items() if field != "model"
    }
    rates = Rates(prices["input"], prices["output"], prices.get("cached"))
    yield ListedPrice(PROVIDER, name, name, rates)


def _price(what: str, text: str) -> Decimal | None:
    return None if text in NONE else money(ABOUT.name, what, text)
