"""DeepSeek's price page: the maker's own list, one HTML table with a column per model.

The English page lists USD, the Chinese one (/zh-cn/) CNY: two lists, not one times a rate, and two
boards. Since 2026-08-16 each price is a pair, off-peak and peak (twice as much), read as the modes
`off_peak` and `peak`; neither is the standard price. Before, there was one price, `standard`. The
row labels stand in the first columns, some spanning several rows, and footnote marks are dropped.
Prices are per 1M tokens; input is that of a cache miss. Copies of the page in markdown, in which a
spanned label stands in its first row alone, are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import CNY, STANDARD, USD, ListedPrice, PriceRows, Rates, entry_of
from sources.reading.page_tables import (
    PageTable,
    html_grids,
    markdown_grids,
    soup_of,
    text_of_page,
)
from sources.reading.strict import decimal_of

URLS = (
    "https://api-docs.deepseek.com/quick_start/pricing",
    "https://api-docs.deepseek.com/zh-cn/quick_start/pricing",
)

PROVIDER = "deepseek"

ABOUT = SourceCard(
    name="deepseek_pricing_page",
    title="DeepSeek price page",
    home="https://api-docs.deepseek.com/quick_start/pricing",
    licence="the maker's copyright; prices are facts",
    attribution="DeepSeek",
    cadence="Edited with each model and price change, every few weeks.",
    stale_after_days=14,
    stale_reason="The list itself; prices changed four times in the two years before.",
    tables=("price",),
    boards=(PROVIDER,),
    rows={"price": 2},
)

MODELS = ("MODEL", "模型")
PRICES = ("PRICING", "价格")
UNREAD = frozenset(
    # Labels of rows about other things than prices, first column; copies in markdown have those of
    # features there too.
    [
        "BASE URL (OpenAI Format)", "BASE URL (Anthropic Format)", "MODEL VERSION",
        "THINKING MODE", "CONTEXT LENGTH", "MAX OUTPUT", "FEATURES", "Tool Calls",
        "Responses API", "Anthropic API", "Chat Prefix Completion（Beta）",
        "FIM Completion（Beta）", "Vision", "Concurrency Limit", "BASE URL (OpenAI 格式)",
        "BASE URL (Anthropic 格式)", "模型版本", "思考模式", "上下文长度", "输出长度",
        "功能", "并发限制",
    ]
)  # fmt: skip
FIELDS = {
    "1M INPUT TOKENS (CACHE HIT)": "cached",
    "1M INPUT TOKENS (CACHE MISS)": "input",
    "1M OUTPUT TOKENS": "output",
    "百万tokens输入（缓存命中）": "cached",
    "百万tokens输入（缓存未命中）": "input",
    "百万tokens输出": "output",
}
MODES = {
    "": STANDARD,
    "PEAK": "peak",
    "OFF-PEAK": "off_peak",
    "高峰时段": "peak",
    "空闲时段": "off_peak",
}
MODEL = re.compile(r"(?P<name>deepseek-[a-z0-9.-]+)(?:\s*\(\d+\))?")
FOOTNOTE = re.compile(r"\s*\(\d+\)$")
AMOUNT = re.compile(r"\$(?P<usd>\d+(?:\.\d+)?)|(?P<cny>\d+(?:\.\d+)?)元")
_Cells = dict[tuple[str, str], dict[str, str]]
"""By model and mode: the cells of each field."""


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the English and the Chinese page (20 KB each). Raises SourceUnavailable."""
    for url in URLS:
        yield client.get(url, content_types=("text/html",), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One board per currency, which is its category. Raises SourceChanged without its table."""
    priced = [grid for grid in _grids(page.body) if grid.header and grid.header[0] in MODELS]
    if len(priced) != 1:
        raise SourceChanged(ABOUT.name, f"{len(priced)} tables of models, not one")
    found = PriceRows(ABOUT.name)
    for (model, mode), cells in _cells(found, priced[0]).items():
        found.add(entry_of(model, mode), cells, partial(_offers, model, mode, cells))
    currencies = sorted({str(row["currency"]) for row in found.rows})
    if not currencies:
        reasons = [one.reason for one in found.refused] or [r[0] for r in priced[0].rows]
        raise SourceChanged(ABOUT.name, f"no row of prices: {reasons}")
    for currency in currencies:
        own = replace(found, rows=[row for row in found.rows if row["currency"] == currency])
        yield own.reading(PROVIDER, currency)


def _grids(body: bytes) -> Iterator[PageTable]:
    if b"<table" in body:
        yield from (grid for grid, _ in html_grids(ABOUT.name, soup_of(ABOUT.name, body)))
        return
    for grid in markdown_grids(text_of_page(ABOUT.name, body)):
        lines = iter(grid.rows if not any(grid.header) else (grid.header, *grid.rows))
        yield replace(grid, header=next(lines, ()), rows=tuple(lines))


def _cells(found: PriceRows, grid: PageTable) -> _Cells:
    models = [match["name"] for name in grid.header if (match := MODEL.fullmatch(name))]
    if not models:
        raise SourceChanged(ABOUT.name, f"no model among the columns {grid.header}")
    cells: _Cells = {}
    field, mode = "", ""
    for row in grid.rows:
        # The prices stand last; how many columns the labels take differs from row to row.
        labels = [FOOTNOTE.sub("", label) for label in row[: -len(models)] if label]
        if labels[:1] and labels[0] in PRICES:
            labels = labels[1:]
        elif not field or not {*labels} & {*FIELDS, *MODES}:
            field = ""
            if labels and labels[0] not in UNREAD:
                found.leave(f"the row {labels[0]!r}")
            continue
        field, mode = _field(labels, field)
        if field not in FIELDS or mode not in MODES:
            found.leave(f"the price {field!r} {mode!r}".strip())
            continue
        for model, text in zip(models, row[-len(models) :], strict=True):
            cells.setdefault((model, MODES[mode]), {})[FIELDS[field]] = text
    return cells


def _field(labels: Sequence[str], above: str) -> tuple[str, str]:
    """What a row is the price of (that of the row above where only hours stand) and its hours."""
    words = list(dict.fromkeys(labels))
    field = words[0] if words and words[0] not in MODES else above
    return field, " ".join(word for word in words if word != field)


def _offers(model: str, mode: str, cells: Mapping[str, str]) -> Iterator[ListedPrice]:
    if missing := sorted({"input", "output"} - set(cells)):
        raise SourceChanged(ABOUT.name, f"{model} has no price of {missing}")
    read = {field: _amount(f"{field} of {model}", text) for field, text in cells.items()}
    if len(currencies := {currency for _, currency in read.values()}) != 1:
        raise SourceChanged(ABOUT.name, f"{model} is priced in {sorted(currencies)}")
    amounts = {field: amount for field, (amount, _) in read.items()}
    rates = Rates(amounts["input"], amounts["output"], amounts.get("cached"))
    yield ListedPrice(PROVIDER, model, model, rates, mode, currencies.pop())


def _amount(what: str, text: str) -> tuple[Decimal, str]:
    match = AMOUNT.fullmatch(text)
    if match is None:
        raise SourceChanged(ABOUT.name, f"{what} is {text!r}, not like $0.15 or 1元")
    amount = match["usd"] or match["cny"]
    return decimal_of(ABOUT.name, what, amount), USD if match["usd"] else CNY
