"""Reading archived pages again: after a fix of a parser, and as the proof that pages are enough."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipelines import version
from pipelines.ingest.page import IngestResult, ingest_pages
from pipelines.ingest.tally import pages_of
from sources.catalogue import SOURCES
from sources.contract import Fetched, Page
from warehouse.clock import moment
from warehouse.reads import integrity as reads_integrity, pages as reads_pages
from warehouse.store import Warehouse

Stepped = Callable[[int, int], None]
"""Told how many pages of how many are ready."""


def reparse_all(warehouse: Warehouse, home: Path, stepped: Stepped = lambda *_: None) -> str:
    """Read every archived page again, in order of arrival, and return the hash of all facts.

    Equal to `reads.content_hash` of `warehouse` when the same code read them.
    """
    rows = reads_pages.unread_by(warehouse.connection, "")
    with Warehouse.open(home) as second:
        for _ in _again(warehouse, second, rows, stepped):
            pass
        return reads_integrity.content_hash(second.connection)


def reparse(
    warehouse: Warehouse, source: str | None = None, stepped: Stepped = lambda *_: None
) -> Iterator[IngestResult]:
    """Read every archived page that this version of the code has not read yet.

    Corrections are appended and recorded now; what a page said before stays as it was known.
    """
    rows = reads_pages.unread_by(warehouse.connection, version.reading(), source)
    yield from _again(warehouse, warehouse, rows, stepped)


def corrections(warehouse: Warehouse, since: int) -> str:
    """What pages read again after the capture numbered `since` say now, in a sentence."""
    found = reads_pages.read_otherwise(warehouse.connection, since)
    if not found:
        return "No page reads otherwise than before."
    named = ", ".join(f"{source} ({pages_of(count)})" for source, count in found.items())
    return f"Read otherwise than before: {named}. What was known on earlier days stays."


def _again(
    warehouse: Warehouse, second: Warehouse, rows: Sequence[dict[str, Any]], stepped: Stepped
) -> Iterator[IngestResult]:
    """Take pages of `warehouse` into `second` in their order."""
    looks = ((SOURCES.get(it["source"], it["source"]), _capture(warehouse, it)) for it in rows)
    for done, result in enumerate(ingest_pages(second, looks), start=1):
        stepped(done, len(rows))
        yield result


def _capture(warehouse: Warehouse, row: dict[str, Any]) -> Fetched:
    seen_at = moment(row["seen_at"])
    page = Page(row["url"], warehouse.archive.get(row["page_sha256"]), seen_at)
    return Fetched(row["url"], seen_at, row["status"], page, row["etag"], row["last_modified"])
