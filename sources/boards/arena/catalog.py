"""Arena's own catalogue: JSON files of the repository lmarena/arena-catalog, February to December
2025, a frozen predecessor of the dataset.

A file is one leaderboard: {category: {model: {rating, rating_q975, rating_q025}}}. All votes are
called `full`, which is the dataset's `overall`; other categories have names of their own
(`hard_6`, `if`). There is no date inside, so the day of the commit stands; no votes, licence or
organisation. Names are the models' API names. Between 2025-05-13 and 2025-05-20 every
style-controlled rating moved up by about 60.
"""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from typing import Any

from sources.boards.arena.boards import GRAMMAR, OVERALL, score_row
from sources.contract import NONE_STATED, Page, ParseError, Reading, Row, SourceCard, asks_nobody
from sources.reading.rows import read_each
from sources.reading.strict import json_of, number_of, object_of, tidy

BOARDS = {
    "leaderboard-text.json": "text",
    "leaderboard-text-style-control.json": "text_style_control",
    "leaderboard-vision.json": "vision",
    "leaderboard-vision-style-control.json": "vision_style_control",
    "leaderboard-image.json": "text_to_image",
}

ABOUT = SourceCard(
    name="arena_catalog",
    title="Arena catalogue (GitHub)",
    grammar=GRAMMAR,
    home="https://github.com/lmarena/arena-catalog",
    licence=NONE_STATED,
    attribution="Arena (lmarena/arena-catalog)",
    cadence="None: the last commit is of 2025-12-17.",
    stale_after_days=21,
    tables=("score",),
    boards=tuple(BOARDS.values()),
    scheduled=False,
    terms="Import only: frozen, read from files or from a clone that the operator supplies.",
)

STALE = "committed on 2025-11-05 with a state of some months before, and replaced within a day"
WITHDRAWN = {
    "7d29b90d17d8f0d0e337cac9ba4f8f8ca59bc60286e589b3e20cc283f9c028ae": STALE,
    "e836ba43ba799de65cda4880a276d44fb840acca8245979fb5014e42f8db63de": STALE,
}
"""Hashes of files that the maintainers took back, and what was wrong with them."""

KEYS = ("rating", "rating_q975", "rating_q025")

fetch = asks_nobody


def parse(page: Page, /) -> Iterator[Reading]:
    """One score board per category."""
    if taken_back := WITHDRAWN.get(sha256(page.body).hexdigest()):
        raise ParseError(f"this very file was {taken_back}")
    leaf = page.url.rsplit("/", 1)[-1]
    if leaf not in BOARDS:
        raise ParseError(f"{leaf} is not a leaderboard file that we know")
    found = object_of(leaf, json_of(page.body))
    if "full" not in found:
        raise ParseError(f"{leaf} has no category 'full'; it has {sorted(found)}")
    board = BOARDS[leaf]
    for name, models in found.items():
        given = object_of(f"{leaf}, {name}", models)
        read = read_each(given.items(), partial(_row, board), lambda one: one[0])
        yield Reading("score", board, OVERALL if name == "full" else name, *read)


def _row(board: str, model: tuple[str, Any]) -> Row:
    name, given = model
    found = object_of(name, given)
    value, high, low = (tidy(number_of(f"{key} of {name}", found.get(key))) for key in KEYS)
    return score_row(name, value, (low, high), None, board)
