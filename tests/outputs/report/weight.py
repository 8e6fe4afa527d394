"""What a visitor of a page loads before touching it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

FIRST_VIEW = 300_000
"""Bytes that a page may load at once, uncompressed."""
SHOWN = {"stylesheet", "icon", "preload"}


class _Asked(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.files: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        found = told.get("src") if tag != "link" else told.get("href")
        is_asked = tag != "link" or told.get("rel") in SHOWN
        if found and is_asked and not found.startswith("data:"):
            self.files.append(found)


def first_view(page: Path) -> int:
    """Bytes of a page with its styles, scripts and pictures."""
    asked = _Asked()
    asked.feed(page.read_text("utf-8"))
    files = (page.parent / name for name in asked.files)
    return page.stat().st_size + sum(file.stat().st_size for file in files)


def heavy(site: Path) -> dict[str, int]:
    """Pages of a site whose first view is too heavy, with its bytes."""
    every = {page.relative_to(site).as_posix(): first_view(page) for page in site.rglob("*.html")}
    assert every, f"no page in {site}"
    return {name: size for name, size in every.items() if size >= FIRST_VIEW}


def weight(site: Path) -> int:
    """Bytes of every file of a site."""
    return sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
