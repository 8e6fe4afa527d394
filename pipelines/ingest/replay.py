"""Pages from an archive: a folder of them in the product's own format, and our own read again.

`index.csv` names source, url, seen_at and path of every page, and may give bytes, sha256 and a
note. Each source's pages are taken in seen_at order through the same steps as a live look. Our own
are read again after a fix of a parser, and as the proof that pages are enough.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipelines import version
from pipelines.ingest.page import IngestResult, ahead, ingest_pages
from sources.catalogue import BUNDLED, SOURCES
from sources.contract import Fetched, Page
from terms.numbers import plural
from warehouse.clock import moment
from warehouse.reads import integrity as reads_integrity, pages as reads_pages
from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.store import Warehouse

INDEX = "index.csv"
REQUIRED = ("source", "url", "seen_at", "path")
NAME = re.compile(r"[a-z0-9_]+")
"""Of a source; our own rows go by a name that no page may take."""
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nobody fetched a page before: a measure has a row for every day since its first one."""
LARGEST = 1 << 30
"""Bytes of a page; the largest that is fetched is a sixteenth of it."""
Stepped = Callable[[int, int], None]
"""Told how many pages of how many are ready."""


class IndexInvalid(Exception):
    """The index names something that is not there or not as it says; nothing was taken."""


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One page of the folder."""

    source: str
    url: str
    seen_at: datetime
    path: Path
    sha256: str | None

    def fetched(self) -> Fetched:
        """The page as a look. Raises IndexInvalid when the bytes are not the ones indexed."""
        body = self.path.read_bytes()
        if self.sha256 and hashlib.sha256(body).hexdigest() != self.sha256:
            raise IndexInvalid(f"{self.path.name} holds other bytes than {INDEX} says")
        return Fetched(self.url, self.seen_at, None, Page(self.url, body, self.seen_at))


def read_index(folder: Path) -> list[IndexLine]:
    """The lines of the folder's index in seen_at order, each checked against the file it names.

    Raises IndexInvalid, naming the line, before a byte of any page is taken.
    """
    index = folder / INDEX
    if not index.is_file():
        raise IndexInvalid(f"{folder} has no {INDEX} (columns {', '.join(REQUIRED)})")
    with index.open(newline="", encoding="utf-8-sig") as opened:
        try:
            rows = csv.DictReader(opened)
            missing = set(REQUIRED) - set(rows.fieldnames or ())
            if missing:
                raise IndexInvalid(f"{index} lacks the column {', '.join(sorted(missing))}")
            root = folder.resolve()
            hashed = cache(lambda path: hashlib.sha256(path.read_bytes()).hexdigest())
            lines = [_line(root, hashed, number, row) for number, row in enumerate(rows, start=2)]
        except (csv.Error, UnicodeError) as error:
            raise IndexInvalid(f"{index} is no table that can be read ({error})") from None
    return sorted(lines, key=lambda line: (line.seen_at, line.source))


def _line(root: Path, hashed: Callable[[Path], str], number: int, row: dict[str, str]) -> IndexLine:
    lacking = [name for name in REQUIRED if row[name] is None]
    if lacking:
        raise IndexInvalid(f"{INDEX} line {number} ends before {', '.join(lacking)}")
    try:
        seen_at, path = _seen_at(row), _file(root, hashed, row)
        if not NAME.fullmatch(row["source"]) or row["source"] == DERIVED_SOURCE:
            raise IndexInvalid(f"{row['source']!r} is no name of a source")
        if not row["url"].isprintable():
            raise IndexInvalid(f"{row['url']!r} is no address")
    except IndexInvalid as error:
        raise IndexInvalid(f"{INDEX} line {number}: {error}") from None
    return IndexLine(row["source"], row["url"], seen_at, path, row.get("sha256") or None)


def _seen_at(row: dict[str, str]) -> datetime:
    try:
        given = datetime.fromisoformat(row["seen_at"])
        seen_at = given.astimezone(UTC)
    except (ValueError, OverflowError):
        raise IndexInvalid(f"{row['seen_at']!r} is no time") from None
    if given.tzinfo is None:
        raise IndexInvalid(f"{row['seen_at']!r} has no time zone")
    if seen_at < FIRST:
        raise IndexInvalid(f"nobody fetched a page in {seen_at.year}")
    if (wrong := ahead(seen_at)) is not None:
        raise IndexInvalid(f"{row['source']}: {wrong}")
    return seen_at


def _file(root: Path, hashed: Callable[[Path], str], row: Mapping[str, str]) -> Path:
    """The file that a line names, through links too, which is as the line says.

    What many lines name is `hashed` once.
    """
    named = row["path"]
    try:
        path = (root / named).resolve(strict=True)
        size = path.stat().st_size
    except (OSError, ValueError, RuntimeError):  # also: no name of a file, links in a circle
        raise IndexInvalid(f"there is no file {named}") from None
    if not path.is_relative_to(root):
        raise IndexInvalid(f"{named} lies outside the folder, and is not read")
    if not path.is_file():
        raise IndexInvalid(f"there is no file {named}")
    if size > LARGEST or (row.get("bytes") or str(size)) != str(size):
        raise IndexInvalid(f"{named} has {size:,} bytes")
    if row.get("sha256") and hashed(path) != row["sha256"]:
        raise IndexInvalid(f"{named} holds other bytes than {INDEX} says")
    return path


def shipped_first(lines: list[IndexLine]) -> tuple[list[IndexLine], list[IndexLine]]:
    """The lines of sources that ship with the product, and the others, each in their order.

    A folder that `gapwatch export --archive` wrote holds the shipped pages too. They are taken
    before this version's own, which are then known already where they are the same.
    """
    shipped = {source.ABOUT.name for source in BUNDLED}
    return (
        [line for line in lines if line.source in shipped],
        [line for line in lines if line.source not in shipped],
    )


def in_turns(lines: Iterable[IndexLine]) -> list[IndexLine]:
    """Lines as they are taken: the first page of every source, then the second ones.

    Pages of one source depend on one another, so that those of many are judged at less cost. Those
    that nobody can read come first.
    """
    turns = Counter[str]()

    def turn(line: IndexLine) -> int:
        turns[line.source] += 1
        return turns[line.source] if line.source in SOURCES else 0

    return sorted(lines, key=turn)


def replay(warehouse: Warehouse, lines: Iterable[IndexLine]) -> Iterator[IngestResult]:
    """Take the lines in turns; pages of a source without a parser are archived as such."""
    return ingest_pages(
        warehouse, ((SOURCES.get(it.source, it.source), it.fetched()) for it in in_turns(lines))
    )


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
    named = ", ".join(f"{source} ({plural(count, 'page')})" for source, count in found.items())
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
