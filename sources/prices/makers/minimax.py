"""MiniMax's price pages: the maker's own lists, USD on the English site, CNY on the Chinese one.

The English page is markdown with tabs (Standard, Priority) around pipe tables; the Chinese one is
HTML without table elements, of which only the tab in front carries rows. Some prices are written
twice, struck through and plain ("~~$0.60~~ $0.30", "permanent 50% off"): the plain one is asked,
the old one is a note. A price by length of context has rows of their own; the shortest is the
series, the others are notes. Tables of video, speech and music are known and not read. Prices are
per 1M tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from bs4 import Tag

from sources.contract import Page, ParseError, Reading, asks
from sources.prices.price_list import (
    BY_MODEL,
    CNY,
    STANDARD,
    USD,
    ListedPrice,
    PriceRows,
    entry_of,
    makers_card,
)
from sources.reading.page_tables import (
    PageTable,
    markdown_grids,
    money,
    plain,
    soup_of,
    text_of_page,
)

URL = "https://platform.minimax.io/docs/guides/pricing-paygo.md"

PROVIDER = "minimax"

HOME = "https://platform.minimax.io/docs/guides/pricing-paygo"
ABOUT = makers_card(PROVIDER, "MiniMax", HOME, BY_MODEL, title="MiniMax price pages")

COLUMNS = {
    "Model": "model",
    "Input": "input",
    "Output": "output",
    "Prompt caching Read": "cached",
    "模型": "model",
    "输入价格 百万 tokens": "input",
    "输出价格 百万 tokens": "output",
    "缓存读取 百万 tokens": "cached",
    "输入(含多模态)": "input",
    "输出": "output",
    "缓存读取": "cached",
}
TAB = re.compile(r'<Tab title="(?P<title>[^"]*)">')
MODES = {"Standard": STANDARD, "Priority": "priority", "标准": STANDARD, "优先": "priority"}
MODEL = re.compile(r"(?P<name>(?:MiniMax|abab)[\w.-]*)(?P<rest>.*)")
SHORTEST = re.compile(r"(?:≤ 512k input tokens|上下文 ≤ 512K)(?P<rest>.*)")
LONGER = re.compile(r"(?:> (?P<en>\d+k) input tokens\*?|上下文 (?P<zh>\d+K) ~ \w+)(?P<rest>.*)")
OFF = re.compile(r"Permanent \d+% off|永久五折|")
UNITS = (" / M tokens", " / 百万 tokens", "")
"""The Chinese table of one model writes the unit into its header."""
STRUCK = re.compile(r"~~\s*\\?([$¥][\d.]+)\s*~~")
LANGUAGE_MODELS = ("LLM", "语言模型")

fetch = asks(URL, types=("text/markdown", "text/plain"))


def parse(page: Page) -> Iterator[Reading]:
    """One board, whose category is the currency. Raises ParseError on what it does not know."""
    if page.body.lstrip()[:15].lower().startswith(b"<!doctype"):
        tables, currency = _of_html(soup_of(page.body)), CNY
    else:
        tables, currency = _of_markdown(text_of_page(page.body)), USD
    found = PriceRows(PROVIDER, partial(money, currency=currency, units=UNITS), currency)
    lines = [line for title, table in tables for line in _lines(found, table, title)]
    if not lines:
        raise ParseError("no price of a language model")
    found.offer(lines)
    yield found.reading("", currency)


def _of_markdown(text: str) -> Iterator[tuple[str, PageTable]]:
    """Tables under the heading of language models, tab by tab; outside of tabs: standard."""
    headings = ""
    for part in re.split(r"(?=<Tab title=)|(?<=</Tab>)", text):
        match = TAB.search(part)
        written = f"{headings}\n{part}"
        for table in markdown_grids(written, raw=True):
            if table.headings.get(2) in LANGUAGE_MODELS:
                yield match["title"] if match else "Standard", table
        headings = "\n".join(re.findall(r"^#+ .*$", written, re.MULTILINE))


def _lines(found: PriceRows, table: PageTable, title: str) -> Iterator[ListedPrice]:
    mode = MODES.get(title.strip("* "))
    if mode is None:
        found.leave(f"the mode {title!r}", len(table.rows))
        return
    for row in found.lines(table, COLUMNS):
        model = plain(row.pop("model"))
        old = [match[1] for text in row.values() for match in STRUCK.finditer(text)]
        notes = (f"list price before a discount: {'/'.join(old)}",) if old else ()
        cells = {field: plain(text) for field, text in row.items()}
        if match := found.named(MODEL, model, row, mode):
            with found.row(entry_of(model, mode), row):
                yield ListedPrice(match["name"], cells, mode, _longer_than(match), notes=notes)


def _longer_than(model: re.Match[str]) -> str:
    """The tokens of context above which the price holds."""
    rest = model["rest"].strip()
    size = LONGER.fullmatch(rest)
    context = size or SHORTEST.fullmatch(rest)
    discount = context["rest"] if context else rest
    if not OFF.fullmatch(discount.strip()):
        raise ParseError(f"{model['name']} is told to be {rest!r}")
    return (size["en"] or size["zh"]).lower() if size else ""


def _of_html(soup: Tag) -> Iterator[tuple[str, PageTable]]:
    """Tables made of boxes under the heading of language models, with the tab in front."""
    headings = [node for node in soup.find_all("h2") if node.get_text(strip=True) == "语言模型"]
    if len(headings) != 1 or headings[0].parent is None or headings[0].parent.parent is None:
        raise ParseError(f"{len(headings)} headings of language models, not one")
    section = headings[0].parent.parent
    for title in section.find_all("div", string="模型"):
        if (head := title.parent) is None:
            continue
        lines = [head, *head.find_next_siblings("div")]
        header, *rows = [
            tuple(_boxed(cell) for cell in line.find_all("div", recursive=False)) for line in lines
        ]
        yield _chosen(head), PageTable(tuple(map(plain, header)), tuple(rows), {})


def _chosen(head: Tag) -> str:
    """The title of the tab in front, where tabs stand beside the table."""
    for above_it in list(head.parents)[:4]:
        tabs = above_it.find("div", attrs={"role": "tablist"}, recursive=False)
        if isinstance(tabs, Tag):
            chosen = [tab for tab in tabs.find_all("button") if tab.get("aria-selected") == "true"]
            return chosen[0].get_text(strip=True) if len(chosen) == 1 else "none"
    return "Standard"


def _boxed(cell: Tag) -> str:
    """The words of a box, struck-through ones marked as in markdown."""
    parts = []
    for text in cell.find_all(string=True):
        holder = text.parent
        classes = holder.get("class") if holder is not None else None
        struck = "line-through" in (classes or [])
        parts.append(f"~~{text.strip()}~~" if struck else text.strip())
    return " ".join(parts)
