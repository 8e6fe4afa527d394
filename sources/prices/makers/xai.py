"""xAI's price page: the maker's own list in USD, as markdown.

The table of text models is read, those of images, video and voice are known by their headings and
not read. A model whose price depends on the length of the prompt has a row for each: the shorter
is the series, the longer a note. Prices are per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import ListedPrice, Rates, above
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
_Line = tuple[str, int, Rates]
"""Model, thousands of tokens of prompt from which the price holds, prices."""


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the markdown page once (10 KB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/markdown", "text/plain"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged on an unknown column, name or price."""
    grids = markdown_grids(text_of_page(ABOUT.name, page.body))
    lines = [line for grid in grids if grid.under(SECTION) for line in _lines(grid)]
    if not lines:
        raise SourceChanged(ABOUT.name, f"no price under the heading {SECTION!r}")
    names = dict.fromkeys(name for name, _, _ in lines)
    offers = [_offer(name, [line for line in lines if line[0] == name]) for name in names]
    yield Reading("price", PROVIDER, "", [offer.row() for offer in offers])


def _lines(grid: PageTable) -> Iterator[_Line]:
    places = grid.places(ABOUT.name, COLUMNS)
    for row in grid.rows:
        match = NAME.fullmatch(row[places["model"]])
        if match is None:
            raise SourceChanged(ABOUT.name, f"a model is called {row[places['model']]!r}")
        rates = Rates(
            *(
                money(ABOUT.name, f"{field} of {match['name']}", row[places[field]])
                for field in ("input", "output", "cached")
            )
        )
        yield match["name"], int(match["size"]) if match["longer"] else 0, rates


def _offer(name: str, lines: Sequence[_Line]) -> ListedPrice:
    shortest, *longer = sorted(lines, key=lambda line: line[1])
    if shortest[1] or any(line[1] == 0 for line in longer):
        sizes = [size for _, size, _ in lines]
        raise SourceChanged(ABOUT.name, f"{name} is priced from {sizes} thousand tokens on")
    notes = above((rates, f"{size}k") for _, size, rates in longer)
    return ListedPrice(PROVIDER, name, name, shortest[2], notes=notes)
