"""xAI's price page: the maker's own list in USD, as markdown.

The table of text models is read, those of images, video and voice are known by their headings and
not read. Nor are tables under a heading of their own within that section (batches, the endpoint in
the United States at 1.1 times the price): they are no list prices, and named as unread. A model
whose price depends on the length of the prompt has a row for each: the shorter is the series, the
longer a note. Prices are per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import ListedPrice, PriceRows, Rates, above, entry_of
from sources.reading.page_tables import PageTable, markdown_grids, money, text_of_page

URL = "https://docs.x.ai/developers/pricing.md"

PROVIDER = "xai"

ABOUT = SourceCard(
    name="xai_pricing_page",
    title="xAI price page",
    home="https://docs.x.ai/developers/pricing",
    licence="the maker's copyright; prices are facts",
    attribution="xAI",
    cadence="Edited with each model, every few weeks.",
    stale_after_days=14,
    stale_reason="The list itself; a new model joins it every few weeks.",
    tables=("price",),
    boards=(PROVIDER,),
    unproven="a whole page; the first quarter of one of August 2026 was captured",
)

SECTION = "Text API Pricing"
COLUMNS = {
    "Model": "model",
    "Context": None,
    "Input / 1M tokens": "input",
    "Cached input / 1M tokens": "cached",
    "Output / 1M tokens": "output",
}
NAME = re.compile(
    r"(?P<name>grok-[a-z0-9.-]+)(?: \((?:<|(?P<longer>≥)) (?P<size>\d+)k prompt tokens\))?"
)
_Line = tuple[str, int, Mapping[str, str]]
"""Model, thousands of tokens of prompt from which the price holds, cells."""


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the markdown page once (10 KB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/markdown", "text/plain"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged without a price under its heading."""
    found = PriceRows(ABOUT.name)
    lines: list[_Line] = []
    for grid in markdown_grids(text_of_page(ABOUT.name, page.body)):
        if grid.under(SECTION):
            lines += _read(found, grid, is_first=not lines)
    if not lines:
        raise SourceChanged(ABOUT.name, f"no price under the heading {SECTION!r}")
    for name in dict.fromkeys(name for name, _, _ in lines):
        own = [(size, row) for other, size, row in lines if other == name]
        found.add(entry_of(name), [row for _, row in own], partial(_offers, name, own))
    yield found.reading(PROVIDER)


def _read(found: PriceRows, grid: PageTable, *, is_first: bool) -> Iterator[_Line]:
    """Rows of the list itself: the first table directly under the heading."""
    heading = grid.headings[max(grid.headings)]
    if heading != SECTION or not is_first:
        found.leave(f"the table under {heading!r}, {grid.label!r}", len(grid.rows))
        return
    for row in found.lines(grid, COLUMNS, ("model", "input", "output")):
        match = NAME.fullmatch(row["model"])
        if match is None:
            found.refuse(entry_of(row["model"]), f"a model is called {row['model']!r}", row)
        else:
            yield match["name"], int(match["size"]) if match["longer"] else 0, row


def _offers(name: str, lines: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[ListedPrice]:
    first, *longer = sorted(lines, key=lambda line: line[0])
    if first[0] or any(size == 0 for size, _ in longer):
        sizes = [size for size, _ in lines]
        raise SourceChanged(ABOUT.name, f"{name} is priced from {sizes} thousand tokens on")
    notes = above((_rates(name, row), f"{size}k") for size, row in longer)
    yield ListedPrice(PROVIDER, name, name, _rates(name, first[1]), notes=notes)


def _rates(name: str, row: Mapping[str, str]) -> Rates:
    prices = {
        field: money(ABOUT.name, f"{field} of {name}", text)
        for field, text in row.items()
        if field != "model"
    }
    return Rates(prices["input"], prices["output"], prices.get("cached"))
