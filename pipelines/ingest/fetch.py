"""A live fetch in two steps: ask a source, then record what it answered.

Asking archives pages and leaves a delivery in the archive's inbox; it writes nothing to the
warehouse, so any worker may do it beside any other. Recording takes a delivery page by page.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import zip_longest
from pathlib import Path
from queue import Queue
from statistics import median_low
from threading import Semaphore, Thread
from typing import Any

from pipelines import version
from pipelines.ingest.page import IngestResult, ingest_pages
from pipelines.ingest.politeness import turn
from pipelines.settings import Settings
from sources.contract import (
    ClockWrong,
    Fetched,
    Page,
    ParseError,
    Source,
    SourceCard,
    SourceChanged,
    SourceError,
    SourceIncomplete,
    SourceUnavailable,
    Validator,
)
from sources.http import Limits, PoliteClient, base_from_environment
from terms.words import ACCEPTED
from warehouse.archive.inbox import Delivery, Failure, FetchedPage, FetchState, Inbox, KnownPage
from warehouse.archive.pages import Archive
from warehouse.connection import recording
from warehouse.errors import InboxDamaged, PageLost
from warehouse.history.vintages import Outcome, Seen
from warehouse.reads import sources as reads_sources
from warehouse.store import Warehouse

CLOCK_WRONG = timedelta(days=2)
"""No time zone and no drift explains more."""
LAST = ("last_outcome", "last_seen_at", "last_good_at")
"""What a fetch has to know of a source's row of `source_health`."""
THREADS = 16
"""Sources asked at a time; a host is asked by one of them at a time."""
LONGEST = 200
"""Characters of a foreign error's text in a message."""


def reasons_not_to_ask(
    sources: Iterable[Source],
    states: Mapping[str, FetchState],
    today: date,
    only: Collection[str] = (),
    *,
    force: bool = False,
) -> dict[str, str]:
    """By name the sources that a run on `today` does not ask, and why, in words.

    `only`: the names that are asked, empty: all; `force` asks also what is not due.
    """
    reasons = {}
    for about in (source.ABOUT for source in sources):
        if only and about.name not in only:
            reasons[about.name] = "this run asks others"
        elif about.key and not os.environ.get(about.key):
            reasons[about.name] = f"no key ({about.key} is not set)"
        elif not force and (wait := _not_due(about, states[about.name].last, today)):
            reasons[about.name] = wait
    return reasons


def _not_due(about: SourceCard, last: Mapping[str, Any] | None, today: date) -> str | None:
    """Until when a source need not be asked, by its row of `source_health`; None: it is due, as one
    is at once whose last answer was refused or did not come."""
    days = about.ask_every_days
    if last is None or last["last_outcome"] not in ACCEPTED or days == 1:
        return None
    on = date.fromisoformat(str(last["last_seen_at"])[:10])
    due = on + timedelta(days=days)
    if due <= today:
        return None
    return f"not due: it answered on {on} and is asked every {days} days, next on {due}"


def client_for(
    state: FetchState,
    source: Source,
    home: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> PoliteClient:
    """A client for one source that asks conditionally for the pages that `state` knows.

    `home` holds the locks by which the processes of a machine take turns at a host; None: this
    process asks alone.
    """
    name = source.ABOUT.name
    return PoliteClient(
        name,
        validators={page.url: Validator(page.etag, page.last_modified) for page in state.pages},
        base=base_from_environment(name, os.environ),
        limits=limits,
        turn=partial(turn, home) if home else nullcontext,
    )


def states_of(warehouse: Warehouse, sources: Iterable[str]) -> dict[str, FetchState]:
    """What the warehouse holds of sources by name, for whoever fetches them next."""
    health = {row["source"]: row for row in reads_sources.health(warehouse.connection)}
    return {
        name: FetchState(
            {key: health[name][key] for key in LAST} if name in health else None,
            tuple(KnownPage(*row) for row in warehouse.validators(name)),
        )
        for name in sources
    }


def ask(state: FetchState, archive: Archive, source: Source, home: Path | None = None) -> Delivery:
    """Ask `source` now and archive every page as it comes; nothing is recorded.

    A failure, of whatever kind, is part of the delivery; pages before it stand. `state` says what
    was taken before, `home` is as in `client_for`.
    """
    name, answers = source.ABOUT.name, []
    # What the archive lost is asked for anew: "not modified" of it would be refused for good.
    at_hand = tuple(page for page in state.pages if archive.holds(page.sha256))
    state = replace(state, pages=at_hand)
    known = {page.url: page.sha256 for page in state.pages}
    failure = None
    try:
        with client_for(state, source, home) as client:
            for fetched in fetched_from(name, source.fetch(client)):
                answers.append(_answer(known, archive, name, fetched))
    except SourceError as error:
        failure = failure_of(error)
    return Delivery(name, tuple(answers), failure, tuple(client.clocks))


def _answer(known: Mapping[str, str], archive: Archive, name: str, fetched: Fetched) -> FetchedPage:
    """What is kept of an answer; "not modified" names the page that it speaks of."""
    if fetched.page is not None:
        sha256 = archive.put(fetched.page.body, known.get(fetched.url))
    elif fetched.url in known:
        sha256 = known[fetched.url]
    else:
        raise SourceChanged(
            name,
            f"{fetched.url} says 'not modified' but we hold no page of it; fetch again without "
            "conditions",
        )
    return FetchedPage(
        fetched.url,
        fetched.seen_at,
        sha256,
        fetched.status,
        fetched.etag,
        fetched.last_modified,
    )


def fetch_all(
    settings: Settings, states: Mapping[str, FetchState], sources: Sequence[Source]
) -> Iterator[tuple[Source, Delivery]]:
    """Ask `sources` beside each other and leave every delivery in the inbox; each as it comes."""
    archive, inbox = Archive(settings.archive), Inbox(settings.archive)
    done: Queue[tuple[Source, Delivery | BaseException]] = Queue()
    places = Semaphore(THREADS)

    def one(source: Source) -> None:
        try:
            with places:
                began = datetime.now(UTC)
                delivery = ask(states[source.ABOUT.name], archive, source, settings.home)
                inbox.put(delivery, began)
            done.put((source, delivery))
        except BaseException as fault:  # noqa: BLE001 - raised where the answers are taken
            done.put((source, fault))

    for source in sources:  # who interrupts waits for no silent server: they end with the process
        Thread(target=one, args=(source,), daemon=True).start()
    for _ in sources:
        source, came = done.get()
        if isinstance(came, BaseException):
            raise came
        yield source, came


def ingest_waiting(
    warehouse: Warehouse, inbox: Inbox, sources: Sequence[Source]
) -> list[tuple[Source, list[IngestResult]]]:
    """Record every delivery of `sources` that waits, and remove it from the inbox.

    The oldest of every source are judged in one go, then the next ones. What was recorded of a
    delivery before a crash is known and not repeated. Another process may be about to take up the
    same: the list is made and worked off as the writer. Raises ClockWrong, with nothing left.
    """
    found: dict[str, list[IngestResult]] = {source.ABOUT.name: [] for source in sources}
    with recording(warehouse.connection):
        waiting = [inbox.names(source.ABOUT.name) for source in sources]
        _need_clock(inbox, [name for names in waiting for name in names])
        for names in zip_longest(*waiting):
            some = [(source, name) for source, name in zip(sources, names, strict=True) if name]
            for result in _ingest_round(warehouse, inbox, some):
                found[result.source].append(result)
            warehouse.settle()  # else a power cut may take both the delivery and its record
            for _, name in some:
                inbox.remove(name)
    return [(source, found[source.ABOUT.name]) for source in sources]


def _need_clock(inbox: Inbox, names: Sequence[str]) -> None:
    heard: list[tuple[str, float]] = []
    for name in names:
        with suppress(InboxDamaged):  # told when it is taken up
            heard += inbox.get(name).clocks
    try:
        need_clock(heard)
    except ClockWrong:
        for name in names:  # their times would stand for good
            inbox.remove(name)
        raise


def need_clock(heard: Sequence[tuple[str, float]]) -> None:
    """Raise ClockWrong where this machine's clock is days away from those of most hosts `heard`:
    one wrong clock elsewhere decides nothing beside others. Of a host its best answer counts."""
    ahead = dict(sorted(heard, key=lambda one: -abs(one[1]))).values()
    if not ahead or median_low(map(abs, ahead)) < CLOCK_WRONG.total_seconds():
        return
    now = datetime.now(UTC)
    theirs = now - timedelta(seconds=median_low(ahead))
    alone = ", or ask other places too, as this one may be wrong" if len(ahead) == 1 else ""
    raise ClockWrong(
        f"this machine's clock says {now:%Y-%m-%d %H:%M}, the places asked say "
        f"{theirs:%Y-%m-%d %H:%M} (UTC): set the clock{alone}; nothing was recorded"
    )


def _ingest_round(
    warehouse: Warehouse, inbox: Inbox, waiting: Sequence[tuple[Source, str]]
) -> Iterator[IngestResult]:
    """What became of the pages of one delivery of each source, and how the fetches broke off."""
    deliveries: list[tuple[Source, Delivery]] = []
    for source, name in waiting:
        try:
            deliveries.append((source, inbox.get(name)))
        except InboxDamaged as error:
            yield record_refusal(warehouse, source.ABOUT.name, source.ABOUT.home, str(error))
    lost: list[IngestResult] = []
    looks = (
        (source, look)
        for source, delivery in deliveries
        for look in _fetched_pages(warehouse, source, delivery, lost)
    )
    yield from ingest_pages(warehouse, looks)
    yield from lost
    for source, delivery in deliveries:
        if delivery.failure is not None:
            name, home, before = source.ABOUT.name, source.ABOUT.home, len(delivery.answers)
            yield record_failure(warehouse, name, home, delivery.failure, before)


def _fetched_pages(
    warehouse: Warehouse, source: Source, delivery: Delivery, lost: list[IngestResult]
) -> Iterator[Fetched]:
    """The answers as they came; those whose page is `lost` are refused."""
    for answer in delivery.answers:
        try:
            page = Page(answer.url, warehouse.archive.get(answer.sha256), answer.seen_at)
        except PageLost as error:
            lost.append(record_refusal(warehouse, source.ABOUT.name, answer.url, str(error)))
        else:
            yield Fetched(
                answer.url, answer.seen_at, answer.status, page, answer.etag, answer.last_modified
            )


def failure_of(error: SourceError) -> Failure:
    """Why a fetch broke off just now."""
    if isinstance(error, SourceIncomplete):
        return Failure("incomplete", str(error), datetime.now(UTC))
    if isinstance(error, SourceUnavailable):
        return Failure("unreachable", str(error), datetime.now(UTC), error.status)
    return Failure("refused", str(error), datetime.now(UTC))


def record_failure(
    warehouse: Warehouse, name: str, url: str, failure: Failure, before: int = 0
) -> IngestResult:
    """Record how a fetch broke off; `before`: answers of the same fetch before that.

    Of one that is merely incomplete nothing is kept: its answers count.
    """
    if failure.outcome == "incomplete":
        told = Outcome("unchanged", warnings=(failure.cause,))
        return IngestResult(name, url, told, known=True)
    seen = Seen(name, url, failure.seen_at, version.reading(), status=failure.status)
    if warehouse.knows(seen):
        return IngestResult(name, url, Outcome(failure.outcome, failure.cause), known=True)
    if failure.outcome == "refused":
        return IngestResult(name, url, warehouse.refuse(seen, failure.cause))
    stand = (f"pages of the same look before the failure: {before}",) if before else ()
    return IngestResult(name, url, warehouse.note(seen, failure.outcome, failure.cause, *stand))


def record_refusal(warehouse: Warehouse, name: str, url: str, cause: str) -> IngestResult:
    """Record that a source answered in a way we do not know, before there was a page to judge."""
    return record_failure(warehouse, name, url, Failure("refused", cause, datetime.now(UTC)))


def fetched_from(source: str, fetched: Iterator[Fetched]) -> Iterator[Fetched]:
    """What a source answers. A fault of its own `fetch` is an answer that nobody can read."""
    try:
        yield from fetched
    except SourceError:
        raise
    except ParseError as error:
        raise SourceChanged(source, str(error)) from error
    except Exception as error:
        said = " ".join(str(error).split())[:LONGEST]
        raise SourceChanged(
            source,
            f"fetching failed with {type(error).__name__} ({said}); the source's `fetch` does not "
            "know this answer: report it",
        ) from error
