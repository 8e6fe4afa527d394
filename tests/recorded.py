"""Recorded pages: folders of other people's files, which `GAPWATCH_RECORDED` names as PATH does.

In order: of summer, of autumn, and of November 2026. Golden numbers are read from the first two; a
test that wants the third names it.
"""

import csv
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.contract import Page

_NAMED = [Path(part) for part in os.environ.get("GAPWATCH_RECORDED", "").split(os.pathsep) if part]
NOVEMBER = next((one for one in _NAMED if one.name == "recorded-november"), None)
"""Pages of September to November 2026, many of them excerpts: read one by one, never replayed."""
FOLDERS = tuple(one for one in _NAMED if one != NOVEMBER)
SUMMER = FOLDERS[0] if FOLDERS else None
"""Pages up to August 2026, which most golden numbers are read from."""
REASON = "GAPWATCH_RECORDED names no folder of recorded pages"
skip_without = pytest.mark.skipif(not FOLDERS, reason=REASON)
skip_without_autumn = pytest.mark.skipif(
    len(FOLDERS) < 2, reason="GAPWATCH_RECORDED names no second folder, of autumn 2026"
)
skip_without_november = pytest.mark.skipif(
    NOVEMBER is None, reason="GAPWATCH_RECORDED names no folder called recorded-november"
)


def rows(source: str | None = None, folders: Sequence[Path] = FOLDERS) -> list[dict[str, str]]:
    """Index lines of `folders`, of `source` alone where it is given; `path` is the whole path."""
    found = []
    for folder in folders:
        with (folder / "index.csv").open(newline="", encoding="utf-8") as index:
            found += [{**row, "path": str(folder / row["path"])} for row in csv.DictReader(index)]
    return [row for row in found if source in (None, row["source"])]


def page(row: dict[str, str]) -> Page:
    seen_at = datetime.fromisoformat(row["seen_at"]).astimezone(UTC)
    return Page(row["url"], Path(row["path"]).read_bytes(), seen_at)


def november(path: str) -> Page:
    """The page of that path in the folder of November. Raises IndexError."""
    found = [row for row in rows(folders=[NOVEMBER]) if row["path"] == str(NOVEMBER / path)]
    return page(found[0])


def pages(source: str, url_end: str = "", folders: Sequence[Path] = FOLDERS) -> Iterator[Page]:
    """Pages of `source` whose address ends in `url_end`, oldest first."""
    found = [page(row) for row in rows(source, folders) if row["url"].endswith(url_end)]
    yield from sorted(found, key=lambda one: (one.seen_at, one.url))
