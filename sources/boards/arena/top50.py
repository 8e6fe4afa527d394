"""One person's copies of the page `text` without style control: its first 50 entries, 2026.

Entries are those of the page's own payload, two decimals and interval included, so the values are
the board's. Fifty entries are the leaders, not the board: the readings say so (`basis`), no entry
is taken to have left, and no simulation runs over them. There is no date inside; the day of the
commit stands, up to some days after the votes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sources.boards.arena.boards import GRAMMAR, NAME, OVERALL, SITE_TERMS, SiteEntry
from sources.contract import NONE_STATED, Page, ParseError, Reading, Row, SourceCard, asks_nobody
from sources.reading.rows import read_each, read_rows, row_of
from sources.reading.strict import json_of, list_of

ABOUT = SourceCard(
    name="arena_top50_mirror",
    title="The first 50 entries of Arena text without style control (arena-monitor)",
    grammar=GRAMMAR,
    home="https://github.com/timothytfchan/arena-monitor",
    licence=NONE_STATED,
    attribution="timothytfchan/arena-monitor, from arena.ai",
    cadence="Several times a day, when the page changed.",
    stale_after_days=21,
    tables=("score", "release"),
    boards=("text",),
    scheduled=False,
    terms=SITE_TERMS,
)

ADDRESS = "https://arena.ai/leaderboard/text/overall-no-style-control"
FILE = "data/last_snapshot.json"
BOARD = "text"
NOTE = "copied by a mirror, leading entries only"

fetch = asks_nobody


class RankedEntry(SiteEntry):
    """An entry with its rank."""

    rank: Any


def parse(page: Page, /) -> Iterator[Reading]:
    """The leaders of one board and what the page says of them."""
    if page.url != ADDRESS and not page.url.endswith(FILE):
        raise ParseError(f"{page.url} is neither {ADDRESS} nor {FILE}")
    given = list_of("the page", json_of(page.body))
    scores = read_each(enumerate(given, 1), _score, lambda one: one[1][NAME])
    yield Reading("score", BOARD, OVERALL, *scores, basis="leaders")
    claims = read_rows(SiteEntry, given, NAME, SiteEntry.release)
    yield Reading("release", BOARD, "", *claims, basis="leaders")


def _score(numbered: tuple[int, Any]) -> Row:
    number, given = numbered
    name = given.get(NAME) if isinstance(given, dict) else None
    leader = row_of(RankedEntry, given, name)
    if leader.rank != number:
        raise ParseError(f"rank of {name!r} is {leader.rank!r}, not {number}: rows are missing")
    return {**leader.score(BOARD, NOTE), "_rank": number}
