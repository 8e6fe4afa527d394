"""OpenAI's price page: the maker's own list, in HTML; its markdown copies are read alike.

The HTML shows a few rows and carries all of them as JSON beside each table (`astro-island`
elements); those are read. Modes are the page's own: standard, batch, flex, fast (priority until
2026-07-30). Which table is which is told by name only, never by order: in 2025 the batch table
came first. Prices are those of short context (below 272K tokens); a markdown table gives long
context beside it, which becomes a note. Tables of audio, images, video, tools and fine-tuning are
known and not read, nor are rows without an output price (embeddings). USD per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bs4 import Tag

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import STANDARD, ListedPrice, Rates, above
from sources.reading.page_tables import PageTable, markdown_grids, money, soup_of, text_of_page
from sources.reading.spelling import STAMP
from sources.reading.strict import json_of, list_of, object_of, text_of
from terms.spelling import Grammar

URL = "https://developers.openai.com/api/docs/pricing"

PROVIDER = "openai"

ABOUT = SourceCard(
    name="openai_pricing_page",
    title="OpenAI price page",
    grammar=Grammar((STAMP,)),
    home=URL,
    licence="the maker's copyright; prices are facts",
    attribution="OpenAI",
    cadence="Edited with each model and price change, several times a month.",
    stale_after_days=7,
    stale_reason="The list itself; a week covers an outage, and prices change monthly.",
    tables=("price",),
    boards=(PROVIDER,),
    rows={"price": 110},
)

MODES = {
    "standard": STANDARD, "batch": "batch", "flex": "flex", "fast": "fast", "fast mode": "fast",
    "priority": "priority",
}  # fmt: skip
LIST, GROUPS = "TextTokenPricingTables", "GroupedPricingTable"
SPECIAL = ("Category", "Model", "Input", "Cached input", "Output")
TWO_CONTEXTS = (
    "Model",
    *(f"Short context {part}" for part in ("input", "cached input", "cache writes", "output")),
    *(f"Long context {part}" for part in ("input", "cached input", "cache writes", "output")),
)
NOT_READ = frozenset(
    [
        ("Model", "Modality", "Input", "Cached input", "Output"),
        ("Model", "Modality", "Input", "Cached input", "Output / cost"),
        ("Model", "Size", "Portrait", "Landscape", "Price per second"),
        ("Model", "Use case", "Input", "Output", "Estimated cost"),
        ("Tool", "Details", "Pricing"),
    ]
)
SHORT = {4: (0, 1, 3), 3: (0, 1, 2)}
"""Places of input, cached input and output among a row's prices, with and without cache writes."""
NAME = re.compile(r"(?P<name>[a-z][a-z0-9.-]*)(?: \((?P<note><\d+K context length)\))?")
UNPRICED = ("-", "–", "—", "", None)
COLUMNS: Mapping[str, str | None] = {
    "Model": "model",
    "Input": "input",
    "Cached input": "cached",
    "Cached Input": "cached",
    "Output": "output",
    "Short context input": "input",
    "Short context cached input": "cached",
    "Short context cache writes": None,
    "Short context output": "output",
    "Long context input": "long_input",
    "Long context cached input": None,
    "Long context cache writes": None,
    "Long context output": "long_output",
}
SECTION = re.compile(r"(?P<mode>.+) pricing data")


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the page once (0.6 MB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/html",), max_bytes=16 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged on an unknown table, mode, name or price.

    A model that two tables list alike (the flagship among the cyber models) has one row.
    """
    offers = _of_html(page) if b"<astro-island" in page.body else _of_markdown(page)
    rows: dict[str, list[ListedPrice]] = {}
    for offer in offers:
        listed = rows.setdefault(f"{offer.offering}|{offer.mode}", [])
        if all(other.rates != offer.rates for other in listed):
            listed.append(offer)
    if not any(key.endswith(f"|{STANDARD}") for key in rows):
        raise SourceChanged(ABOUT.name, "no table of standard prices")
    yield Reading("price", PROVIDER, "", [one.row() for listed in rows.values() for one in listed])


def _of_html(page: Page) -> Iterator[ListedPrice]:
    islands = soup_of(ABOUT.name, page.body).find_all("astro-island")
    if all(island.get("component-export") != LIST for island in islands):
        raise SourceChanged(ABOUT.name, f"no main table: none of the elements is a {LIST}")
    for island in islands:
        kind = island.get("component-export")
        if kind in (LIST, GROUPS):
            sent = json_of(ABOUT.name, str(island.get("props")).encode())
            props = object_of(ABOUT.name, f"props of {kind}", _plain([0, sent]))
            yield from _listed(props) if kind == LIST else _grouped(props, island)


def _plain(value: Any) -> Any:
    """The value behind the page's wire form: [0, x] is x or an object of such, [1, xs] a list."""
    if not isinstance(value, list) or len(value) != 2 or value[0] not in (0, 1):
        raise SourceChanged(ABOUT.name, f"a property is {str(value)[:80]}, not [0, x] or [1, xs]")
    kind, content = value
    if kind == 1:
        return [_plain(item) for item in list_of(ABOUT.name, "a property", content)]
    if isinstance(content, dict):
        return {key: _plain(item) for key, item in content.items() if item != [0]}
    return content


def _listed(props: Mapping[str, Any]) -> Iterator[ListedPrice]:
    mode = _mode(text_of(ABOUT.name, "tier of a table", props.get("tier")))
    for item in list_of(ABOUT.name, f"rows of {mode}", props.get("rows")):
        name, *prices = list_of(ABOUT.name, f"a row of {mode}", item) or [None]
        yield from _offer(name, mode, prices)


def _grouped(props: Mapping[str, Any], island: Tag) -> Iterator[ListedPrice]:
    headings = tuple(map(_words, list_of(ABOUT.name, "headings", props.get("headings"))))
    if headings in NOT_READ:
        return
    if headings not in (SPECIAL, TWO_CONTEXTS):
        raise SourceChanged(ABOUT.name, f"a table has the unknown columns {headings}")
    pane = island.find_parent(attrs={"data-content-switcher-pane": True})
    mode = STANDARD if pane is None else _mode(str(pane.get("data-value")))
    for item in list_of(ABOUT.name, "groups", props.get("groups")):
        group = object_of(ABOUT.name, "a group", item)
        for row in list_of(ABOUT.name, "rows of a group", group.get("rows")):
            cells = list_of(ABOUT.name, "a row", row)
            if headings == SPECIAL:
                yield from _offer(cells[0] if cells else None, mode, cells[1:])
            else:
                yield from _offer(group.get("model"), mode, cells[:4])


def _words(heading: Any) -> str:
    """A heading, or the label of one with a tooltip."""
    if isinstance(heading, dict):
        heading = object_of(ABOUT.name, "a heading", heading.get("__pricingTooltipHeading"))
        heading = heading.get("label")
    return text_of(ABOUT.name, "a heading", heading)


def _mode(written: str) -> str:
    if written.casefold() not in MODES:
        raise SourceChanged(ABOUT.name, f"a table is for the unknown mode {written!r}")
    return MODES[written.casefold()]


def _offer(written: object, mode: str, prices: Sequence[Any]) -> Iterator[ListedPrice]:
    """The offer of one row; none where input or output has no price."""
    name = text_of(ABOUT.name, f"a model of {mode}", written)
    if len(prices) not in SHORT:
        raise SourceChanged(ABOUT.name, f"{name} has {len(prices)} prices: {prices}")
    amounts = [_price(f"price of {name}", prices[place]) for place in SHORT[len(prices)]]
    yield from _made(name, mode, Rates(amounts[0], amounts[2], amounts[1]), ())


def _made(written: str, mode: str, rates: Rates, notes: tuple[str, ...]) -> Iterator[ListedPrice]:
    match = NAME.fullmatch(written)
    if match is None:
        raise SourceChanged(ABOUT.name, f"a model is called {written!r}")
    if rates.input is None or rates.output is None:
        return
    told = (match["note"],) if match["note"] else ()
    yield ListedPrice(PROVIDER, match["name"], match["name"], rates, mode, notes=(*notes, *told))


def _price(what: str, value: Any) -> Decimal | int | None:
    if value in UNPRICED:
        return None
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return value
    return money(ABOUT.name, what, text_of(ABOUT.name, what, value))


def _of_markdown(page: Page) -> Iterator[ListedPrice]:
    for grid in markdown_grids(text_of_page(ABOUT.name, page.body)):
        mode = _mode_of(grid)
        if mode is not None:
            yield from _rows(grid, mode)


def _mode_of(grid: PageTable) -> str | None:
    """The mode that the heading or, under "Text tokens", the line before the table names."""
    sections = [SECTION.fullmatch(words) for words in grid.headings.values()]
    named = [match["mode"].casefold() for match in sections if match]
    if named:
        return MODES.get(named[-1])
    return MODES.get(grid.label.casefold()) if grid.under("Text tokens") else None


def _rows(grid: PageTable, mode: str) -> Iterator[ListedPrice]:
    places = grid.places(ABOUT.name, COLUMNS)
    for row in grid.rows:
        name = row[places["model"]]
        found = {
            field: _price(f"{field} of {name}", row[place])
            for field, place in places.items()
            if field != "model"
        }
        longer = Rates(found.get("long_input"), found.get("long_output"))
        notes = above([(longer, "272k")]) if longer.input is not None else ()
        yield from _made(name, mode, Rates(found["input"], found["output"], found["cached"]), notes)
