"""One person's copies of the page `text` without style control: its first 50 entries, 2026.

Entries are those of the page's own payload, two decimals and interval included, so the values are
the board's. Fifty entries are the leaders, not the board: the readings say so (`basis`), no entry
is taken to have left, and no simulation runs over them. There is no date inside; the day of the
commit stands, up to some days after the votes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sources.boards.arena.boards import (
    GRAMMAR,
    OVERALL,
    RAW,
    SITE_TERMS,
    Board,
    Rating,
    fetch_nothing,
    keyed,
    release_of,
    rounded,
    votes_of,
)
from sources.contract import NONE_STATED, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each
from sources.reading.strict import json_of, list_of, object_of, text_of

ABOUT = SourceCard(
    name="arena_top50_mirror",
    title="The first 50 entries of Arena text without style control (arena-monitor)",
    grammar=GRAMMAR,
    home="https://github.com/timothytfchan/arena-monitor",
    licence=NONE_STATED,
    attribution="timothytfchan/arena-monitor, from arena.ai",
    cadence="several times a day, when the page changed",
    stale_after_days=21,
    stale_reason="As for the dataset: text stood still for at most 20 days since 2024.",
    tables=("score", "release"),
    boards=("text",),
    rows={"score": 50, "release": 50},
    scheduled=False,
    terms=SITE_TERMS,
)

ADDRESS = "https://arena.ai/leaderboard/text/overall-no-style-control"
FILE = "data/last_snapshot.json"
BOARD = Board("text", RAW)
KEYS = (
    "rank", "modelDisplayName", "rating", "votes", "modelOrganization", "license", "rankUpper",
    "rankLower", "ratingUpper", "ratingLower",
)  # fmt: skip
NOTE = "copied by a mirror, leading entries only"

fetch = fetch_nothing


def parse(page: Page, /) -> Iterator[Reading]:
    """The leaders of one board and what the page says of them. Raises SourceChanged."""
    if page.url != ADDRESS and not page.url.endswith(FILE):
        raise SourceChanged(ABOUT.name, f"{page.url} is neither {ADDRESS} nor {FILE}")
    given = list_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    scores, refused = read_each(enumerate(given, 1), _score, lambda one: _name(one[1]))
    yield Reading("score", BOARD.name, OVERALL, scores, basis="leaders", refused=refused)
    claims, refused = read_each(given, lambda one: release_of(ABOUT.name, _entry(one)), _name)
    yield Reading("release", BOARD.name, "", claims, basis="leaders", refused=refused)


def _name(given: Any) -> str:
    entry = object_of(ABOUT.name, "an entry", given)
    return text_of(ABOUT.name, "an entry's modelDisplayName", entry.get("modelDisplayName"))


def _entry(given: Any) -> Mapping[str, Any]:
    return keyed(ABOUT.name, f"entry {_name(given)!r}", given, KEYS)


def _score(numbered: tuple[int, Any]) -> Row:
    number, given = numbered
    entry = _entry(given)
    if entry["rank"] != number:
        raise SourceChanged(
            ABOUT.name,
            f"rank of {_name(entry)!r} is {entry['rank']!r}, not {number}: rows are missing",
        )
    return {**_rating(entry).row("third_party", BOARD.protocol, NOTE), "_rank": number}


def _rating(entry: Mapping[str, Any]) -> Rating:
    name = entry["modelDisplayName"]
    value, low, high = (
        rounded(ABOUT.name, name, entry[key]) for key in ("rating", "ratingLower", "ratingUpper")
    )
    return Rating(name, value, low, high, votes_of(ABOUT.name, name, entry["votes"]))
