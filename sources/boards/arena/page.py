"""A leaderboard page of arena.ai as a person saved it. Arena's terms forbid automated access.

The board lies in the page's flight payload: strings pushed by scripts, joined before they are
read. The HTML table is never read: its cells glue icon titles to names and its rows may be
virtual. Traps, each refused: the overview lists ten entries of every board; an unknown slug
answers 200 with the home page or with the overall board; a cut payload has fewer entries than
`totalModels`. The board says itself which one it is, and that must be what the address asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sources.boards.arena.boards import GRAMMAR, NAME, OVERALL, SITE_TERMS, SiteEntry
from sources.contract import NONE_STATED, Page, ParseError, Reading, SourceCard, asks_nobody
from sources.reading.page_tables import pushed, text_of_page
from sources.reading.rows import read_rows
from sources.reading.strict import json_at, list_of, object_of, text_of, time_of

ARENAS: Mapping[str, tuple[str, str]] = {
    "text": ("text", "text_style_control"),
    "vision": ("vision", "vision_style_control"),
    "search": ("search", "search_style_control"),
    "document": ("document", "document_style_control"),
    "code": ("webdev", ""),
    "text-to-image": ("text_to_image", ""),
    "image-edit": ("image_edit", ""),
    "text-to-video": ("text_to_video", ""),
    "image-to-video": ("image_to_video", ""),
    "video-edit": ("video_edit", ""),
}
"""Slug to the dataset's board without and with style control; empty: there is no such board."""

ABOUT = SourceCard(
    name="arena_page",
    title="Arena leaderboard page, saved by a person",
    grammar=GRAMMAR,
    home="https://arena.ai/leaderboard",
    licence=NONE_STATED,
    attribution="Arena (arena.ai)",
    cadence="The site's boards move every few days.",
    stale_after_days=21,
    tables=("score", "release"),
    boards=tuple(name for names in ARENAS.values() for name in names if name),
    scheduled=False,
    terms=SITE_TERMS,
)

ADDRESS = re.compile(
    r"https://(?:www\.)?(?:lm)?arena\.ai/leaderboard/(?P<arena>[a-z-]+)"
    r"(?:/webdev)?(?:/(?P<category>[a-z0-9-]+))?/?"
)
AGENT = "agent"
UNCONTROLLED = "-no-style-control"

BOARD_START = '"leaderboard":{"arenaSlug":'

fetch = asks_nobody


def parse(page: Page, /) -> Iterator[Reading]:
    """The board of a saved page, on the day of its vote cutoff, and what it says of the models."""
    asked = ADDRESS.fullmatch(page.url)
    if asked is None:
        raise ParseError(
            f"{page.url} is not the page of one board; the overview lists only ten entries of each"
        )
    found = _board(page.body)
    board, category = _checked(asked, found)
    ended_at = time_of("voteCutoffISOString", found.get("voteCutoffISOString"))
    cutoff = date.fromisoformat(ended_at[:10])
    entries, total = list_of("entries", found.get("entries")), found.get("totalModels")
    if len(entries) != total:
        raise ParseError(f"{page.url} lists {len(entries)} of {total!r} models: a cut board")
    read = read_rows(SiteEntry, entries, NAME, lambda entry: entry.score(board))
    yield Reading("score", board, category, *read, cutoff)
    if category == OVERALL:
        claims, refused = read_rows(SiteEntry, entries, NAME, SiteEntry.release)
        # Two entries of one name claim once.
        distinct = {tuple(sorted(row.items(), key=str)): row for row in claims}
        yield Reading("release", board, "", list(distinct.values()), refused, cutoff)


def _board(body: bytes) -> dict[str, Any]:
    flight = pushed(text_of_page(body))
    if flight.count(BOARD_START) != 1:
        raise ParseError(
            f"{flight.count(BOARD_START)} boards on the page, not 1: not a board's page"
        )
    start = flight.index(BOARD_START) + len('"leaderboard":')
    return object_of("the board", json_at("the board", flight, start))


def _checked(asked: re.Match[str], found: Mapping[str, Any]) -> tuple[str, str]:
    """The board and category that the page holds, which must be the ones its address asks for."""
    wanted = asked["category"] or OVERALL
    params = object_of("the board's params", found.get("params"))
    arena = text_of("the board's arena", found.get("arenaSlug"))
    category = _plain(params.get("category"))
    controlled = params.get("styleControl") is True
    told = f"the page holds {arena!r}, {category!r}, style control {controlled}"
    if arena == AGENT:
        raise ParseError(f"{told}: it has no scores; the dataset has")
    is_asked = (arena, category) == (asked["arena"], _plain(wanted.removesuffix(UNCONTROLLED)))
    if not is_asked or (controlled and wanted.endswith(UNCONTROLLED)):
        raise ParseError(f"{told}, but the address is {asked[0]}: a wrong slug")
    if arena not in ARENAS or not ARENAS[arena][controlled]:
        raise ParseError(f"{told}: an unknown board; add it to ARENAS")
    return ARENAS[arena][controlled], category


def _plain(category: object) -> str:
    return text_of("the board's category", category).replace("-", "_")
