"""A leaderboard page of arena.ai as a person saved it. Arena's terms forbid automated access.

The board lies in the page's flight payload: strings pushed by scripts, joined before they are
read. The HTML table is never read: its cells glue icon titles to names and its rows may be
virtual. Traps, each refused: the overview lists ten entries of every board; an unknown slug
answers 200 with the home page or with the overall board; a cut payload has fewer entries than
`totalModels`. The board says itself which one it is, and that must be what the address asks for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sources.boards.arena.boards import AGENT, GRAMMAR, OVERALL, score_row
from sources.contract import (
    NONE_STATED,
    Page,
    ParseError,
    Reading,
    Row,
    SourceCard,
    TwinSource,
    asks_nobody,
)
from sources.reading import strict
from sources.reading.page_tables import pushed, text_of_page
from sources.reading.rows import SourceRow, key, read_each, read_rows, row_of

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
    terms="Import only: arena.ai forbids automated access, so nothing here asks for a page. A "
    "person supplies files; mirrors publish copies without a licence for the data.",
)

ADDRESS = re.compile(
    r"https://(?:www\.)?(?:lm)?arena\.ai/leaderboard/(?P<arena>[a-z-]+)"
    r"(?:/webdev)?(?:/(?P<category>[a-z0-9-]+))?/?"
)
UNCONTROLLED = "-no-style-control"

BOARD_START = '"leaderboard":{"arenaSlug":'

NAME = "modelDisplayName"

fetch = asks_nobody


class SiteEntry(SourceRow):
    """An entry as the site's pages write it; one without a rating is for the rules to set aside."""

    name: strict.Text = key(NAME)
    rating: strict.FigureIfAny
    low: strict.FigureIfAny = key("ratingLower")
    high: strict.FigureIfAny = key("ratingUpper")
    votes: strict.Count
    maker: strict.TextIfAny = key("modelOrganization")
    licence: strict.TextIfAny = key("license")

    def score(self, board: str, copied: str | None = None) -> Row:
        """In the columns of table score."""
        ends = (self.low, self.high)
        return score_row(self.name, self.rating, ends, self.votes, board, copied)

    def release(self) -> Row:
        """In the columns of table release."""
        said = {"maker": self.maker, "licence": self.licence}
        return {"entry": self.name, "model_name": self.name, **said}


def parse(page: Page, /) -> Iterator[Reading]:
    """The board of a saved page, on the day of its vote cutoff, and what it says of the models."""
    asked = ADDRESS.fullmatch(page.url)
    if asked is None:
        raise ParseError(
            f"{page.url} is not the page of one board; the overview lists only ten entries of each"
        )
    found = _board(page.body)
    board, category = _checked(asked, found)
    ended_at = strict.time_of("voteCutoffISOString", found.get("voteCutoffISOString"))
    cutoff = date.fromisoformat(ended_at[:10])
    entries, total = strict.list_of("entries", found.get("entries")), found.get("totalModels")
    if len(entries) != total:
        raise ParseError(f"{page.url} lists {len(entries)} of {total!r} models: a cut board")
    read = read_rows(SiteEntry, entries, NAME, lambda entry: entry.score(board))
    yield Reading("score", board, category, *read, cutoff)
    if category == OVERALL:
        claims, refused = read_rows(SiteEntry, entries, NAME, SiteEntry.release)
        # Two entries of one name claim once.
        distinct = {tuple(sorted(row.items(), key=str)): row for row in claims}
        yield Reading("release", board, "", list(distinct.values()), refused, cutoff)


class RankedEntry(SiteEntry):
    """An entry of the first fifty."""

    rank: Any


def parse_top50(page: Page, /) -> Iterator[Reading]:
    """The leaders of one board and what the page says of them."""
    if page.url != TOP50_ADDRESS and not page.url.endswith(TOP50_FILE):
        raise ParseError(f"{page.url} is neither {TOP50_ADDRESS} nor {TOP50_FILE}")
    given = strict.list_of("the page", strict.json_of(page.body))
    scores = read_each(enumerate(given, 1), _leader, lambda one: one[1][NAME])
    yield Reading("score", "text", OVERALL, *scores, basis="leaders")
    claims = read_rows(SiteEntry, given, NAME, SiteEntry.release)
    yield Reading("release", "text", "", *claims, basis="leaders")


def _leader(numbered: tuple[int, Any]) -> Row:
    number, given = numbered
    name = given.get(NAME) if isinstance(given, dict) else None
    leader = row_of(RankedEntry, given, name)
    if leader.rank != number:
        raise ParseError(f"rank of {name!r} is {leader.rank!r}, not {number}: rows are missing")
    return {**leader.score("text", "copied by a mirror, leading entries only"), "_rank": number}


TOP50_ADDRESS = "https://arena.ai/leaderboard/text/overall-no-style-control"
TOP50_FILE = "data/last_snapshot.json"
TOP50 = TwinSource(
    replace(
        ABOUT,
        name="arena_top50_mirror",
        title="The first 50 entries of Arena text without style control (arena-monitor)",
        home="https://github.com/timothytfchan/arena-monitor",
        attribution="timothytfchan/arena-monitor, from arena.ai",
        cadence="Several times a day, when the page changed.",
        boards=("text",),
    ),
    asks_nobody,
    parse_top50,
)
"""One person's copies of the page `text` without style control: its first 50 entries, 2026.

Entries are those of the page's own payload, two decimals and interval included, so the values are
the board's. Fifty entries are the leaders, not the board: the readings say so (`basis`), no entry
is taken to have left, and no simulation runs over them. There is no date inside; the day of the
commit stands, up to some days after the votes.
"""


def _board(body: bytes) -> dict[str, Any]:
    flight = pushed(text_of_page(body))
    if flight.count(BOARD_START) != 1:
        raise ParseError(
            f"{flight.count(BOARD_START)} boards on the page, not 1: not a board's page"
        )
    start = flight.index(BOARD_START) + len('"leaderboard":')
    return strict.object_of("the board", strict.json_at("the board", flight, start))


def _checked(asked: re.Match[str], found: Mapping[str, Any]) -> tuple[str, str]:
    """The board and category that the page holds, which must be the ones its address asks for."""
    wanted = asked["category"] or OVERALL
    params = strict.object_of("the board's params", found.get("params"))
    arena = strict.text_of("the board's arena", found.get("arenaSlug"))
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
    return strict.text_of("the board's category", category).replace("-", "_")
