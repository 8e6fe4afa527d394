"""Anthropic's price page: the maker's own list, as markdown.

Three tables are read: model prices (mode `standard`), batch prices (`batch`) and fast mode
(`fast`); the others are about tools and platforms. A model is named as people call it ("Claude
Opus 4.8"); what stands in brackets behind it is a note ("deprecated"). A row that is "retired,
except on" somebody's cloud is no offer of Anthropic any more and has no row. A row may end or
begin on a day ("through August 31, 2026", "starting September 1, 2026"): an announced price has a
row of its own with its first day, and vanishes from the page when it is withdrawn before that
(Sonnet 5's rise, July to August 2026). A model may have two rows, "for prompts up to" and "over" so
many tokens: the first is the price, the other a tier in its note. Prices of more than 200K tokens
of context (until spring 2026) stood in a table of their own that names no model, and are not read.
All prices are USD per 1M tokens ("MTok").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from sources.contract import Page, Reading, SourceCard, SourceChanged, asks
from sources.prices.price_list import STANDARD, ListedPrice, PriceRows, Rates, above, entry_of
from sources.reading.page_tables import PageTable, long_day, markdown_grids, money, text_of_page
from terms.days import after

URL = "https://platform.claude.com/docs/en/about-claude/pricing.md"

PROVIDER = "anthropic"

ABOUT = SourceCard(
    name="anthropic_pricing_page",
    title="Anthropic price page",
    home="https://platform.claude.com/docs/en/about-claude/pricing",
    licence="the maker's copyright; prices are facts",
    attribution="Anthropic",
    cadence="Edited with each model and price change, several times a month.",
    stale_after_days=7,
    stale_reason="The list itself; a week covers an outage, and prices change monthly.",
    tables=("price",),
    boards=(PROVIDER,),
)

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
NEEDED, BATCH = "Model pricing", "Batch processing"
NAME = re.compile(
    r"(?P<name>Claude [A-Z][A-Za-z]+(?: Preview)?(?: \d+(?:\.\d+)?)?(?: Preview)?)"
    r"(?: \(for prompts (?:up to (?P<upto>[\d,]+)|over (?P<over>[\d,]+)) tokens\)"
    r"| \((?P<status>[^)]+)\)| (?:through (?P<until>\w+ \d+, \d{4})"
    r"|starting (?P<since>\w+ \d+, \d{4})))?"
)
FAST_FOR = re.compile(r"for (Claude \w+ [\d.]+) provides")

fetch = asks(URL, types=("text/markdown", "text/plain"))
_money = partial(money, units=(" / MTok",))


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged when a needed table or column is missing."""
    text = text_of_page(ABOUT.name, page.body)
    found = PriceRows(ABOUT.name)
    tables = [table for table in markdown_grids(text) if table.heading in SECTIONS]
    headings = {table.heading for table in tables}
    if NEEDED not in headings:
        raise SourceChanged(ABOUT.name, f"no table under the heading {NEEDED!r}")
    if BATCH not in headings:
        found.leave(f"the table {BATCH!r}, which is missing")
    for table in tables:
        _read(found, table, text)
    yield found.reading(PROVIDER)


def _read(found: PriceRows, table: PageTable, text: str) -> None:
    mode, columns = SECTIONS[table.heading]
    lines = [
        (name, NAME.fullmatch(name), cells)
        for cells in found.lines(table, columns, ("input", "output"))
        for name in (cells["model"] if "model" in cells else _fast_model(text)).split(" / ")
    ]
    short = {match["name"] for _, match, _ in lines if match and not match["over"]}
    tiers: dict[str, tuple[str, ...]] = {}
    # A tier of longer prompts is no offer of its own: it is for the note of its model.
    for written, match, cells in sorted(lines, key=lambda line: not (line[1] and line[1]["over"])):
        name = match["name"] if match else written
        with found.row(entry_of(name, mode, _since(match)), cells):
            if match is None:
                raise SourceChanged(ABOUT.name, f"a model is called {written!r}")
            rates = found.rates(name, cells, _money)
            if not match["over"]:
                _offer(found, match, mode, rates, tiers.get(name, ()))
            elif name in short:
                tiers[name] = above([(rates, match["over"].replace(",", ""))])
            else:
                raise SourceChanged(ABOUT.name, f"{name} has no price for shorter prompts")


def _since(match: re.Match[str] | None) -> str | None:
    """The first day that a name has, where it can be read."""
    try:
        return long_day(ABOUT.name, "", match["since"]) if match and match["since"] else None
    except SourceChanged:
        return None


def _offer(
    found: PriceRows, match: re.Match[str], mode: str, rates: Rates, tiers: tuple[str, ...]
) -> None:
    name, status = match["name"], match["status"] or ""
    since, until = (
        long_day(ABOUT.name, match[0], match[key]) if match[key] else None
        for key in ("since", "until")
    )
    notes = (*tiers, status) if status else tiers
    if not status.startswith("retired"):
        found.offer(
            ListedPrice(
                PROVIDER, name, name, rates, mode, effective_on=since,
                withdrawn_on=until and after(until), notes=notes,
            )
        )  # fmt: skip


def _fast_model(text: str) -> str:
    """The model of a fast-mode table without names, from the sentence before it."""
    names = set(FAST_FOR.findall(text))
    if len(names) != 1:
        raise SourceChanged(ABOUT.name, f"fast mode is for {sorted(names)}, not for one model")
    return str(names.pop())
