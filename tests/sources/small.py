"""The small hand-made pages of every source, with the addresses that their parsers ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sources.catalogue import SOURCES
from sources.contract import Page
from tests.sources.edits import zipped
from tests.sources.sample import PAGES, SEEN_AT

URLS = {
    "arena_page": "https://arena.ai/leaderboard/text",
    "arena_top50_mirror": "https://arena.ai/leaderboard/text/overall-no-style-control",
    "swebench_pro": "https://labs.scale.com/leaderboard/swe_bench_pro_public_v2",
}
NOT_READ = {
    # Fixtures of pages that are refused, or of another table.
    "swebench/conflict.json", "swebench_page/tables.html",
}  # fmt: skip
ELSEWHERE = {"registry", "published"}
"""Refuse every key that they do not declare: their cases say how."""


def paths(*endings: str) -> list[Any]:
    """Files of pages as test parameters; those of Epoch's zip are no pages."""
    found = [
        pytest.param(path, id=f"{path.parent.name}/{path.name}")
        for path in sorted(PAGES.rglob("*.*"))
        if path.suffix in endings
        and path.parent.name not in ELSEWHERE | {"epoch"}
        and path.parent.name in SOURCES
        and f"{path.parent.name}/{path.name}" not in NOT_READ
    ]
    assert found
    return found


def page_at(path: Path, body: bytes | None = None) -> Page:
    """The page of such a file, or of another body in its place."""
    url = URLS.get(path.parent.name, f"https://example.org/{path.name}")
    return Page(url, path.read_bytes() if body is None else body, SEEN_AT)


def all_pages() -> Iterator[tuple[str, Page]]:
    """Every small page with its source."""
    for one in paths(".json", ".yml", ".csv", ".md", ".html"):
        (path,) = one.values
        yield path.parent.name, page_at(path)
    for name in sorted(ELSEWHERE):
        for path in sorted((PAGES / name).iterdir()):
            yield name, page_at(path)
    yield "epoch", page_at(PAGES / "epoch" / "data.zip", zipped(PAGES / "epoch"))
