"""The newest accepted pages of every source, read again to be validated for others to see."""

import json
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import version
from pipelines.ingest.child import parsed
from pipelines.ingest.page import UnjudgedCapture, previous_states
from sources.catalogue import SOURCES
from sources.contract import Page, Reading
from warehouse.clock import moment
from warehouse.history.vintages import Seen
from warehouse.reads import pages as reads_pages
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from expectations.suites import SuiteResult
    from expectations.verdict import Previous, UnjudgedPage

MARK = "gapwatch.json"
"""Lists every file, by which the next export knows the folder as its own."""


def export_suites(
    warehouse: Warehouse, folder: Path, told: Callable[["SuiteResult"], None]
) -> None:
    """Write a Great Expectations project into `folder`, with the results of the newest pages."""
    from expectations.suites import write_suites  # noqa: PLC0415 - the library takes seconds

    for result in write_suites(folder, list(_pages(warehouse))):
        told(result)
    files = sorted(it.relative_to(folder).as_posix() for it in folder.rglob("*") if it.is_file())
    about = {"gapwatch": version.reading(), "files": files}
    (folder / MARK).write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def _pages(warehouse: Warehouse) -> Iterator["UnjudgedPage"]:
    """Of every board its newest reading: several addresses may give the same one."""
    from expectations.verdict import UnjudgedPage  # noqa: PLC0415 - as above

    rows = reads_pages.newest_accepted(warehouse.connection)
    for name, group in groupby(rows, key=lambda row: str(row["source"])):
        if name not in SOURCES:
            continue
        newest: dict[tuple[str, str, str], Reading] = {}
        previous: dict[tuple[str, str, str], Previous] = {}
        days = []
        for row in group:
            seen_at = moment(row["seen_at"])
            body = warehouse.archive.get(row["page_sha256"])
            page = parsed(SOURCES[name], Page(row["url"], body, seen_at))
            seen = Seen(name, row["url"], seen_at, version.reading(), row["page_sha256"])
            found = [reading for reading in page if reading.rows or not reading.refused]
            previous.update(previous_states(warehouse, UnjudgedCapture(seen, found)))
            newest |= {(it.table, it.board, it.category): it for it in found}
            days.append(seen_at.date())
        if newest:
            yield UnjudgedPage(name, list(newest.values()), max(days), previous)
