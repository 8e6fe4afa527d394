"""Mistral's price page: the maker's own list in USD, in HTML.

A row names a model as people call it ("Mistral Large 3") and links to its page, whose address is
kept as the offering's id ("mistral-large-3-25-12"). During a sale both prices are written, the
original struck through: the sale price is read. Other makers' models that Mistral hosts are listed
too, under their own names: there Mistral is the host. Rows whose prices are not per token (pages,
minutes, characters), rows that are "Free" (previews, moderation) and open weights without an API
price are no prices and not read. Prices are per 1M tokens. The page moved here from
mistral.ai/pricing/api in October 2026; that was the same table in summer.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from bs4 import Tag

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import html_grids, money, soup_of
from sources.reading.spelling import VENDORS
from terms.grammar import Grammar

URL = "https://docs.mistral.ai/inference/pricing"

PROVIDER = "mistral"

ABOUT = makers_card(
    PROVIDER,
    "Mistral AI",
    URL,
    title="Mistral price page",
    cadence="Edited with each model and sale, every few weeks.",
    grammar=Grammar(vendors=VENDORS),
    unproven="the page itself; one was put together from its site's program of August 2026",
)

COLUMNS = {"Model": "model", "Input": "input", "Cached input": "cached", "Output": "output"}
LINK = re.compile(r"/models/(?P<id>[a-z0-9.-]+)")
SALE = re.compile(r"(?:Original price:)?\s*(?:Sale price:)?\s*\$\s*(?P<amount>\d+(?:\.\d+)?)")
OTHER_UNIT = re.compile(r".*/\s*(?:1000 Pages|Min|M Chars)", re.IGNORECASE)
NONE, FREE = ("—", "-", ""), "Free"

fetch = asks(URL, types=("text/html",), mib=16)


def parse(page: Page) -> Iterator[Reading]:
    """One price board."""
    found = PriceRows(PROVIDER, _price)
    for table, element in html_grids(soup_of(page.body)):
        if table.header[:2] != ("Model", "Input"):
            if "Output" in table.header:
                found.unread[f"the table {table.header}"] += len(table.rows)
            continue
        rows = found.lines(table, COLUMNS)
        for row, line in zip(rows, element.find_all("tr")[1:], strict=True):
            _read(found, row, line)
    yield found.reading(missing="no table of model prices")


def _read(found: PriceRows, row: Mapping[str, str], line: Tag) -> None:
    priced = [row["input"], row["output"]]
    if any(OTHER_UNIT.fullmatch(cell) for cell in priced):
        return
    if all(cell in (*NONE, FREE) for cell in priced):
        return  # open weights that Mistral does not serve, or no price at all
    name = row["model"].replace("↗", "").removesuffix("Sale price").strip()
    links = [LINK.fullmatch(str(link.get("href"))) for link in line.find_all("a")]
    ids = sorted({match["id"] for match in links if match})
    with found.row(next(iter(ids), name), row):
        if len(ids) != 1:
            raise ParseError(f"{name} links to the models {ids}, not to one")
        found.offer(ListedPrice(ids[0], row, model_name=name))


def _price(what: str, text: str) -> Decimal | None:
    if text in NONE:
        return None
    match = SALE.fullmatch(text)
    return money(what, f"${match['amount']}" if match else text)
