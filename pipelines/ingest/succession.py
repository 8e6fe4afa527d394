"""Pages in their order: as if each came alone, and many judged at a time.

What precedes a page is foreseen before it is recorded: what the warehouse holds of its boards, or
what the page before it leaves, first as if that were accepted whole, then by its verdict. Beside
that many pages of any sources are judged in one go, which costs as much as one. Each is recorded in
its turn, and its verdict counts if the warehouse holds by then what was foreseen; else it is judged
once more, alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.ingest.page import (
    IngestResult,
    UnjudgedCapture,
    ahead,
    arrival_of,
    beside,
    fields_on,
    held_entries,
    ingest,
    ingest_read,
    is_alike,
    previous_states,
    read_page,
    seen_of,
    verdicts,
)
from sources.contract import Fetched, Row, Source, SourceChanged
from warehouse.errors import PageLost
from warehouse.history.vintages import BoardKey
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from expectations.verdict import PageVerdict, Previous, UnjudgedPage

TOGETHER = 32
"""Pages judged in one go; so many are held in memory."""


PASSES = 3
"""So often it is foreseen what pages leave: rows that one page holds, the next ones hold too."""
_States = dict[BoardKey, "Previous"]


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
    foreseen: dict[int, tuple[UnjudgedPage, PageVerdict]] = {}
    with suppress(Exception):  # each is judged alone then
        foreseen = _foreseen(warehouse, read)
    return [
        partial(ingest_read, warehouse, read[number], foreseen.get(number))
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
    warehouse: Warehouse, pages: Mapping[int, UnjudgedCapture]
) -> "dict[int, tuple[UnjudgedPage, PageVerdict]]":
    """By number, every page beside what precedes it, and its verdict."""
    found: dict[int, tuple[UnjudgedPage, PageVerdict]] = {}
    held = {number: dict(previous_states(warehouse, page)) for number, page in pages.items()}
    for _ in range(PASSES):
        left: _States = {}
        asked: dict[int, UnjudgedPage] = {}
        for number, page in pages.items():
            previous = held[number] | {
                (key.fact_table, key.board, key.category): left[key]
                for key in (arrival_of(page.seen, reading).key for reading in page.readings)
                if key in left
            }
            before, verdict = found.get(number, (None, None))
            if before is None or not is_alike(before.previous, previous):
                asked[number] = beside(page, previous.items())
            left |= _left(page, previous, verdict)
        if not asked:
            break
        judged = verdicts(list(asked.values()))
        found |= dict(zip(asked, zip(asked.values(), judged, strict=True), strict=True))
    return found


def _left(
    page: UnjudgedCapture,
    previous: "Mapping[tuple[str, str, str], Previous]",
    verdict: "PageVerdict | None",
) -> _States:
    """The boards of a page as its verdict leaves them; without one, as if all of it counted."""
    from expectations.verdict import Previous  # noqa: PLC0415 - the library takes seconds

    if verdict is not None and verdict.refused is not None:
        return {}
    found: _States = {}
    for number, reading in enumerate(page.readings):
        judged = verdict.readings[number] if verdict else None
        if judged and judged.is_list:
            continue
        kept: Sequence[Row] = judged.rows if judged else reading.rows
        rows = {str(row.get("entry")): row for row in kept}
        held: dict[str, Row] = {}
        if judged:
            aside = {one.entry: reading.rows[one.index] for one in judged.quarantined}
            aside |= {one.entry: one.row for one in reading.refused}
            held = {entry: aside[entry] for entry in held_entries(reading, judged)}
            before = previous.get((reading.table, reading.board, reading.category))
            rows |= {entry: before.rows[entry] for entry in held if before and entry in before.rows}
        arrival = arrival_of(page.seen, reading)
        found[arrival.key] = Previous(len(rows), rows, True, arrival.published_on, held)
    return found
