"""OpenAI's price page: the maker's own list, in HTML; its markdown copies are read alike.

The HTML shows a few rows and carries all of them as JSON beside each table (`astro-island`
elements); those are read. Modes are the page's own: standard, batch, flex, fast (priority until
2026-07-30), ultrafast; a table of another mode is named as unread. Which table is which is told by
name only, never by order: in 2025 the batch table came first. Prices are those of short context
(below 272K tokens); a markdown table gives long context beside it, which is not read. Tables of
audio, images, video, tools and fine-tuning are known and not read, nor are rows without an output
price (embeddings). USD per 1M tokens.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from bs4 import Tag

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import OFTEN, STANDARD, Amount, ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import PageTable, markdown_grids, money, soup_of, text_of_page
from sources.reading.spelling import STAMP
from sources.reading.strict import json_of, list_of, object_of, text_of
from terms.grammar import Grammar

URL = "https://developers.openai.com/api/docs/pricing"

PROVIDER = "openai"

ABOUT = makers_card(PROVIDER, "OpenAI", URL, OFTEN, grammar=Grammar((STAMP,)))

MODES = {
    "standard": STANDARD, "batch": "batch", "flex": "flex", "fast": "fast", "fast mode": "fast",
    "priority": "priority", "ultrafast": "ultrafast", "ultrafast mode": "ultrafast",
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
NO_PRICE = ("-", "–", "—")
COLUMNS: Mapping[str, str] = {
    "Model": "model",
    "Input": "input",
    "Cached input": "cached",
    "Cached Input": "cached",
    "Output": "output",
    "Short context input": "input",
    "Short context cached input": "cached",
    "Short context output": "output",
}
SECTION = re.compile(r"(?P<mode>.+) pricing data")

fetch = asks(URL, types=("text/html",), mib=16)


def parse(page: Page) -> Iterator[Reading]:
    """One price board."""
    found = PriceRows(PROVIDER, _price)
    if b"<astro-island" in page.body:
        _of_html(found, page)
    else:
        _of_markdown(found, page)
    if all(row["mode"] != STANDARD for row in found.rows):
        raise ParseError("no table of standard prices")
    # A model that two tables list alike (the flagship among the cyber models) has one row.
    found.rows = [row for at, row in enumerate(found.rows) if row not in found.rows[:at]]
    yield found.reading()


def _of_html(found: PriceRows, page: Page) -> None:
    islands = soup_of(page.body).find_all("astro-island")
    if all(island.get("component-export") != LIST for island in islands):
        raise ParseError(f"no main table: none of the elements is a {LIST}")
    for island in islands:
        kind = island.get("component-export")
        if kind in (LIST, GROUPS):
            sent = json_of(str(island.get("props")).encode())
            props = object_of(f"props of {kind}", _plain([0, sent]))
            if kind == LIST:
                _listed(found, props)
            else:
                _grouped(found, props, island)


def _plain(value: Any) -> Any:
    """The value behind the page's wire form: [0, x] is x or an object of such, [1, xs] a list."""
    if not isinstance(value, list) or len(value) != 2 or value[0] not in (0, 1):
        raise ParseError(f"a property is {str(value)[:80]}, not [0, x] or [1, xs]")
    kind, content = value
    if kind == 1:
        return [_plain(item) for item in list_of("a property", content)]
    if isinstance(content, dict):
        return {key: _plain(item) for key, item in content.items() if item != [0]}
    return content


def _listed(found: PriceRows, props: Mapping[str, Any]) -> None:
    rows = list_of("rows of a table", props.get("rows"))
    mode = found.mode(MODES, text_of("tier of a table", props.get("tier")), len(rows))
    for row in rows if mode else ():
        _line(found, mode, row)


def _grouped(found: PriceRows, props: Mapping[str, Any], island: Tag) -> None:
    headings = tuple(map(_words, list_of("headings", props.get("headings"))))
    groups = [object_of("a group", group) for group in list_of("groups", props.get("groups"))]
    rows = [
        (group, row) for group in groups for row in list_of("rows of a group", group.get("rows"))
    ]
    if headings not in (SPECIAL, TWO_CONTEXTS):
        if headings not in NOT_READ:
            found.unread[f"the table {headings}"] += len(rows)
        return
    pane = island.find_parent(attrs={"data-content-switcher-pane": True})
    mode = STANDARD if pane is None else found.mode(MODES, str(pane.get("data-value")), len(rows))
    for group, row in rows if mode else ():
        is_named = headings == SPECIAL or not isinstance(row, list)
        _line(found, mode, row if is_named else [group.get("model"), *row[:4]])


def _words(heading: Any) -> str:
    """A heading, or the label of one with a tooltip."""
    if isinstance(heading, dict):
        heading = object_of("a heading", heading.get("__pricingTooltipHeading"))
        heading = heading.get("label")
    return text_of("a heading", heading)


def _line(found: PriceRows, mode: str, row: object) -> None:
    """A row of the page's JSON: a name, then prices with or without cache writes."""
    name, *prices = row if isinstance(row, list) and row else [None]
    if len(prices) in SHORT:
        fields = zip(("input", "cached", "output"), SHORT[len(prices)], strict=True)
        _offer(found, name, mode, {field: prices[place] for field, place in fields})
    else:
        found.refuse(_offering(name), f"{name} has {len(prices)} prices: {prices}", row, mode)


def _offering(name: object) -> str:
    """What a row of that name is called; its note is no part of it."""
    match = NAME.fullmatch(name) if isinstance(name, str) else None
    return match["name"] if match else str(name or "")


def _offer(found: PriceRows, given: object, mode: str, cells: Mapping[str, Any]) -> None:
    """The offer of one row; none where a dash says that output has no price."""
    if cells.get("output") in NO_PRICE:
        return
    with found.row(_offering(given), cells, mode):
        written = text_of(f"a model of {mode}", given)
        if match := found.named(NAME, written, cells, mode):
            found.offer(ListedPrice(match["name"], cells, mode, note=match["note"]))


def _price(what: str, value: Any) -> Amount:
    if value in (*NO_PRICE, "", None):
        return None
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return value
    return money(what, text_of(what, value))


def _of_markdown(found: PriceRows, page: Page) -> None:
    for table in markdown_grids(text_of_page(page.body)):
        title = _title(table)
        is_other = table.heading in ("Audio tokens", "Image tokens")
        if not (title or is_other) and {"Output", "Short context output"} & set(table.header):
            found.unread[f"the table under {table.heading!r}"] += len(table.rows)
        if mode := found.mode(MODES, title, len(table.rows)) if title else "":
            for row in found.lines(table, COLUMNS):
                _offer(found, row.pop("model"), mode, row)


def _title(table: PageTable) -> str:
    """The mode that the heading or, under "Text tokens", the line before the table names."""
    sections = [SECTION.fullmatch(words) for words in table.headings.values()]
    named = [match["mode"] for match in sections if match]
    return named[-1] if named else table.label if table.under("Text tokens") else ""
