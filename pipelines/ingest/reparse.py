"""Reading archived pages again: after a fix of a parser, and as the proof that pages are enough."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from pipelines import version
from pipelines.ingest.page import IngestResult, ingest, ingest_pages, keep_unread
from pipelines.ingest.tally import pages_of
from sources.catalogue import BUNDLED, SOURCES
from sources.contract import Fetched, Page
from warehouse.clock import moment
from warehouse.reads import integrity as reads_integrity
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

Stepped = Callable[[int, int], None]
"""Told how many pages of how many are ready."""
_TOGETHER = {source.ABOUT.name for source in BUNDLED}


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def reparse_all(warehouse: Warehouse, home: Path, stepped: Stepped = _nobody) -> str:
    """Read every archived page again, in order of arrival, and return the hash of all facts.

    Equal to `reads.content_hash` of `warehouse` when the same code read them.
    """
    with Warehouse.open(home) as second:
        looks = list(reads_pages.with_pages(warehouse.connection))
        done = 0
        for (name, _), group in groupby(looks, key=lambda row: (row["source"], row["seen_at"])):
            some = list(_captures(warehouse, group))
            _again(second, name, some)
            done += len(some)
            stepped(done, len(looks))
        return reads_integrity.content_hash(second.connection)


def reparse(
    warehouse: Warehouse, source: str | None = None, stepped: Stepped = _nobody
) -> Iterator[IngestResult]:
    """Read every archived page that this version of the code has not read yet.

    Corrections are appended and recorded now; what a page said before stays as it was known.
    """
    rows = reads_pages.unread_by(warehouse.connection, version.reading(), source)
    for done, row in enumerate(rows, start=1):
        yield from _again(warehouse, row["source"], list(_captures(warehouse, iter([row]))))
        stepped(done, len(rows))


def corrections(warehouse: Warehouse, since: int) -> str:
    """What pages read again after the capture numbered `since` say now, in a sentence."""
    found = reads_pages.read_otherwise(warehouse.connection, since)
    if not found:
        return "No page reads otherwise than before."
    named = ", ".join(f"{source} ({pages_of(count)})" for source, count in found.items())
    return f"Read otherwise than before: {named}. What was known on earlier days stays."


def _again(second: Warehouse, name: str, looks: list[Fetched]) -> list[IngestResult]:
    if name not in SOURCES:
        return [keep_unread(second, name, look) for look in looks]
    if name in _TOGETHER:
        return ingest_pages(second, SOURCES[name], looks)
    return [ingest(second, SOURCES[name], look) for look in looks]


def _captures(warehouse: Warehouse, rows: Iterator[dict[str, Any]]) -> Iterator[Fetched]:
    for row in rows:
        seen_at = moment(row["seen_at"])
        page = Page(row["url"], warehouse.archive.get(row["page_sha256"]), seen_at)
        yield Fetched(row["url"], seen_at, row["status"], page, row["etag"], row["last_modified"])
