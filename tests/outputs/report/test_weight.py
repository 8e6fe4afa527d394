"""What a visitor of a page loads before touching it."""

import re
from pathlib import Path

FIRST_VIEW = 300_000
"""Bytes that a page may load at once, uncompressed."""
ASKED = re.compile(
    r'<(?:script|img)\b[^>]*\bsrc="([^":]+)"'
    r'|<link\b(?=[^>]*\brel="(?:stylesheet|icon|preload)")[^>]*\bhref="([^":]+)"'
)
"""Styles, scripts and pictures of a page."""


def heavy(site: Path) -> dict[str, int]:
    """Pages of a site whose first view is too heavy, with its bytes."""
    every = {page.relative_to(site).as_posix(): first_view(page) for page in site.rglob("*.html")}
    assert every, f"no page in {site}"
    return {name: size for name, size in every.items() if size >= FIRST_VIEW}


def first_view(page: Path) -> int:
    named = (src or href for src, href in ASKED.findall(page.read_text("utf-8")))
    return page.stat().st_size + sum((page.parent / name).stat().st_size for name in named)


def test_no_page_of_a_first_run_is_heavy(published: Path) -> None:
    assert heavy(published) == {}
