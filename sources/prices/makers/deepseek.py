"""DeepSeek's price page: the maker's own list, one HTML table with a column per model.

The English page lists USD, the Chinese one (/zh-cn/) CNY: two lists, not one times a rate, and two
boards. Since 2026-08-16 each price is a pair, off-peak and peak (twice as much), read as the modes
`off_peak` and `peak`; neither is the standard price. Before, there was one price, `standard`. The
row labels stand in the first columns, some spanning several rows, and footnote marks are dropped.
Prices are per 1M tokens; input is that of a cache miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
from sources.prices.price_list import CNY, STANDARD, USD, ListedPrice, Rates
from sources.reading.page_tables import PageTable, html_grids, soup_of
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
MODEL = re.compile(r"deepseek-[a-z0-9.-]+")
AMOUNT = re.compile(r"\$(?P<usd>\d+(?:\.\d+)?)|(?P<cny>\d+(?:\.\d+)?)元")
_Found = dict[tuple[str, str, str], dict[str, Decimal]]
"""By model, mode and currency: the prices of each field."""


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the English and the Chinese page (20 KB each). Raises SourceUnavailable."""
    for url in URLS:
        yield client.get(url, content_types=("text/html",), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One board per currency, which is its category. Raises SourceChanged on an unknown table."""
    grids = [grid for grid, _ in html_grids(soup_of(ABOUT.name, page.body))]
    priced = [grid for grid in grids if grid.header and grid.header[0] in MODELS]
    if len(priced) != 1:
        raise SourceChanged(ABOUT.name, f"{len(priced)} tables of models, not one")
    found = _prices(priced[0])
    currencies = sorted({currency for _, _, currency in found})
    if not currencies:
        raise SourceChanged(ABOUT.name, f"no row of prices among {[r[0] for r in priced[0].rows]}")
    for currency in currencies:
        rows = [
            ListedPrice(PROVIDER, model, model, _rates(model, rates), mode, currency).row()
            for (model, mode, paid), rates in found.items()
            if paid == currency
        ]
        yield Reading("price", PROVIDER, currency, rows)


def _prices(grid: PageTable) -> _Found:
    models = [name for name in grid.header if MODEL.fullmatch(name)]
    if not models:
        raise SourceChanged(ABOUT.name, f"no model among the columns {grid.header}")
    found: _Found = {}
    for row in grid.rows:
        if row[0] not in PRICES:
            continue
        # The prices stand last; how many columns the labels take differs from row to row.
        field, mode = _field(row[1 : -len(models)])
        for model, text in zip(models, row[-len(models) :], strict=True):
            amount, currency = _amount(f"{field} of {model}", text)
            found.setdefault((model, mode, currency), {})[field] = amount
    return found


def _field(labels: tuple[str, ...]) -> tuple[str, str]:
    """What a row is the price of and in which hours, from its labels (repeated where they span)."""
    words = list(dict.fromkeys(label for label in labels if label))
    mode = words.pop() if words and words[-1] in MODES else ""
    name = " ".join(words)
    if name not in FIELDS:
        raise SourceChanged(ABOUT.name, f"a row is the price of {name!r} ({mode or 'always'})")
    return FIELDS[name], MODES[mode]


def _amount(what: str, text: str) -> tuple[Decimal, str]:
    match = AMOUNT.fullmatch(text)
    if match is None:
        raise SourceChanged(ABOUT.name, f"{what} is {text!r}, not like $0.15 or 1元")
    amount = match["usd"] or match["cny"]
    return decimal_of(ABOUT.name, what, amount), USD if match["usd"] else CNY


def _rates(model: str, found: Mapping[str, Decimal]) -> Rates:
    if missing := sorted({"input", "output"} - set(found)):
        raise SourceChanged(ABOUT.name, f"{model} has no price of {missing}")
    return Rates(found["input"], found["output"], found.get("cached"))
