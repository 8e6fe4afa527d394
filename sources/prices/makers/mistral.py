"""Mistral's price page: the maker's own list in USD, in HTML.

A row names a model as people call it ("Mistral Large 3") and links to its page, whose address is
kept as the offering's id ("mistral-large-3-25-12"). During a sale both prices are written, the
original struck through: the sale price is asked, the original is a note. Tables whose prices are
not per token (pages, minutes, characters) and open weights without an API price are known and not
read. Prices are per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from bs4 import Tag

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import ListedPrice, Rates
from sources.reading.page_tables import PageTable, html_grids, money, soup_of
from sources.reading.spelling import VENDORS
from terms.spelling import Grammar

URL = "https://mistral.ai/pricing/api"

PROVIDER = "mistral"

ABOUT = SourceCard(
    name="mistral_pricing_page",
    title="Mistral price page",
    grammar=Grammar(vendors=VENDORS),
    home=URL,
    licence="the maker's copyright; prices are facts",
    attribution="Mistral AI",
    cadence="Edited with each model and sale, every few weeks.",
    stale_after_days=14,
    stale_reason="The list itself; a new model joins it every few weeks.",
    tables=("price",),
    boards=(PROVIDER,),
)

COLUMNS = {"Model": "model", "Input": "input", "Cached input": "cached", "Output": "output"}
LINK = re.compile(r"/models/(?P<id>[a-z0-9.-]+)")
SALE = re.compile(r"(?:Original price:)?\s*(?:Sale price:)?\s*\$\s*(?P<amount>\d+(?:\.\d+)?)")
OTHER_UNIT = re.compile(r".*/\s*(?:1000 Pages|Min|M Chars)", re.IGNORECASE)
NONE = ("—", "-", "")


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the page once. Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/html",), max_bytes=16 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged on an unknown column, name or price."""
    rows = [
        offer.row()
        for grid, table in html_grids(soup_of(ABOUT.name, page.body))
        if grid.header[:2] == ("Model", "Input")
        for offer in _offers(grid, table)
    ]
    if not rows:
        raise SourceChanged(ABOUT.name, "no table of model prices")
    yield Reading("price", PROVIDER, "", rows)


def _offers(grid: PageTable, table: Tag) -> Iterator[ListedPrice]:
    places = grid.places(ABOUT.name, COLUMNS)
    lines = table.find_all("tr")[1:]
    for row, line in zip(grid.rows, lines, strict=True):
        cells = {field: row[place] for field, place in places.items()}
        name = cells["model"].replace("↗", "").removesuffix("Sale price").strip()
        if any(OTHER_UNIT.fullmatch(cells[field]) for field in ("input", "output")):
            continue
        if cells["input"] in NONE and cells["output"] in NONE:
            continue  # open weights that Mistral does not serve
        yield ListedPrice(PROVIDER, _id(name, line), name, _rates(name, cells), notes=_before(line))


def _id(name: str, line: Tag) -> str:
    found = [LINK.fullmatch(str(link.get("href"))) for link in line.find_all("a")]
    ids = {match["id"] for match in found if match}
    if len(ids) != 1:
        raise SourceChanged(ABOUT.name, f"{name} links to the models {sorted(ids)}, not to one")
    return ids.pop()


def _rates(name: str, cells: Mapping[str, str]) -> Rates:
    return Rates(*(_price(f"{field} of {name}", cells.get(field, ""))
                   for field in ("input", "output", "cached")))  # fmt: skip


def _price(what: str, text: str) -> Decimal | None:
    if text in NONE:
        return None
    match = SALE.fullmatch(text)
    return money(ABOUT.name, what, f"${match['amount']}" if match else text)


def _before(line: Tag) -> tuple[str, ...]:
    struck = [old.get_text(strip=True) for old in line.find_all(["s", "del"])]
    return (f"original prices before a sale: {'/'.join(struck)}",) if struck else ()
