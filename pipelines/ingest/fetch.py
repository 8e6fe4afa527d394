"""A live fetch in two steps: ask a source, then record what it answered.

Asking archives pages and leaves a delivery in the archive's inbox; it writes nothing to the
warehouse, so any worker may do it beside any other. Recording takes a delivery page by page.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pipelines import version
from pipelines.ingest.page import IngestResult, ingest, record_refusal
from pipelines.ingest.politeness import turn
from sources.contract import (
    ClockWrong,
    Fetched,
    Page,
    Source,
    SourceChanged,
    SourceError,
    SourceUnavailable,
    Validator,
)
from sources.http.client import PoliteClient, base_from_environment
from sources.http.wire import Limits
from warehouse.archive.inbox import Delivery, Failure, FetchedPage, FetchState, Inbox, KnownPage
from warehouse.archive.pages import Archive
from warehouse.connection import recording
from warehouse.errors import InboxDamaged, PageLost
from warehouse.history.vintages import Outcome, Seen
from warehouse.reads import sources as reads_sources
from warehouse.store import Warehouse

log = logging.getLogger(__name__)
LAST = ("last_outcome", "last_seen_at", "last_good_at")
"""What a fetch has to know of a source's row of `source_health`."""
LONGEST = 200
"""Characters of a foreign error's text in a message."""


def client_for(
    state: FetchState,
    source: Source,
    home: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> PoliteClient:
    """A client for one source that asks conditionally for the pages that `state` knows.

    `home` holds the locks by which the processes of a machine take turns at a host; None: this
    process asks alone.
    """
    name = source.ABOUT.name
    limits = replace(Limits(), total=float(source.ABOUT.timeout_seconds))
    return PoliteClient(
        name,
        validators={page.url: Validator(page.etag, page.last_modified) for page in state.pages},
        base=base_from_environment(name, environ),
        limits=limits,
        turn=partial(turn, home) if home else nullcontext,
    )


def state_of(warehouse: Warehouse, source: str) -> FetchState:
    """What the warehouse holds of a source, for whoever fetches it next."""
    return states_of(warehouse, [source])[source]


def states_of(warehouse: Warehouse, sources: Iterable[str]) -> dict[str, FetchState]:
    """The same of several sources, by name."""
    health = {row["source"]: row for row in reads_sources.health(warehouse.connection)}
    return {
        name: FetchState(
            {key: health[name][key] for key in LAST} if name in health else None,
            tuple(KnownPage(*row) for row in warehouse.validators(name)),
        )
        for name in sources
    }


def ask(
    state: FetchState,
    archive: Archive,
    source: Source,
    home: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Delivery:
    """Ask `source` now and archive every page as it comes; nothing is recorded.

    A failure, of whatever kind, is part of the delivery; pages before it stand. `state` says what
    was taken before, `home` is as in `client_for`. Raises ClockWrong, with nothing left behind.
    """
    name, answers = source.ABOUT.name, []
    # What the archive lost is asked for anew: "not modified" of it would be refused for good.
    at_hand = tuple(page for page in state.pages if archive.holds(page.sha256))
    state = replace(state, pages=at_hand)
    known = {page.url: page.sha256 for page in state.pages}
    failure = None
    try:
        with client_for(state, source, home, environ) as client:
            for fetched in _fetched(source, client):
                answers.append(_answer(known, archive, name, fetched))
    except SourceUnavailable as error:
        failure = Failure("unreachable", str(error), datetime.now(UTC), error.status)
    except SourceChanged as error:
        failure = Failure("refused", str(error), datetime.now(UTC))
    return Delivery(name, tuple(answers), failure)


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


def ingest_waiting(
    warehouse: Warehouse, inbox: Inbox, source: Source, log: logging.Logger = log
) -> Iterator[IngestResult]:
    """Record every delivery of `source` that waits, oldest first, and remove it from the inbox.

    A fault of ours in one is a refusal, and the next one is taken: nothing else stops for it.
    Another process may be about to take up the same: the list is made and worked off as the writer.
    """
    about = source.ABOUT
    with recording(warehouse.connection):
        for name in inbox.names(about.name):
            try:
                yield from ingest_delivery(warehouse, source, inbox.get(name))
            except InboxDamaged as error:
                yield record_refusal(warehouse, about.name, about.home, str(error))
            except Exception as fault:
                log.exception(f"{about.name}: a fault of ours, please report it")
                cause = f"{about.name}: fault in reading it: {type(fault).__name__}: {fault}"
                yield record_refusal(warehouse, about.name, about.home, cause)
            inbox.remove(name)


def ingest_delivery(
    warehouse: Warehouse, source: Source, delivery: Delivery
) -> Iterator[IngestResult]:
    """Record one delivery. What was recorded of it before a crash is known and not repeated."""
    for answer in delivery.answers:
        try:
            yield ingest(warehouse, source, _as_fetched(warehouse.archive, answer))
        except PageLost as error:
            yield record_refusal(warehouse, source.ABOUT.name, answer.url, str(error))
    if delivery.failure is not None:
        yield _failed(warehouse, source, delivery.failure, len(delivery.answers))


def _as_fetched(archive: Archive, answer: FetchedPage) -> Fetched:
    """An answer as it came. Raises PageLost."""
    page = Page(answer.url, archive.get(answer.sha256), answer.seen_at)
    return Fetched(
        answer.url, answer.seen_at, answer.status, page, answer.etag, answer.last_modified
    )


def _failed(warehouse: Warehouse, source: Source, failure: Failure, before: int) -> IngestResult:
    """Record how a fetch broke off; `before`: answers of the same fetch before that."""
    name, home = source.ABOUT.name, source.ABOUT.home
    seen = Seen(name, home, failure.seen_at, version.reading(), status=failure.status)
    if warehouse.knows(seen):
        return IngestResult(name, home, Outcome(failure.outcome, failure.cause), known=True)
    if failure.outcome == "refused":
        return IngestResult(name, home, warehouse.refuse(seen, failure.cause))
    stand = (f"pages of the same look before the failure: {before}",) if before else ()
    return IngestResult(name, home, warehouse.note(seen, failure.outcome, failure.cause, *stand))


def _fetched(source: Source, client: PoliteClient) -> Iterator[Fetched]:
    """What the source answers. A fault of its own `fetch` is an answer that nobody can read."""
    try:
        yield from source.fetch(client)
    except (SourceError, ClockWrong):
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:LONGEST]
        raise SourceChanged(
            source.ABOUT.name,
            f"fetching failed with {type(error).__name__} ({said}); the source's `fetch` does not "
            "know this answer: report it",
        ) from error
