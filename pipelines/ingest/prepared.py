"""Pages that were read and judged where they were fetched, so that the writer only records them.

A worker elsewhere has no warehouse. So whoever records leaves in the archive what the next page of
a source is judged beside; a worker judges beside that, and adds what it found to its delivery. The
writer goes by it where the same code found it and every board still stands as it stood then: that
is the verdict which the writer would give. Everything else it reads and judges itself.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from pydantic import TypeAdapter, ValidationError

from expectations.verdict import (
    BoardKey,
    JudgedReading,
    PageVerdict,
    Previous,
    Quarantined,
    RuleResult,
)
from pipelines import version
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
    keep_fields,
    lasts,
    read_page,
    seen_of,
)
from sources.contract import Fetched, Page, Reading, Source, SourceCard, SourceChanged
from warehouse.archive.inbox import Delivery, FetchedPage, FetchState, Inbox
from warehouse.archive.pages import Archive
from warehouse.errors import PageLost
from warehouse.history import read as history_read
from warehouse.store import Warehouse

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LastGood:
    """What the next page of a source is judged beside."""

    settled: tuple[str, ...]
    """Hashes of pages that need no reading when they come again."""
    boards: tuple[tuple[BoardKey, tuple[int, str], Previous], ...]
    """Every board with its newest vintage, by id and when it was recorded."""


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """What a worker found on a page that it could read."""

    code_version: str
    fields: Mapping[str, frozenset[str]]
    """The names of fields on this page and on the one before it, by hash."""
    stood: tuple[tuple[int, str] | None, ...]
    """Per reading the vintage that it was judged beside; None: its board has none."""
    readings: tuple[Reading, ...]
    """These and the next as in `UnjudgedCapture`, all others as in `PageVerdict`."""
    unreadable: tuple[Reading, ...]
    refused: str | None
    judged: tuple[tuple[tuple[dict[str, Any], ...], tuple[Quarantined, ...]], ...]
    warnings: tuple[str, ...]
    results: tuple[RuleResult, ...]

    def verdict(self) -> PageVerdict:
        """What the rules said."""
        pairs = zip(self.readings, self.judged, strict=True)
        judged = tuple(JudgedReading(reading, *parts) for reading, parts in pairs)
        return PageVerdict(self.refused, judged, self.warnings, self.results)


def _text(record: LastGood | PreparedPage) -> str:
    """A record as JSON, with NaN, which pydantic's own way of writing makes null."""
    return json.dumps(TypeAdapter[Any](type(record)).dump_python(record), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{value!r} is no value of JSON")  # and would not come back as it was


def leave_last_good(warehouse: Warehouse, about: SourceCard) -> None:
    """Leave in the archive what the next page of a source is judged beside."""
    boards = tuple(
        (
            (table, key.board, key.category),
            (state.vintage.id, state.vintage.recorded_at),
            as_previous(warehouse, state),
        )
        for table in about.tables
        for state in history_read.as_of(warehouse.connection, table, source=about.name)
        for key in [state.vintage.key]
    )
    settled = warehouse.settled(about.name, version.reading(), partial(lasts, about.name))
    last_good = LastGood(tuple(settled), boards)
    Inbox(warehouse.archive.root).leave_last_good(about.name, _text(last_good).encode())


def prepared(delivery: Delivery, source: Source, archive: Archive, state: FetchState) -> Delivery:
    """The same delivery with what can be said of its pages; `state` as when they were fetched."""
    text = Inbox(archive.root).last_good(source.ABOUT.name)
    if text is None:
        return delivery
    answers = list(delivery.answers)
    try:
        last_good = TypeAdapter(LastGood).validate_json(text)
        before = {page.url: page.sha256 for page in state.pages}
        for number, answer in enumerate(answers):
            if answer.sha256 not in last_good.settled:
                judged = _judged(answer, source, archive, last_good, before)
                answers[number] = replace(answer, judged=judged)
    except Exception as fault:  # noqa: BLE001 - the writer judges the rest, and tells of any fault
        log.info(f"{source.ABOUT.name}: left to the writer: {fault}")
    return replace(delivery, answers=tuple(answers))


def _judged(
    answer: FetchedPage,
    source: Source,
    archive: Archive,
    last_good: LastGood,
    before: Mapping[str, str],
) -> str | None:
    from expectations.judge import judge_together  # noqa: PLC0415 - the library takes seconds

    name, body = source.ABOUT.name, archive.get(answer.sha256)
    look = as_fetched(answer, body)
    seen = seen_of(name, look, answer.sha256)
    page = read_page(source, look, seen, body)
    if page.wrong is not None:  # that may be this machine's fault
        return None
    known = {key: (vintage, previous) for key, vintage, previous in last_good.boards}
    keys = [(one.table, one.board, one.category) for one in page.readings]
    previous = ((key, known[key][1]) for key in keys if key in known)
    (verdict,) = judge_together(name, [beside(page, previous)])
    found = PreparedPage(
        seen.code_version,
        dict(_fields(archive, name, {answer.sha256, before.get(answer.url, answer.sha256)})),
        tuple(known[key][0] if key in known else None for key in keys),
        tuple(page.readings),
        tuple(page.unreadable),
        verdict.refused,
        tuple((one.rows, one.quarantined) for one in verdict.readings),
        verdict.warnings,
        verdict.results,
    )
    return _text(found)


def _fields(archive: Archive, name: str, shas: set[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for sha256 in shas:
        try:
            yield sha256, fields_on(archive, name, sha256)
        except (PageLost, SourceChanged):  # told by the writer, who compares the pages
            continue


def as_fetched(answer: FetchedPage, body: bytes) -> Fetched:
    """An answer as it came."""
    page = Page(answer.url, body, answer.seen_at)
    return Fetched(
        answer.url, answer.seen_at, answer.status, page, answer.etag, answer.last_modified
    )


def ingest_answer(warehouse: Warehouse, source: Source, answer: FetchedPage) -> IngestResult:
    """Record one answer, by what a worker found on it where that counts. Raises PageLost."""
    name, body = source.ABOUT.name, warehouse.archive.get(answer.sha256)
    look, found = as_fetched(answer, body), _prepared(answer)
    if found is None or ahead(look.seen_at) is not None:
        return ingest(warehouse, source, look)
    keep_fields(found.fields)
    seen = seen_of(name, look, warehouse.keep(body, name, look.url))
    page = UnjudgedCapture(seen, found.readings, found.unreadable)
    stands = partial(_stands, warehouse, page, found.stood)
    return ingest_read(warehouse, page, found.verdict(), stands)


def _prepared(answer: FetchedPage) -> PreparedPage | None:
    """What a worker found; None where it found nothing, or other code did."""
    if answer.judged is None:
        return None
    try:
        found: PreparedPage = TypeAdapter(PreparedPage).validate_json(answer.judged)
    except ValidationError:  # of another version
        return None
    return found if found.code_version == version.reading() else None


def _stands(
    warehouse: Warehouse, page: UnjudgedCapture, stood: Sequence[tuple[int, str] | None]
) -> bool:
    """Whether every board is as it was when the page was judged."""
    return all(
        warehouse.follows(arrival_of(page.seen, reading), page.seen, vintage)
        for reading, vintage in zip(page.readings, stood, strict=True)
    )
