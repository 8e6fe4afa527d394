"""xAI's price page: the maker's own list in USD, as markdown.

The table of text models is read, found by its heading. Not read are tables under a heading of their
own within that section (batches, the endpoint in
the United States at 1.1 times the price): they are no list prices, and named as unread. A model
whose price depends on the length of the prompt has a row for each: the shorter is the series, the
longer a note. Prices are per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sources.contract import Page, Reading, SourceCard, SourceChanged, asks
from sources.prices.price_list import ListedPrice, PriceRows, above, entry_of
from sources.reading.page_tables import markdown_grids, text_of_page

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
    "Input / 1M tokens": "input",
    "Cached input / 1M tokens": "cached",
    "Output / 1M tokens": "output",
}
NAME = re.compile(
    r"(?P<name>grok-[a-z0-9.-]+)(?: \((?:<|(?P<longer>≥)) (?P<size>\d+)k prompt tokens\))?"
)
_Line = tuple[int, Mapping[str, str]]
"""Thousands of tokens of prompt from which the price holds, cells."""

fetch = asks(URL, types=("text/markdown", "text/plain"))


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged without a price under its heading."""
    found = PriceRows(ABOUT.name)
    lines: dict[str, list[_Line]] = {}
    for table in markdown_grids(text_of_page(ABOUT.name, page.body)):
        if not table.under(SECTION):
            continue
        if table.heading != SECTION or lines:
            found.leave(f"the table under {table.heading!r}, {table.label!r}", len(table.rows))
            continue
        for row in found.lines(table, COLUMNS, ("model", "input", "output")):
            if match := NAME.fullmatch(row["model"]):
                size = int(match["size"]) if match["longer"] else 0
                lines.setdefault(match["name"], []).append((size, row))
            else:
                found.refuse(entry_of(row["model"]), f"a model is called {row['model']!r}", row)
    if not lines:
        raise SourceChanged(ABOUT.name, f"no price under the heading {SECTION!r}")
    for name, own in lines.items():
        with found.row(entry_of(name), [row for _, row in own]):
            found.offer(_offer(found, name, own))
    yield found.reading(PROVIDER)


def _offer(found: PriceRows, name: str, lines: Sequence[_Line]) -> ListedPrice:
    first, *longer = sorted(lines, key=lambda line: line[0])
    if first[0] or any(size == 0 for size, _ in longer):
        sizes = [size for size, _ in lines]
        raise SourceChanged(ABOUT.name, f"{name} is priced from {sizes} thousand tokens on")
    notes = above((found.rates(name, row), f"{size}k") for size, row in longer)
    return ListedPrice(PROVIDER, name, name, found.rates(name, first[1]), notes=notes)
