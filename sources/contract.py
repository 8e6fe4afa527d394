"""The contract every source module satisfies by shape: ABOUT, fetch and parse.

A source module holds a constant `ABOUT` and two functions:

    fetch(client) -> Iterator[Fetched]   asks the place politely; the only code with a network
    parse(page)   -> Iterator[Reading]   pure: bytes in, complete boards out

`parse` has no clock, disk, network, database or logging. It keeps every name exactly as the
source writes it. What it does not know costs as little as is safe: an unknown optional key is left
unread (`sources.reading.fields` tells that it came), a row that cannot be read is refused by name
(`Reading.refused`), a page of another shape raises `ParseError` with the value in the message: of
which source that is, whoever asked knows (`sources.reading.rows.read_page`). It never falls back to
a default and never drops a row.

What can go wrong when we read a source, named by the reaction it calls for.

SourceError
├── SourceUnavailable   the place did not answer properly: try again later
├── SourceIncomplete    some addresses are gone: what came counts, and is told
├── SettingInvalid      a setting names no source of ours: correct the environment
└── SourceChanged       the answer is not what we know how to read: a person must look
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from terms.grammar import Grammar
from terms.words import Basis

NONE_STATED = "none stated"
"""Licence of unlicensed tables: single figures may be cited, whole tables not be passed on."""

Row = Mapping[str, Any]
"""One statement of a page in the columns of its table (see `warehouse.schema`).

Keys that begin with an underscore are for the rules only: they are judged and not kept. `_rank` is
the board's own place of an entry, never one that we counted."""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes one URL served and when they were captured (UTC, timezone-aware)."""

    url: str
    body: bytes
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer of a source: a page, or the word that nothing changed since the last one.

    `page` is None exactly when the source said "not modified" (HTTP 304, or an equal revision).
    """

    url: str
    seen_at: datetime
    status: int | None
    page: Page | None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a page that its parser cannot read: it goes to quarantine, the others count."""

    entry: str
    """As the board names it; empty when even that cannot be read."""
    reason: str
    row: Row
    """What could be read of it, in values that JSON knows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One complete state of one board, as a page gives it.

    A board is (table, source, board, category). `published_on` is the board's own date; None
    means the page has none, and the UTC date of `seen_at` stands in. `restated` marks a history
    file that re-issues an old date: it fills dates that nobody captured and never replaces a
    state captured as published. `basis`: one of `terms.words.Basis`. `leads`: of a list the
    classes (`closed`, an openness rule) whose leader it names, after commas, as told by whoever
    read the whole page.
    """

    table: str
    board: str
    category: str
    rows: Sequence[Row]
    refused: Sequence[RefusedRow] = ()
    """Rows of the board that could not be read; see `sources.reading.rows`."""
    published_on: date | None = None
    restated: bool = False
    basis: str = Basis.BOARD.value
    leads: str = ""
    warnings: Sequence[str] = ()
    """What was new on the page and left unread, in words."""


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What a source is, on which terms we read it, and how often it changes."""

    name: str
    title: str
    home: str
    licence: str
    attribution: str
    cadence: str
    """How often the place itself changes, in words: when its numbers are old follows from that."""
    stale_after_days: int
    """Age of the newest published date past which its numbers read "as of", never "now". Of a place
    that dates nothing it is the age of our last look."""
    tables: tuple[str, ...]
    boards: tuple[str, ...] = ()
    """Names of its boards; empty where the place decides which there are (`board_is`)."""
    board_is: str = ""
    """What a board is where the place decides which there are: a maker, a release."""
    unproven: str = ""
    """What of it was never read from bytes that the place served; empty: whole pages were."""
    scheduled: bool = True
    """False: never fetched; read only from files that the operator supplies or we ship."""
    ask_every_days: int = 1
    """The daily job asks it when so many days passed since it last answered; closed boards: 7."""
    terms: str = ""
    """What binds us beyond the licence; empty: nothing else."""
    key: str = ""
    """Variable of the environment with the secret without which it is not asked; empty: none."""
    grammar: Grammar = field(default_factory=Grammar)
    """What it writes around the names of models."""

    @property
    def is_licensed(self) -> bool:
        """Whether somebody allowed its tables to be passed on whole, or they are facts."""
        return self.licence != NONE_STATED


@dataclass(frozen=True, slots=True)
class Validator:
    """What a conditional GET sends back: the ETag and date of the page we already have."""

    etag: str | None = None
    last_modified: str | None = None


class Client(Protocol):
    """What `fetch` may do with the network; `sources.http.PoliteClient` is the real one."""

    def get(
        self,
        url: str,
        *,
        content_types: Sequence[str] = (),
        max_bytes: int = 64 * 2**20,
        headers: Mapping[str, str] | None = None,
        question: bytes | None = None,
    ) -> Fetched:
        """Look at `url` once, politely; `question` is posted as JSON. Raises SourceUnavailable."""

    def known(self, url: str) -> Validator | None:
        """What an earlier look at `url` left: an equal revision need not be asked for again."""


def asks(
    *urls: str, types: Sequence[str], mib: int = 4, **more: Any
) -> Callable[[Client], Iterator[Fetched]]:
    """The `fetch` of a source that looks at the same addresses every time, `mib` MiB at most;
    `more`: headers or a question, as `Client.get` takes them."""

    def fetch(client: Client) -> Iterator[Fetched]:
        for url in urls:
            yield client.get(url, content_types=types, max_bytes=mib * 2**20, **more)

    return fetch


def page_of(client: Client, source: str, url: str, types: Sequence[str], mib: int = 4) -> Page:
    """The page at an address of which nothing is kept. Raises SourceUnavailable."""
    look = client.get(url, content_types=types, max_bytes=mib * 2**20)
    if look.page is None:
        raise SourceUnavailable(source, f"{url} said 'not modified' to a first look; try later")
    return look.page


def asks_nobody(_client: Client, /) -> Iterator[Fetched]:
    """The `fetch` of a source that ships with the product, or whose files only people supply."""
    yield from ()


class Source(Protocol):
    """A source module, as mypy sees it."""

    @property
    def ABOUT(self) -> SourceCard: ...  # noqa: N802, D102 - a module constant

    def fetch(self, client: Client, /) -> Iterator[Fetched]:
        """Ask the place for its pages."""

    def parse(self, page: Page, /) -> Iterator[Reading]:
        """Read one page into complete boards."""


@dataclass(frozen=True, slots=True)
class TwinSource:
    """A source that has its module from another one: read elsewhere, or asked where that is not."""

    ABOUT: SourceCard
    fetch: Callable[[Client], Iterator[Fetched]]
    parse: Callable[[Page], Iterator[Reading]]


def whole(text: str) -> str:
    """`text` with its half characters spelled out: JSON can say one, and no file can hold it."""
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


LONGEST = 2_000
"""Characters of a message: the value that it names may be a whole page."""


def message_about(source: str, message: str) -> str:
    """What is said of a source, in a length that can be read."""
    if len(message) > LONGEST:
        message = f"{message[:LONGEST]}… ({len(message):,} characters)"
    return whole(f"{source}: {message}")


class SourceError(Exception):
    """Reading a source failed; the message names the source and the offending value."""

    def __init__(self, source: str, message: str) -> None:
        super().__init__(message_about(source, message))
        self.source = source


class SourceUnavailable(SourceError):
    """The source did not answer, or answered with something that is not a page: try later.

    `status` is the HTTP status, when there was an answer at all.
    """

    def __init__(self, source: str, message: str, *, status: int | None = None) -> None:
        super().__init__(source, message)
        self.status = status


class SourceIncomplete(SourceError):
    """Some addresses of the source are gone for good, at the end of a fetch of all others."""


class SourceChanged(SourceError):
    """The page has a shape or a value that this parser does not know: a person must look."""


class ParseError(Exception):
    """What a page or a row holds is not what its parser knows; the message has the value."""


class ClockWrong(Exception):
    """This machine's clock is days away from that of the places asked: nothing may be recorded."""


class SettingInvalid(SourceError, ValueError):
    """A setting in the environment names no source that we have: correct it."""
