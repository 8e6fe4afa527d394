"""Pages in their order: as if each came alone, and many judged at a time.

What precedes a page is known before it is recorded: what the warehouse holds of its boards, or the
page before it, if that is accepted as it stands. Beside that many pages of any sources are judged
in one go, which costs as much as one. Each is recorded in its turn, and its verdict counts if the
warehouse holds by then what was foreseen; else it is judged once more, alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.ingest.page import (
    IngestResult,
    UnjudgedCapture,
    ahead,
    arrival_of,
    as_previous,
    beside,
    fields_on,
    ingest,
    ingest_read,
    read_page,
    seen_of,
    verdicts,
)
from sources.contract import Fetched, Reading, Source, SourceChanged
from warehouse.errors import PageLost
from warehouse.history.vintages import BoardKey, Seen
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from expectations.verdict import PageVerdict, Previous, UnjudgedPage

TOGETHER = 32
"""Pages judged in one go; so many are held in memory."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What a board is judged beside, and whether it still is what precedes it."""

    previous: "Previous | None"
    stands: Callable[[], bool]


_Left = dict[BoardKey, tuple[Seen, Reading] | None]
"""Board to the look that left it as its reading says; None where what it left is not known."""


def ingest_succession(
    warehouse: Warehouse, looks: Iterable[tuple[Source, Fetched]]
) -> Iterator[IngestResult]:
    """Take looks at sources in their order."""
    left = iter(looks)
    while some := list(islice(left, TOGETHER)):
        for record in prepared(warehouse, some):
            yield record()


def prepared(
    warehouse: Warehouse, looks: Sequence[tuple[Source, Fetched]]
) -> list[Callable[[], IngestResult]]:
    """Read looks and judge them in one go; what records each, to be called in their order.

    Whatever fails here is left to the turn of its own look, and costs no other.
    """
    read = _read(warehouse, looks)
    foreseen: dict[int, tuple[PageVerdict | None, Callable[[], bool]]] = {}
    with suppress(Exception):  # each is judged alone then
        foreseen = dict(zip(read, _foreseen(warehouse, list(read.values())), strict=True))
    return [
        partial(ingest_read, warehouse, read[number], *foreseen.get(number, ()))
        if number in read
        else partial(ingest, warehouse, source, look)
        for number, (source, look) in enumerate(looks)
    ]


def _read(
    warehouse: Warehouse, looks: Sequence[tuple[Source, Fetched]]
) -> dict[int, UnjudgedCapture]:
    """Keep the pages and read them, by their number in `looks`.

    Left out is what is likely not to be read at all: a look that was recorded before, and a page
    that its address gave the last time too.
    """
    pages: dict[int, UnjudgedCapture] = {}
    last: dict[tuple[str, str], str | None] = {}
    for number, (source, look) in enumerate(looks):
        if look.page is None or ahead(look.seen_at) is not None:
            continue
        with suppress(Exception):  # it is raised again when the look is taken in its turn
            page = _page(warehouse, source, look, look.page.body, last)
            if page is not None:
                pages[number] = page
    return pages


def _page(
    warehouse: Warehouse,
    source: Source,
    look: Fetched,
    body: bytes,
    last: dict[tuple[str, str], str | None],
) -> UnjudgedCapture | None:
    name = source.ABOUT.name
    place = (name, look.url)
    if place not in last:
        last[place] = (warehouse.last_page(name, look.url) or (None,))[0]
    before = last[place]
    sha256 = last[place] = warehouse.keep(body, name, look.url, before)
    seen = seen_of(name, look, sha256)
    if sha256 == before or warehouse.knows(seen):
        return None
    page = read_page(source, look, seen, body)
    with suppress(PageLost, SourceChanged):  # told when the page is compared with the one before
        fields_on(warehouse.archive, name, sha256, body)
    return page


def _foreseen(
    warehouse: Warehouse, pages: Sequence[UnjudgedCapture]
) -> "list[tuple[PageVerdict | None, Callable[[], bool]]]":
    """The verdict of every page beside what precedes it, and whether that counts in its turn."""
    left: _Left = {}
    befores: dict[int, list[_Before]] = {}
    for number, page in enumerate(pages):
        found = [_before(warehouse, left, page, reading) for reading in page.readings]
        if found and None not in found:
            befores[number] = [one for one in found if one is not None]
        left |= _left(page)
    unjudged = [_beside(pages[number], found) for number, found in befores.items()]
    judged = dict(zip(befores, verdicts(unjudged) if unjudged else (), strict=True))
    return [
        (verdict, partial(_counts, verdict, befores.get(number, ())))
        for number in range(len(pages))
        for verdict in [judged.get(number)]
    ]


def _before(
    warehouse: Warehouse, left: _Left, page: UnjudgedCapture, reading: Reading
) -> _Before | None:
    """What a reading is judged beside; None where that is not known."""
    arrival = arrival_of(page.seen, reading)
    if arrival.key not in left:
        state = warehouse.before(arrival, page.seen)
        is_newest = warehouse.is_newest(arrival, page.seen)
        previous = None if state is None else as_previous(warehouse, state, is_newest)
        vintage = None if state is None else (state.vintage.id, state.vintage.recorded_at)
        return _Before(previous, partial(warehouse.follows, arrival, page.seen, vintage, is_newest))
    last = left[arrival.key]
    if last is None or last[1].basis != reading.basis:
        return None
    return _Before(_as_it_stands(*last), partial(warehouse.is_next, arrival, page.seen, last[0]))


def _left(page: UnjudgedCapture) -> _Left:
    """The boards of a page as they are if it is accepted whole."""
    found: _Left = {}
    for reading in page.every:
        entries = {str(row.get("entry")) for row in reading.rows}
        is_whole = not reading.refused and len(entries) == len(reading.rows) > 0
        key = arrival_of(page.seen, reading).key
        found[key] = (page.seen, reading) if is_whole and key not in found else None
    return found


def _as_it_stands(seen: Seen, reading: Reading) -> "Previous":
    from expectations.verdict import Previous  # noqa: PLC0415 - as above

    rows = {str(row.get("entry")): row for row in reading.rows}
    on = arrival_of(seen, reading).published_on
    return Previous(len(rows), rows, newest=True, published_on=on)


def _beside(page: UnjudgedCapture, befores: Sequence[_Before]) -> "UnjudgedPage":
    pairs = zip(page.readings, befores, strict=True)
    return beside(
        page,
        (
            ((one.table, one.board, one.category), it.previous)
            for one, it in pairs
            if it.previous is not None
        ),
    )


def _counts(verdict: "PageVerdict | None", befores: Sequence[_Before]) -> bool:
    """Whether all boards of the page are as they were foreseen."""
    return verdict is not None and all(one.stands() for one in befores)
