"""Pages of the docs as HTML: raw HTML in them stays text, and links into the docs are dropped."""

import re
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markupsafe import Markup

from outputs.wording import address

DOCS = Path(__file__).resolve().parents[2] / "docs"
METHODS = ("methods.md", "lag.md", "price.md", "certainty.md", "openness.md")


class Prose(NamedTuple):
    """One document: its title and its HTML."""

    key: str
    title: str
    html: Markup


def methods(folder: Path = DOCS) -> list[Prose]:
    """The pages that explain how numbers are made; empty where the docs were not installed."""
    found = (folder / name for name in METHODS)
    return [render(path.stem, path.read_text("utf-8")) for path in found if path.is_file()]


def render(key: str, text: str) -> Prose:
    """Markdown (CommonMark with tables) to HTML one heading level down, ids prefixed by `key`."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    soup = BeautifulSoup(parser.render(text), "html.parser")
    title = soup.h1.extract().get_text() if soup.h1 else key
    used: set[str] = set()
    for heading in soup.find_all(re.compile("h[1-6]")):
        words = re.sub(r"[^a-z0-9]+", "-", heading.get_text().lower()).strip("-")
        identity = f"{key}-{words}"
        while identity in used:
            identity += "-"
        used.add(identity)
        heading["id"], heading.name = identity, f"h{min(int(heading.name[1]) + 1, 6)}"
    for link in soup("a"):
        if address(str(link.get("href", ""))):
            link["rel"] = "noopener noreferrer"
        else:
            # A page of the docs is nowhere on the site.
            link.name, link.attrs = "span", {}
    for image in soup("img"):
        image.replace_with(str(image.get("alt", "")))
    for code in soup("pre"):
        code["tabindex"] = "0"
    for place, table in enumerate(soup("table"), 1):
        # It scrolls in a region of its own, and can be reached by keyboard.
        region = {"class": "scroll", "role": "region", "tabindex": "0"}
        table.wrap(soup.new_tag("div", attrs=region | {"aria-label": f"{title}, table {place}"}))
    return Prose(key, title, Markup(str(soup)))  # noqa: S704 - html is off above
