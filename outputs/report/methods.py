"""Pages of the docs as HTML: raw HTML in them stays text, and links into the docs are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from outputs.wording import address

DOCS = Path(__file__).resolve().parents[2] / "docs"
METHODS = ("methods.md", "lag.md", "price.md", "certainty.md", "openness.md")


@dataclass(frozen=True, slots=True)
class Prose:
    """One document: its title, its HTML, and its headings of the second level as (id, text)."""

    key: str
    title: str
    html: Markup
    headings: Sequence[tuple[str, str]]


def methods(folder: Path = DOCS) -> list[Prose]:
    """The pages that explain how numbers are made; empty where the docs were not installed."""
    found = (folder / name for name in METHODS)
    return [render(path.stem, path.read_text("utf-8")) for path in found if path.is_file()]


def render(key: str, text: str) -> Prose:
    """Markdown (CommonMark with tables) to HTML one heading level down, ids prefixed by `key`."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title, headings = _headings(key, tokens)
    for token in tokens:
        _plain_links(token.children or [])
    html = parser.renderer.render(_without_title(tokens), parser.options, {})
    html = html.replace("<pre>", '<pre tabindex="0">')
    framed = "".join(_framed(title or key, html))
    return Prose(key, title or key, Markup(framed), headings)  # noqa: S704 - html is off above


def _framed(title: str, html: str) -> Iterator[str]:
    """Each table in a region of its own that scrolls and can be reached by keyboard."""
    for place, part in enumerate(re.split(r"(?s)(<table>.*?</table>)", html)):
        if place % 2:
            label = escape(f"{title}, table {place // 2 + 1}", quote=True)
            yield f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
            yield f"{part}</div>"
        else:
            yield part


def _headings(key: str, tokens: Sequence[Token]) -> tuple[str, list[tuple[str, str]]]:
    """Give headings ids and move them down one level; returns the title and the second level."""
    title, found, used = "", [], set()
    for place, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        level = int(token.tag[1])
        token.tag = f"h{min(level + 1, 6)}"
        if token.type == "heading_close":
            continue
        text = tokens[place + 1].content.replace("`", "")
        if level == 1:
            title = title or text
            continue
        identity = f"{key}-{re.sub(r'[^a-z0-9]+', '-', text.lower()).strip('-')}"
        while identity in used:
            identity += "-"
        used.add(identity)
        token.attrSet("id", identity)
        if level == 2:
            found.append((identity, text))
    return title, found


def _without_title(tokens: list[Token]) -> list[Token]:
    return tokens[3:] if tokens and tokens[0].type == "heading_open" else tokens


def _plain_links(tokens: Sequence[Token]) -> None:
    """A link to a page of the docs leads nowhere on the site: its text stays, the link goes."""
    is_plain = False
    for token in tokens:
        if token.type == "link_open":
            is_plain = not address(str(token.attrGet("href") or ""))
            if not is_plain:
                token.attrSet("rel", "noopener noreferrer")
        if token.type in ("link_open", "link_close") and is_plain:
            token.tag, token.attrs = "span", {}
        if token.type == "image":
            token.type, token.tag = "text", ""
