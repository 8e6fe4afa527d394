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
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

from sources.contract import Client, Fetched, Page, Reading, SourceCard, SourceChanged
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
    rows={"price": 24},
)

SECTIONS: Mapping[str, tuple[str, Mapping[str, str | None]]] = {
    # Heading of a table that is read: its mode, and its columns (None: not read).
    "Model pricing": (
        STANDARD,
        {
            "Model": "model",
            "Base input tokens": "input",
            "5m cache writes": None,
            "1h cache writes": None,
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
RETIRED = "retired"
UNITS = (" / MTok",)
FAST_FOR = re.compile(r"for (Claude \w+ [\d.]+) provides")


def fetch(client: Client) -> Iterator[Fetched]:
    """Look at the markdown page once (50 KB). Raises SourceUnavailable."""
    yield client.get(URL, content_types=("text/markdown", "text/plain"), max_bytes=4 * 2**20)


def parse(page: Page) -> Iterator[Reading]:
    """One price board. Raises SourceChanged when a needed table or column is missing."""
    text = text_of_page(ABOUT.name, page.body)
    found = PriceRows(ABOUT.name)
    headings = set()
    for grid in markdown_grids(text):
        heading = grid.headings[max(grid.headings)] if grid.headings else ""
        if heading in SECTIONS:
            headings.add(heading)
            _read(found, heading, grid, text)
    if NEEDED not in headings:
        raise SourceChanged(ABOUT.name, f"no table under the heading {NEEDED!r}")
    if BATCH not in headings:
        found.leave(f"the table {BATCH!r}, which is missing")
    yield found.reading(PROVIDER)


def _read(found: PriceRows, heading: str, grid: PageTable, text: str) -> None:
    mode, columns = SECTIONS[heading]
    named = [
        (name, line)
        for line in found.lines(grid, columns, ("input", "output"))
        for name in (line["model"] if "model" in line else _fast_model(text)).split(" / ")
    ]
    short = {
        match["name"]
        for name, _ in named
        if (match := NAME.fullmatch(name)) is not None and not match["over"]
    }
    tiers: dict[str, tuple[str, ...]] = {}
    for name, line in named:
        if (match := NAME.fullmatch(name)) and match["over"]:
            found.add(entry_of(name, mode), line, partial(_tier, match, line, short, tiers))
    for name, line in named:
        if not ((match := NAME.fullmatch(name)) and match["over"]):
            found.add(_entry(name, mode), line, partial(_offers, name, mode, line, tiers))


def _entry(written: str, mode: str) -> str:
    """The key that the row of a name has, as far as the name can be read."""
    match = NAME.fullmatch(written)
    since = match["since"] if match else None
    try:
        day = long_day(ABOUT.name, written, since) if since else None
    except SourceChanged:
        day = None
    return entry_of(match["name"] if match else written, mode, day)


def _tier(
    match: re.Match[str],
    line: Mapping[str, str],
    short: Collection[str],
    tiers: dict[str, tuple[str, ...]],
) -> tuple[ListedPrice, ...]:
    """Keep the tier of longer prompts for the note of its model; it is no offer of its own."""
    name = match["name"]
    if name not in short:
        raise SourceChanged(ABOUT.name, f"{name} has no price for shorter prompts")
    tiers[name] = above([(_rates(name, line), match["over"].replace(",", ""))])
    return ()


def _offers(
    written: str, mode: str, line: Mapping[str, str], tiers: Mapping[str, tuple[str, ...]]
) -> Iterator[ListedPrice]:
    offer = _offer(written, mode, line)
    if not any(note.startswith(RETIRED) for note in offer.notes):
        yield replace(offer, notes=(*tiers.get(offer.offering, ()), *offer.notes))


def _fast_model(text: str) -> str:
    """The model of a fast-mode table without names, from the sentence before it."""
    names = set(FAST_FOR.findall(text))
    if len(names) != 1:
        raise SourceChanged(ABOUT.name, f"fast mode is for {sorted(names)}, not for one model")
    return str(names.pop())


def _offer(written: str, mode: str, line: Mapping[str, str]) -> ListedPrice:
    match = NAME.fullmatch(written)
    if match is None:
        raise SourceChanged(ABOUT.name, f"a model is called {written!r}")
    name, until, since = match["name"], match["until"], match["since"]
    return ListedPrice(
        PROVIDER,
        name,
        name,
        _rates(name, line),
        mode,
        effective_on=since and long_day(ABOUT.name, written, since),
        withdrawn_on=until and after(long_day(ABOUT.name, written, until)),
        notes=(match["status"],) if match["status"] else (),
    )


def _rates(name: str, line: Mapping[str, str]) -> Rates:
    found = {
        field: money(ABOUT.name, f"{field} of {name}", text, units=UNITS)
        for field, text in line.items()
        if field != "model"
    }
    return Rates(found["input"], found["output"], found.get("cached"))
