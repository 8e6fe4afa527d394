"""Tables on makers' pricing pages, in markdown or HTML, with the headings that they stand under.

A cell is kept as text: links, emphasis and tags give way to their words, so that what a person
reads is what is compared. Struck-through text is not kept: it is the price before a discount. What
cannot be read raises ParseError.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from sources.contract import ParseError
from sources.reading.strict import decimal_of

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_STRUCK = re.compile(r"~~.*?~~|<s>.*?</s>|<del>.*?</del>", re.DOTALL)
_FOOTNOTE = re.compile(r"<sup>.*?</sup>", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MONEY = re.compile(r"\$\s?(?P<amount>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>.*)", re.ASCII)
_SPAN = re.compile(r"[1-9][0-9]{0,2}")
_PUSHED = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\]\)')
_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class PageTable:
    """One table: its header, its rows, the headings above it by level, the line before it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    headings: Mapping[int, str]
    label: str = ""

    @property
    def heading(self) -> str:
        """The innermost heading above it."""
        return self.headings[max(self.headings)] if self.headings else ""

    def under(self, heading: str) -> bool:
        """Whether the table stands under this heading, whatever its level."""
        return heading in self.headings.values()

    def places(self, columns: Mapping[str, str], needed: Sequence[str] = ()) -> dict[str, int]:
        """Where each wanted field stands; `columns` has it by title, and others are not read.

        A title is the same in upper and lower case, and with "&" or "and". Raises ParseError
        when no column gives a `needed` field, or two give the same.
        """
        known = {_title(title): field for title, field in columns.items()}
        found: dict[str, int] = {}
        for place, title in enumerate(self.header):
            field = known.get(_title(title))
            if field in found:
                raise ParseError(f"the table {self.header} gives {field} twice")
            if field is not None:
                found[field] = place
        if missing := [field for field in needed if field not in found]:
            raise ParseError(f"the table {self.header} gives no {missing}")
        return found


def _title(written: str) -> str:
    return " ".join(written.casefold().replace("&", "and").split())


def text_of_page(body: bytes) -> str:
    """The page as text."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(f"the page is not UTF-8: {error}") from error


def pushed(text: str) -> str:
    """What a page's scripts hand to its program piece by piece (React's flight text), joined."""
    try:
        return "".join(json.loads(piece) for piece in _PUSHED.findall(text))
    except json.JSONDecodeError as error:
        raise ParseError(f"the page's payload cannot be read: {error}") from error


def plain(cell: str) -> str:
    """The words of a cell: no links, emphasis, escapes, tags, footnotes, struck-through text."""
    words = _LINK.sub(r"\1", _STRUCK.sub(" ", cell.replace(r"\|", "|")))
    words = _TAG.sub(" ", _FOOTNOTE.sub("", words))
    words = re.sub(r"\\([$<>*_~])", r"\1", words.replace("**", ""))
    return " ".join(words.replace("\u200b", "").split())


def markdown_grids(text: str) -> Iterator[PageTable]:
    """Every pipe table of a markdown page."""
    headings: dict[int, str] = {}
    label, table = "", []
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        if stripped.startswith("|"):
            table.append(stripped)
            continue
        if table:
            yield _markdown_grid(table, headings, label)
            table = []
        match = _HEADING.fullmatch(stripped)
        if match is not None:
            headings = _under(headings, len(match[1]), plain(match[2]))
        if stripped:
            label = plain(stripped)


def _under(headings: Mapping[int, str], level: int, words: str) -> dict[int, str]:
    """The headings that stand above what follows one of that level."""
    return {key: above for key, above in headings.items() if key < level} | {level: words}


def _markdown_grid(table: Sequence[str], headings: Mapping[int, str], label: str) -> PageTable:
    kept = [line for line in table if not _RULE.fullmatch(line)]
    cells = [re.split(r"(?<!\\)\|", line.removeprefix("|").removesuffix("|")) for line in kept]
    header, *body = [tuple(map(plain, row)) for row in cells] or [()]
    return PageTable(header, tuple(body), dict(headings), label)


def soup_of(body: bytes) -> BeautifulSoup:
    """The parsed HTML."""
    text = text_of_page(body).replace("\x00", "")
    try:
        return BeautifulSoup(text, "html.parser")
    except ParserRejectedMarkup as error:
        raise ParseError("the page's markup cannot be parsed as HTML") from error


def html_grids(soup: Tag) -> Iterator[tuple[PageTable, Tag]]:
    """Every table of an HTML page, spans filled in, with its element."""
    headings: dict[int, str] = {}
    for node in soup.find_all([*_LEVELS, "table"]):
        if node.name != "table":
            headings = _under(headings, _LEVELS.index(node.name) + 1, words_of(node))
            continue
        header, *rows = _spread(node) or [()]
        yield PageTable(header, tuple(rows), dict(headings)), node


def grids(body: bytes) -> list[PageTable]:
    """Every table of a page in markdown, or else in HTML, of which markdown may hold some."""
    written = list(markdown_grids(text_of_page(body)))
    return written or [table for table, _ in html_grids(soup_of(body))]


def words_of(node: Tag) -> str:
    """What a person reads in `node`: footnote marks and struck-through words left out."""
    dropped = {id(part) for part in node.find_all(["sup", "s", "del", "style", "script"])}
    words = [
        text
        for text in node.find_all(string=True)
        if not any(id(parent) in dropped for parent in text.parents)
        and type(text).__name__ == "NavigableString"
    ]
    return " ".join(" ".join(words).replace("\u200b", "").split())


def _spread(table: Tag) -> list[tuple[str, ...]]:
    """The rows of a table with every spanned cell repeated in each place that it covers."""
    grid: dict[tuple[int, int], str] = {}
    lines = table.find_all("tr")
    for down, line in enumerate(lines):
        across = 0
        for cell in line.find_all(["td", "th"], recursive=False):
            while (down, across) in grid:
                across += 1
            wide, tall = (_span(str(cell.get(name, ""))) for name in ("colspan", "rowspan"))
            tall = min(tall, len(lines) - down)  # as browsers do: a span adds no row
            words = words_of(cell)
            for place in [(down + y, across + x) for y in range(tall) for x in range(wide)]:
                grid[place] = words
    width = max((x for _, x in grid), default=-1) + 1
    return [tuple(grid.get((y, x), "") for x in range(width)) for y in range(len(lines))]


def _span(text: str) -> int:
    """How many places a cell covers; browsers take anything else than a small count for one."""
    return int(text) if _SPAN.fullmatch(text) else 1


def money(what: str, text: str, units: Sequence[str] = ("",)) -> Decimal:
    """The amount in USD that `text` is, followed by one of `units`; "Free" is 0."""
    if text.casefold() == "free":
        return Decimal(0)
    match = _MONEY.fullmatch(text)
    if match is None or match["unit"] not in units:
        shown = " or ".join(f"$1{unit}" for unit in units)
        raise ParseError(f"{what} is {text!r}, not an amount like {shown}")
    return decimal_of(what, match["amount"].replace(",", ""))


def long_day(what: str, text: str) -> str:
    """The ISO day of a date such as "August 31, 2026"."""
    try:
        return datetime.strptime(text, "%B %d, %Y").date().isoformat()  # noqa: DTZ007 - a day
    except ValueError as error:
        raise ParseError(f"{what} names the day {text!r}") from error
