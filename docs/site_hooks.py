"""Hooks of the docs site: a navigation of the pages that are there, and links out of the folder.

mkdocs calls these functions by name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./(?:\.\./)?([A-Z]+[\w./-]*|[a-z]+/[\w./-]+)\)")
"""A link to a file of the project that is not part of the site."""


def on_config(config: Any) -> Any:
    """Lay the navigation: folders become their pages, missing pages are left out."""
    config["nav"] = _present(config["nav"], DOCS)
    return config


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Name a file of the project, where the site has no page to link to."""
    return OUTSIDE.sub(r"\1 (`\2`)", markdown)


def _present(nav: list[dict[str, Any]], docs: Path) -> list[dict[str, Any]]:
    found = []
    for title, target in ((title, target) for item in nav for title, target in item.items()):
        kept = _target(target, docs)
        if kept:
            found.append({title: kept})
    return found


def _target(target: Any, docs: Path) -> Any:
    if isinstance(target, list):
        return _present(target, docs)
    if target.endswith("/"):
        return sorted(f"{target}{path.name}" for path in (docs / target).glob("*.md"))
    return target if (docs / target).exists() else None
