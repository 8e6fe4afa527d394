"""DeepSeek's price page: the maker's own list in USD, one HTML table with a column per model.

Since 2026-08-16 each price is a pair, off-peak and peak (twice as much), read as the modes
`off_peak` and `peak`; neither is the standard price. Before, there was one price, `standard`. The
row labels stand in the first columns, some spanning several rows, and footnote marks are dropped.
Prices are per 1M tokens; input is that of a cache miss. Copies of the page in markdown, in which a
spanned label stands in its first row alone, are read alike.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import STANDARD, USD, ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import PageTable, grids

URL = "https://api-docs.deepseek.com/quick_start/pricing"

PROVIDER = "deepseek"

ABOUT = makers_card(PROVIDER, "DeepSeek", URL)

MODELS, PRICES = "MODEL", "PRICING"
FIELDS = {
    "1M INPUT TOKENS (CACHE HIT)": "cached",
    "1M INPUT TOKENS (CACHE MISS)": "input",
    "1M OUTPUT TOKENS": "output",
}
MODES = {"": STANDARD, "PEAK": "peak", "OFF-PEAK": "off_peak"}
MODEL = re.compile(r"(?P<name>deepseek-[a-z0-9.-]+)(?:\s*\(\d+\))?")
FOOTNOTE = re.compile(r"\s*\(\d+\)$")
_Cells = dict[tuple[str, str], dict[str, str]]
"""By model and mode: the cells of each field."""

fetch = asks(URL, types=("text/html",))


def parse(page: Page) -> Iterator[Reading]:
    """One board, whose category is the currency."""
    tables = map(_with_header, grids(page.body))
    priced = [table for table in tables if table.header and table.header[0] == MODELS]
    if len(priced) != 1:
        raise ParseError(f"{len(priced)} tables of models, not one")
    found = PriceRows(PROVIDER)
    found.offer(*_lines(found, priced[0]))
    if not found.rows:
        reasons = [one.reason for one in found.refused] or [r[0] for r in priced[0].rows]
        raise ParseError(f"no row of prices: {reasons}")
    yield found.reading("", USD)


def _with_header(table: PageTable) -> PageTable:
    """The table with its first line of words for a header: one in markdown may be empty."""
    lines = iter(table.rows if not any(table.header) else (table.header, *table.rows))
    return replace(table, header=next(lines, ()), rows=tuple(lines))


def _lines(found: PriceRows, table: PageTable) -> Iterator[ListedPrice]:
    """What the table says of each model in each mode."""
    for (model, mode), cells in _cells(found, table).items():
        with found.row(model, cells, mode):
            if missing := sorted({"input", "output"} - set(cells)):
                raise ParseError(f"{model} has no price of {missing}")
            yield ListedPrice(model, cells, mode)


def _cells(found: PriceRows, table: PageTable) -> _Cells:
    models = [match["name"] for name in table.header if (match := MODEL.fullmatch(name))]
    if not models:
        raise ParseError(f"no model among the columns {table.header}")
    cells: _Cells = {}
    field = ""
    for row in table.rows:
        # The prices stand last; how many columns the labels take differs from row to row.
        labels = [FOOTNOTE.sub("", label) for label in row[: -len(models)] if label]
        if labels[:1] == [PRICES]:
            labels = labels[1:]
        elif not field or not {*labels} & {*FIELDS, *MODES}:
            field = ""
            if labels and any(text.startswith("$") for text in row[-len(models) :]):
                found.unread[f"the row {labels[0]!r}"] += 1
            continue
        # Where only hours stand it is the price of the row above.
        words = list(dict.fromkeys(labels))
        field = words[0] if words and words[0] not in MODES else field
        mode = " ".join(word for word in words if word != field)
        if field not in FIELDS or mode not in MODES:
            found.unread[f"the price {field!r} {mode!r}".strip()] += 1
            continue
        for model, text in zip(models, row[-len(models) :], strict=True):
            cells.setdefault((model, MODES[mode]), {})[FIELDS[field]] = text
    return cells
