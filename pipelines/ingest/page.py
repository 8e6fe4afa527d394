"""From a look to the warehouse: archive, read, judge together, record. One path for every page.

A page is archived before anyone parses it. Whatever fails afterwards fails for this page alone:
the snapshot says why, nothing of it is written, and the last good state stands. Pages are judged
many at a time, and recorded in their order as if each had come alone.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache, partial
from itertools import islice
from typing import Any

from expectations.verdict import JudgedReading, PageVerdict, Previous, UnjudgedPage
from pipelines import version
from pipelines.ingest.child import limited, parsed
from sources.contract import Fetched, Page, Reading, Source, SourceChanged, whole
from sources.reading.fields import changes, fields_of
from terms.words import ACCEPTED, Basis
from warehouse.archive.pages import Archive
from warehouse.connection import recording
from warehouse.errors import (
    ClockBehind,
    PageLost,
    WarehouseBusy,
    WarehouseFull,
    WarehouseUnreadable,
    WarehouseUnwritable,
)
from warehouse.history.vintages import Arrival, BoardKey, Outcome, QuarantinedRow, Seen, Vintage
from warehouse.reads import pages as reads_pages
from warehouse.schema.facts import FACTS
from warehouse.store import Warehouse

log = logging.getLogger(__name__)
TOGETHER = 256
"""Pages judged in one go, which costs little more than one."""
ROWS_TOGETHER = 100_000
"""After so many rows no page is added to them: all are held in memory, about 250 MB."""
NAMED = 8
"""Fields named in a warning; more are counted."""
PASSES = 4
"""So often pages that follow one another are judged: a row that one page holds may change what the
next says."""
Look = tuple[Source | str, Fetched]
"""A look at a source; a name is of one that has no parser."""
Foreseen = tuple[UnjudgedPage, PageVerdict]
"""A page beside the states that are taken to precede it, and its verdict then."""
OF_THIS_MACHINE = (
    *(WarehouseBusy, WarehouseFull, WarehouseUnwritable, WarehouseUnreadable, ClockBehind),
    *(OSError, MemoryError),
)
"""Faults that no page is refused for: they end the work, and the next run takes the page."""
CLOCKS_DIFFER = timedelta(days=1)
FIRST_RANKS = "first ranks"
"""Ends the category of a board of which a page has the first ranks alone."""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one fetch; `known` when this very fetch was recorded before.

    `is_new_page`: accepted, and not the bytes that its address gave before.
    """

    source: str
    url: str
    outcome: Outcome
    known: bool = False
    is_new_page: bool = False


@dataclass(frozen=True, slots=True)
class UnjudgedCapture:
    """A look whose page was read, or could not be, and which waits for what becomes of it."""

    seen: Seen
    every: Sequence[Reading] = ()
    """All boards of the page. One of which no row could be read keeps its last vintage."""
    wrong: str | None = None
    """Why its page could not be read."""

    @property
    def readings(self) -> Sequence[Reading]:
        """Boards with a row that can be judged, or none at all."""
        return [one for one in self.every if one.rows or not one.refused]


def ahead(seen_at: datetime) -> str | None:
    """What is wrong with a page seen in the future, and what to do; None when its time may be so.

    A page dated ahead would be the newest of its boards until that day, for good: facts stay.
    """
    now = datetime.now(UTC)
    if seen_at <= now + CLOCKS_DIFFER:
        return None
    return (
        f"seen_at {seen_at.isoformat()} lies in the future, it is {now.isoformat('T', 'minutes')}; "
        "give the time the page was captured at, or set this machine's clock"
    )


def ingest(warehouse: Warehouse, source: Source, look: Fetched) -> IngestResult:
    """Archive, read, judge and record one look at `source`."""
    (result,) = ingest_pages(warehouse, [(source, look)])
    return result


def ingest_pages(warehouse: Warehouse, looks: Iterable[Look]) -> Iterator[IngestResult]:
    """Take looks at sources, and say what became of each, in their order.

    A page at which our own code fails is refused, with that cause, and the next one is taken;
    faults of this machine (`OF_THIS_MACHINE`) are raised.
    """
    left = iter(looks)
    while taken := _read_together(warehouse, left):
        pages = {n: it for n, it in enumerate(taken) if isinstance(it, UnjudgedCapture)}
        with recording(warehouse.connection):  # judging compares with the state that precedes
            foreseen = _foreseen(warehouse, pages)
            recorded = {n: record_page(warehouse, it, foreseen.get(n)) for n, it in pages.items()}
        yield from (
            it if isinstance(it, IngestResult) else recorded[n] for n, it in enumerate(taken)
        )


def _read_together(
    warehouse: Warehouse, looks: Iterator[Look]
) -> list[IngestResult | UnjudgedCapture]:
    """What became of the next looks, or their pages, as many as are judged together."""
    waiting, boards = dict[tuple[str, str], str](), set[BoardKey]()
    taken, rows = list[IngestResult | UnjudgedCapture](), 0
    for look in islice(looks, TOGETHER):
        taken.append(one := _read(warehouse, *look, waiting, boards))
        if isinstance(one, UnjudgedCapture):
            rows += sum(len(reading.rows) for reading in one.every)
        if rows > ROWS_TOGETHER:
            break
    return taken


def _read(
    warehouse: Warehouse,
    source: Source | str,
    look: Fetched,
    waiting: dict[tuple[str, str], str],
    changing: set[BoardKey],
) -> IngestResult | UnjudgedCapture:
    """What became of a look, or its page, read.

    What came before is recorded at once, but where a board of it may be about to change: `waiting`
    are pages that were read and wait to be recorded, by source and address, `changing` their
    boards. Both get what is read.
    """
    name = source if isinstance(source, str) else source.ABOUT.name
    if (wrong := ahead(look.seen_at)) is not None:
        # It has no place in the ledger: under its own time it would be the newest look of its
        # address, under today's it would stand as refused after the right time was given.
        return IngestResult(name, look.url, Outcome("refused", f"{name}: {wrong}"))
    if look.page is None:  # who fetches knows which page "not modified" speaks of
        raise ValueError(f"{look.url}: nothing can be read of a look without its page")
    like = waiting.get((name, look.url))
    sha256 = warehouse.keep(look.page.body, name, look.url, like)
    asked = (look.status, look.etag, look.last_modified)
    seen = Seen(name, look.url, look.seen_at, version.reading(), sha256, *asked)
    if isinstance(source, str):
        return _kept(warehouse, seen)
    boards = reads_pages.boards_of(warehouse.connection, name, sha256) if changing else ()
    is_apart = like is None and changing.isdisjoint(boards)
    if is_apart and (known := ingested_before(warehouse, seen)):
        return known
    waiting[name, look.url] = sha256
    try:
        every = parsed(source, Page(look.url, look.page.body, look.seen_at))
    except SourceChanged as error:
        return UnjudgedCapture(seen, wrong=str(error))
    except OF_THIS_MACHINE:
        raise
    except Exception as fault:  # noqa: BLE001 - it costs this page alone
        return UnjudgedCapture(seen, wrong=_ours(seen, fault))
    # A board, or the list that may be all that is left of it.
    changing.update(_key(name, it) for board in every for it in (board, _as_list(board)))
    return UnjudgedCapture(seen, every)


def _kept(warehouse: Warehouse, seen: Seen) -> IngestResult:
    """A page of a source that has no parser yet lies in the archive."""
    if warehouse.knows(seen):
        return IngestResult(seen.source, seen.url, Outcome("no_parser"), known=True)
    noted = warehouse.note(seen, "no_parser", f"no parser for {seen.source} yet")
    return IngestResult(seen.source, seen.url, noted)


def ingested_before(warehouse: Warehouse, seen: Seen) -> IngestResult | None:
    """What became of a look that was recorded before, or whose page was: it is not read again."""
    if warehouse.knows(seen):
        return IngestResult(seen.source, seen.url, Outcome("unchanged"), known=True)
    again = warehouse.repeat(seen, partial(lasts, seen.source))
    return None if again is None else IngestResult(seen.source, seen.url, again)


def lasts(source: str, rules: str | None) -> bool:
    """Whether what rules found in an accepted page of `source` they would find on any day.

    Not where a rule could not be evaluated, or one was broken that compares vintages: the days of
    single rows are known to the warehouse.
    """
    from expectations.rules import rules_for  # noqa: PLC0415 - reads the rule files

    if rules is None:
        return False
    broken = json.loads(rules)["broken"]
    if not all(broken.values()):
        return False
    known = (rule for table in FACTS.values() for rule in rules_for(source, table))
    return not any(rule.id in broken and rule.compares for rule in known)


def _ours(seen: Seen, fault: Exception) -> str:
    """The cause of a refusal for which the source cannot be blamed."""
    log.error("%s: a fault of ours, please report it", seen.source, exc_info=fault)
    return f"{seen.source}: fault in reading it: {type(fault).__name__}: {fault}"


def _foreseen(warehouse: Warehouse, pages: Mapping[int, UnjudgedCapture]) -> dict[int, Foreseen]:
    """The verdict on every page that could be read, beside what is likely to precede it: first what
    is recorded, then the pages before it as they were judged, until nothing else precedes any.
    """
    from expectations.judge import judge_batch  # noqa: PLC0415 - the library takes seconds

    found: dict[int, Foreseen] = {}
    try:
        rows = cache(warehouse.to_compare)  # most pages of a history follow one vintage
        recorded = {n: _beside(warehouse, it, rows) for n, it in pages.items() if it.wrong is None}
        asked = recorded
        for _ in range(PASSES):
            if not asked:
                break
            judged = judge_batch(list(asked.values()))
            found |= dict(zip(asked, zip(asked.values(), judged, strict=True), strict=True))
            likely = _in_a_row(warehouse, pages, recorded, found)
            asked = {n: it for n, it in likely.items() if it != found[n][0]}
    except Exception:  # noqa: BLE001 - one of them is at fault: each is judged alone
        return {}
    return found


def _in_a_row(
    warehouse: Warehouse,
    pages: Mapping[int, UnjudgedCapture],
    recorded: Mapping[int, UnjudgedPage],
    found: Mapping[int, Foreseen],
) -> dict[int, UnjudgedPage]:
    """Pages beside the last ones before them that gave their boards, as those were judged.

    Only likely, and cheap: whoever records a page asks the warehouse what precedes it.
    """
    last: dict[BoardKey, Previous] = {}
    beside = {}
    for number, (_, verdict) in found.items():
        page, previous = pages[number], dict(recorded[number].previous)
        for arrival in (arrival_of(page.seen, reading) for reading in page.readings):
            before, known = last.get(arrival.key), previous.get(_place(arrival))
            if before and _on(known) <= _on(before) <= arrival.published_on:
                newest = known.newest if known else warehouse.is_newest(arrival, page.seen)
                previous[_place(arrival)] = replace(before, newest=newest)
        beside[number] = replace(recorded[number], previous=previous)
        if verdict.refused is None:
            arrivals, aside = _arrivals(page, verdict)
            for arrival in arrivals:
                if _on(last.get(arrival.key)) <= arrival.published_on:
                    before = previous.get(_place(arrival))
                    last[arrival.key] = _as_previous(arrival, before, aside)
    return beside


def _as_previous(
    arrival: Arrival, before: Previous | None, aside: Sequence[QuarantinedRow]
) -> Previous:
    """An arrival as the warehouse will give it to the next page of its board."""
    rows, names = before.rows if before else {}, FACTS[arrival.key.fact_table].numbers
    kept = {entry: rows[entry] for entry in arrival.held if entry in rows}
    own = {row["entry"]: {name: row.get(name) for name in names} for row in arrival.rows}
    held = {
        one.entry: json.loads(json.dumps(dict(one.row), default=str))
        for one in aside
        if one.key == arrival.key and one.entry in arrival.held
    }
    return Previous(kept | own, True, arrival.published_on, held)


def _on(previous: Previous | None) -> date:
    return previous.published_on if previous and previous.published_on else date.min


def _place(arrival: Arrival) -> tuple[str, str, str]:
    return arrival.key.fact_table, arrival.key.board, arrival.key.category


def record_page(
    warehouse: Warehouse, page: UnjudgedCapture, foreseen: Foreseen | None = None
) -> IngestResult:
    """Record a page that was read, by the verdict that was foreseen; it is judged alone without
    one, or when by now other states precede it than those it was judged beside.
    """
    seen = page.seen
    known = ingested_before(warehouse, seen)  # another process may have recorded it meanwhile
    if known is not None:
        return known
    if page.wrong is not None:
        return IngestResult(seen.source, seen.url, warehouse.refuse(seen, page.wrong))
    is_new = warehouse.page_before(seen) != seen.page_sha256
    try:
        outcome = _judged(warehouse, page, foreseen)
    except OF_THIS_MACHINE:
        raise
    except Exception as fault:  # noqa: BLE001 - it costs this page alone
        outcome = warehouse.refuse(seen, _ours(seen, fault))
    return IngestResult(
        seen.source, seen.url, outcome, is_new_page=is_new and outcome.outcome in ACCEPTED
    )


def _judged(warehouse: Warehouse, page: UnjudgedCapture, foreseen: Foreseen | None) -> Outcome:
    """Record what the verdict leaves of a page."""
    from expectations.judge import judge_batch  # noqa: PLC0415 - as above

    beside = _beside(warehouse, page, warehouse.to_compare)
    if foreseen is not None and foreseen[0] == beside:
        verdict = foreseen[1]
    else:
        (verdict,) = judge_batch([beside])
    if verdict.refused is None:
        return _accept(warehouse, page, verdict)
    rows = sum(len(reading.rows) + len(reading.refused) for reading in page.every)
    return warehouse.refuse(page.seen, verdict.refused, rows, _rules(verdict))


def is_held(warehouse: Warehouse, name: str, look: Fetched) -> bool:
    """Whether a page that cannot change by itself was taken before by this version of the code."""
    body = look.page.body if look.page else b""
    sha256 = hashlib.sha256(body).hexdigest()
    return warehouse.holds(Seen(name, look.url, look.seen_at, version.reading(), sha256))


def _beside(
    warehouse: Warehouse, page: UnjudgedCapture, rows_of: Callable[[Vintage], tuple[Any, Any]]
) -> UnjudgedPage:
    """A page with the last good state of every board, before the oldest date that it gives."""
    seen, previous = page.seen, {}
    for reading in page.readings:
        arrival = arrival_of(seen, reading)
        if vintage := warehouse.before(arrival, seen):
            rows, held = rows_of(vintage)
            published_on = date.fromisoformat(vintage.published_on)
            newest = warehouse.is_newest(arrival, seen)
            previous[_place(arrival)] = Previous(rows, newest, published_on, held)
    return UnjudgedPage(seen.source, page.readings, seen.seen_at.astimezone(UTC).date(), previous)


def _accept(warehouse: Warehouse, page: UnjudgedCapture, verdict: PageVerdict) -> Outcome:
    unread = dict.fromkeys(line for reading in page.every for line in reading.warnings)
    kept = (
        f"{one.reading.board}: kept as a list of its first {len(one.rows)} ranks"
        for one in verdict.readings
        if one.is_list
    )
    warnings = (*verdict.warnings, *kept, *unread, *schema_change(warehouse, page.seen))
    return warehouse.accept(page.seen, *_arrivals(page, verdict), warnings, _rules(verdict))


def _arrivals(
    page: UnjudgedCapture, verdict: PageVerdict
) -> tuple[list[Arrival], list[QuarantinedRow]]:
    """What an accepted page brings, and its rows that are no statements."""
    seen = page.seen
    arrivals, aside = [], []
    lists = {one.reading.board for one in verdict.readings if one.is_list}
    for reading, judged in zip(page.readings, verdict.readings, strict=True):
        if judged.is_list or (reading.table == "release" and reading.board in lists):
            reading = _as_list(reading)  # noqa: PLW2901 - what follows is of the list
        key = _key(seen.source, reading)
        held = held_entries(reading, judged)
        arrivals.append(arrival_of(seen, reading, judged.rows, held, judged.floor))
        aside += [
            QuarantinedRow(key, one.entry, one.reason, reading.rows[one.index])
            for one in judged.quarantined
        ]
    aside += [
        QuarantinedRow(_key(seen.source, reading), one.entry, one.reason, one.row)
        for reading in page.every
        for one in reading.refused
    ]
    return arrivals, aside


def _as_list(reading: Reading) -> Reading:
    """The reading as one of a board of its own: the whole board keeps its last vintage, which the
    next page is judged beside."""
    return replace(
        reading,
        category=", ".join(filter(None, (reading.category, FIRST_RANKS))),
        basis=Basis.LIST.value,
    )


def schema_change(warehouse: Warehouse, seen: Seen) -> tuple[str, ...]:
    """A warning when the page has other fields than the last one accepted from its address.

    A parser refuses what it cannot read; a field that it may do without is told here when it comes
    or goes, so that nobody finds out from a number. A page before that is lost is told too.
    """
    before = warehouse.page_before(seen)
    if before is None or seen.page_sha256 is None or before == seen.page_sha256:
        return ()
    try:
        old, now = (
            _fields(warehouse.archive, seen.source, sha256) for sha256 in (before, seen.page_sha256)
        )
    except (PageLost, SourceChanged) as error:
        return (f"fields could not be compared: {error}",)
    told = zip(("new", "gone"), changes(old, now), strict=True)
    parts = [f"{word} {_listed(names)}" for word, names in told if names]
    return (f"fields: {'; '.join(parts)}",) if parts else ()


@lru_cache(maxsize=256)
def _fields(archive: Archive, source: str, sha256: str) -> frozenset[str]:
    """The fields of a kept page, which is compared with the page before it and the one after."""
    return limited(source, fields_of, archive.get(sha256))


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return whole(", ".join(names[:NAMED])) + more


def held_entries(reading: Reading, judged: JudgedReading) -> list[str]:
    """Entries without a row that counts: they keep the state they had before, which a list of first
    ranks has none of."""
    if judged.is_list:
        return []
    kept = {row["entry"] for row in judged.rows}
    lost = [one.entry for one in judged.quarantined] + [one.entry for one in reading.refused]
    return [entry for entry in dict.fromkeys(lost) if entry and entry not in kept]


def _rules(verdict: PageVerdict) -> str:
    return json.dumps({"passed": verdict.passed, "broken": dict(verdict.broken)}, sort_keys=True)


def arrival_of(
    seen: Seen,
    reading: Any,
    rows: Sequence[Mapping[str, Any]] = (),
    held: Sequence[str] = (),
    floor: float | None = None,
) -> Arrival:
    """A reading on its way into the warehouse."""
    return Arrival(
        _key(seen.source, reading),
        reading.published_on or seen.seen_at.astimezone(UTC).date(),
        rows,
        held,
        restated=reading.restated and reading.published_on is not None,
        basis=reading.basis,
        own_date=reading.published_on is not None,
        floor=floor,
        leads=reading.leads,
    )


def _key(source: str, reading: Any) -> BoardKey:
    return BoardKey(reading.table, source, reading.board, reading.category)
