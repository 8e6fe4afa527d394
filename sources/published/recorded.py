"""Captured pages in the product's archive form: a folder with an `index.csv` (docs: replay)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sources.contract import Page


def pages(folder: Path, source: str, url_end: str = "") -> Iterator[Page]:
    """Pages of `source` whose address ends in `url_end`, oldest first.

    Raises FileNotFoundError when the folder has no index or lacks an indexed file.
    """
    with (folder / "index.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["source"] == source]
    for row in sorted(rows, key=lambda row: (_moment(row["seen_at"]), row["url"])):
        if row["url"].endswith(url_end):
            body = (folder / row["path"]).read_bytes()
            yield Page(row["url"], body, _moment(row["seen_at"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
