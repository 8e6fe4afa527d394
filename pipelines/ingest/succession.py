"""Pages of one source in their order: as if each came alone, and many judged at a time.

What precedes a page is known before it is recorded: what the warehouse holds of its boards, or the
page before it, if that is accepted as it stands. Beside that many pages are judged in one go, which
costs as much as one. Each is recorded in its turn, and its verdict counts if the warehouse holds by
then what was foreseen and it is not refused; else it is judged once more, alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, repeat
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
)
from sources.contract import Fetched, Reading, Source, SourceChanged
from warehouse.errors import PageLost
from warehouse.history.vintages import Seen
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


_Left = dict[tuple[str, str, str], tuple[Seen, Reading] | None]
"""Board to the look that left it as its reading says; None where what it left is not known."""


def ingest_succession(
    warehouse: Warehouse, source: Source, looks: Iterable[Fetched]
) -> Iterator[IngestResult]:
    """Take looks at `source` in their order, each with a page."""
    left = iter(looks)
    # The first two teach which rows break no rule, without and with a vintage before them.
    for size in chain((1, 1), repeat(TOGETHER)):
        some = list(islice(left, size))
        if not some:
            return
        if any(ahead(look.seen_at) is not None for look in some):
            yield from (ingest(warehouse, source, look) for look in some)
            continue
        read = _read(warehouse, source, some)
        foreseen = _foreseen(warehouse, list(read.values()))
        verdicts = dict(zip(read, foreseen, strict=True))
        for number, look in enumerate(some):
            if number in read:
                yield ingest_read(warehouse, read[number], *verdicts[number])
            else:
                yield ingest(warehouse, source, look)


def _read(
    warehouse: Warehouse, source: Source, looks: Sequence[Fetched]
) -> dict[int, UnjudgedCapture]:
    """Keep the pages and read them, by their number in `looks`.

    Left out is what is likely not to be read at all: a look that was recorded before, and a page
    that its address gave the last time too.
    """
    name, pages = source.ABOUT.name, {}
    last: dict[str, str | None] = {}
    for number, look in enumerate(looks):
        if look.page is None:
            raise ValueError(f"{look.url}: a history is made of pages")
        body = look.page.body
        if look.url not in last:
            last[look.url] = (warehouse.last_page(name, look.url) or (None,))[0]
        before = last[look.url]
        sha256 = last[look.url] = warehouse.keep(body, name, look.url, before)
        seen = seen_of(name, look, sha256)
        if sha256 == before or warehouse.knows(seen):
            continue
        pages[number] = read_page(source, look, seen, body)
        try:
            fields_on(warehouse.archive, name, sha256, body)
        except (PageLost, SourceChanged):
            continue  # told when the page is compared with the one before it
    return pages


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
    judged: Sequence[PageVerdict] = ()
    if unjudged:
        from expectations.judge import judge_together  # noqa: PLC0415 - the library takes seconds

        judged = judge_together(pages[0].seen.source, unjudged)
    verdicts = dict(zip(befores, judged, strict=True))
    return [
        (verdict, partial(_counts, verdict, befores.get(number, ())))
        for number in range(len(pages))
        for verdict in [verdicts.get(number)]
    ]


def _before(
    warehouse: Warehouse, left: _Left, page: UnjudgedCapture, reading: Reading
) -> _Before | None:
    """What a reading is judged beside; None where that is not known."""
    arrival, key = arrival_of(page.seen, reading), _board(reading)
    if key not in left:
        state = warehouse.before(arrival, page.seen)
        is_newest = warehouse.is_newest(arrival, page.seen)
        previous = None if state is None else as_previous(warehouse, state, is_newest)
        vintage = None if state is None else (state.vintage.id, state.vintage.recorded_at)
        return _Before(previous, partial(warehouse.follows, arrival, page.seen, vintage))
    last = left[key]
    if last is None or last[1].basis != reading.basis:
        return None
    return _Before(_as_it_stands(*last), partial(warehouse.is_next, arrival, page.seen, last[0]))


def _left(page: UnjudgedCapture) -> _Left:
    """The boards of a page as they are if it is accepted whole."""
    found: _Left = {}
    for reading in page.every:
        entries = {str(row.get("entry")) for row in reading.rows}
        is_whole = not reading.refused and len(entries) == len(reading.rows) > 0
        is_first = _board(reading) not in found
        found[_board(reading)] = (page.seen, reading) if is_whole and is_first else None
    return found


def _board(reading: Reading) -> tuple[str, str, str]:
    return (reading.table, reading.board, reading.category)


def _as_it_stands(seen: Seen, reading: Reading) -> "Previous":
    from expectations.verdict import Previous  # noqa: PLC0415 - as above

    rows = {str(row.get("entry")): row for row in reading.rows}
    on = arrival_of(seen, reading).published_on
    return Previous(len(rows), rows, newest=True, published_on=on)


def _beside(page: UnjudgedCapture, befores: Sequence[_Before]) -> "UnjudgedPage":
    pairs = zip(page.readings, befores, strict=True)
    return beside(
        page,
        ((_board(one), it.previous) for one, it in pairs if it.previous is not None),
    )


def _counts(verdict: "PageVerdict | None", befores: Sequence[_Before]) -> bool:
    """Whether the page is not refused, and all its boards are as they were foreseen."""
    if verdict is None or verdict.refused is not None:
        return False
    return all(one.stands() for one in befores)
