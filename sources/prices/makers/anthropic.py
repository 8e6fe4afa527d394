"""Anthropic's price page: the maker's own list, as markdown.

Three tables are read: model prices (mode `standard`), batch prices (`batch`) and fast mode
(`fast`); the others are about tools and platforms. A model is named as people call it ("Claude Opus
4.8"); what stands in brackets behind it is a note ("deprecated"). A row that is "retired, except
on" somebody's cloud is no offer of Anthropic any more and has no row. A row may end or begin on a
day ("through August 31, 2026", "starting September 1, 2026"): an announced price has a row of its
own with its first day, and vanishes from the page when it is withdrawn before that (Sonnet 5's
rise, July to August 2026). A model may have two rows, "for prompts up to" and "over" so many
tokens: the first is read. Prices of more than 200K tokens of context (until spring 2026) stood in a
table of their own that names no model, and are not read. All prices are USD per 1M tokens ("MTok").
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import NEEDED, OFTEN, STANDARD, ListedPrice, PriceRows, makers_card
from sources.reading.page_tables import PageTable, long_day, markdown_grids, money, text_of_page
from terms.days import after

URL = "https://platform.claude.com/docs/en/about-claude/pricing.md"

PROVIDER = "anthropic"

ABOUT = makers_card(PROVIDER, "Anthropic", URL.removesuffix(".md"), OFTEN)

SECTIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    # Heading of a table that is read: its mode, and its columns.
    "Model pricing": (
        STANDARD,
        {
            "Model": "model",
            "Base input tokens": "input",
            "Cache hits and refreshes": "cached",
            "Output tokens": "output",
        },
    ),
    "Batch processing": (
        "batch",
        {"Model": "model", "Batch input": "input", "Batch output": "output"},
    ),
    "Fast mode pricing": ("fast", {"Model": "model", "Input": "input", "Output": "output"}),
}
PRICES = "Model pricing"
NAME = re.compile(
    r"(?P<name>Claude [A-Z][A-Za-z]+(?: Preview)?(?: \d+(?:\.\d+)?)?(?: Preview)?)"
    r"(?: \(for prompts (?:up to|(?P<over>over)) [\d,]+ tokens\)"
    r"| \((?P<status>[^)]+)\)| (?:through (?P<until>\w+ \d+, \d{4})"
    r"|starting (?P<since>\w+ \d+, \d{4})))?"
)
FAST_FOR = re.compile(r"for (Claude \w+ [\d.]+) provides")

fetch = asks(URL, types=("text/markdown", "text/plain"))
_money = partial(money, units=(" / MTok",))


def parse(page: Page) -> Iterator[Reading]:
    """One price board."""
    text = text_of_page(page.body)
    found = PriceRows(PROVIDER, _money)
    tables = [table for table in markdown_grids(text) if table.heading in SECTIONS]
    headings = {table.heading for table in tables}
    if PRICES not in headings:
        raise ParseError(f"no table under the heading {PRICES!r}")
    for heading in SECTIONS:
        if heading not in headings:
            found.unread[f"the table {heading!r}, which is missing"] += 1
    for table in tables:
        found.offer(*_lines(found, table, text))
    yield found.reading()


def _lines(found: PriceRows, table: PageTable, text: str) -> Iterator[ListedPrice]:
    mode, columns = SECTIONS[table.heading]
    for cells in found.lines(table, columns, NEEDED[1:] if mode == "fast" else NEEDED):
        for written in (cells["model"] if "model" in cells else _fast_model(text)).split(" / "):
            if match := found.named(NAME, written, cells, mode):
                with found.row(match["name"], cells, mode):
                    yield from _line(match, mode, cells)


def _line(match: re.Match[str], mode: str, cells: Mapping[str, str]) -> Iterator[ListedPrice]:
    status = match["status"] or ""
    since, until = (
        long_day(match[0], match[key]) if match[key] else None for key in ("since", "until")
    )
    if not status.startswith("retired"):
        yield ListedPrice(
            match["name"],
            cells,
            mode,
            match["over"] is not None,
            since,
            until and after(until),
            note=status or None,
        )


def _fast_model(text: str) -> str:
    """The model of a fast-mode table without names, from the sentence before it."""
    names = set(FAST_FOR.findall(text))
    if len(names) != 1:
        raise ParseError(f"fast mode is for {sorted(names)}, not for one model")
    return str(names.pop())
