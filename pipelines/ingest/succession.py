"""The history of one address: page after page as if each came alone, and many judged at a time.

What precedes a page of a history is known before it is recorded: the page before it, if that is
accepted as it stands. Beside that many pages are judged in one go, which costs as much as one. Each
is recorded in its turn, and its verdict counts if the warehouse holds by then what was foreseen,
and nothing was found that refuses the page or sets a row aside; else it is judged once more, alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING

from pipelines.ingest.page import (
    IngestResult,
    UnjudgedCapture,
    ahead,
    arrival_of,
    beside,
    fields_on,
    ingest,
    ingest_read,
    read_page,
    seen_of,
)
from sources.contract import Fetched, Source, SourceChanged
from warehouse.errors import PageLost
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from expectations.verdict import PageVerdict, Previous

TOGETHER = 32
"""Pages judged in one go; so many are held in memory."""


def ingest_succession(
    warehouse: Warehouse, source: Source, looks: Iterable[Fetched]
) -> Iterator[IngestResult]:
    """Take looks at one address in their order, each with a page."""
    left = iter(looks)
    last: UnjudgedCapture | None = None
    # The first two teach which rows break no rule, without and with a vintage before them.
    for size in chain((1, 1), repeat(TOGETHER)):
        some = list(islice(left, size))
        if not some:
            return
        if any(ahead(look.seen_at) is not None for look in some):
            yield from (ingest(warehouse, source, look) for look in some)
            last = None
            continue
        pages = _read(warehouse, source, some)
        befores = [last, *pages[:-1]]
        foreseen = _foreseen(befores, pages)
        for before, page, verdict in zip(befores, pages, foreseen, strict=True):
            counts = partial(_counts, warehouse, before, page, verdict)
            yield ingest_read(warehouse, page, verdict, counts)
        last = pages[-1]


def _read(warehouse: Warehouse, source: Source, looks: Sequence[Fetched]) -> list[UnjudgedCapture]:
    """Keep and read the pages, those too that were recorded before."""
    name, pages, before = source.ABOUT.name, [], None
    for look in looks:
        if look.page is None:
            raise ValueError(f"{look.url}: a history is made of pages")
        body = look.page.body
        before = warehouse.keep(body, name, look.url, before)
        pages.append(read_page(source, look, seen_of(name, look, before), body))
        try:
            fields_on(warehouse.archive, name, before, body)
        except (PageLost, SourceChanged):
            continue  # told when the page is compared with the one before it
    return pages


def _foreseen(
    befores: Sequence[UnjudgedCapture | None], pages: Sequence[UnjudgedCapture]
) -> "Sequence[PageVerdict | None]":
    """The verdict of every page beside the one before it; None where that is not known."""
    from expectations.judge import judge_together  # noqa: PLC0415 - the library takes seconds

    known = {
        n: beside(page, _as_it_stands(before))
        for n, (before, page) in enumerate(zip(befores, pages, strict=True))
        if before is not None and _follows(before, page)
    }
    judged = judge_together(pages[0].seen.source, list(known.values())) if known else []
    found = dict(zip(known, judged, strict=True))
    return [found.get(n) for n in range(len(pages))]


def _follows(before: UnjudgedCapture, page: UnjudgedCapture) -> bool:
    """Whether the first page, accepted as it stands, is all that the second is compared with."""
    if before.wrong is not None or page.wrong is not None or before.unreadable:
        return False
    boards = [(one.table, one.board, one.category, one.basis) for one in before.readings]
    now = {(one.table, one.board, one.category, one.basis) for one in page.readings}
    entries = [[row.get("entry") for row in one.rows] for one in before.readings]
    return (
        now <= set(boards)
        and len(set(boards)) == len(boards)
        and not any(one.refused for one in before.readings)
        and all(len(set(map(str, some))) == len(some) for some in entries)
    )


def _as_it_stands(before: UnjudgedCapture) -> "Iterator[tuple[tuple[str, str, str], Previous]]":
    """The boards of a page as they are if it is accepted whole."""
    from expectations.verdict import Previous  # noqa: PLC0415 - as above

    for reading in before.readings:
        rows = {str(row.get("entry")): row for row in reading.rows}
        on = arrival_of(before.seen, reading).published_on
        yield (
            (reading.table, reading.board, reading.category),
            Previous(len(rows), rows, newest=True, published_on=on),
        )


def _counts(
    warehouse: Warehouse,
    before: UnjudgedCapture | None,
    page: UnjudgedCapture,
    verdict: "PageVerdict | None",
) -> bool:
    """Whether nothing was found that acts, and every board is as the page before left it."""
    if before is None or verdict is None or verdict.refused is not None or verdict.quarantined:
        return False
    return all(
        warehouse.is_next(arrival_of(page.seen, reading), page.seen, before.seen)
        for reading in page.readings
    )
