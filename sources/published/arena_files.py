"""Two forms in which Arena itself published boards before its dataset; read for history only.

- `arena_catalog`: JSON files of the repository lmarena/arena-catalog (2025-02 to 2025-12):
  {category: {model: {rating, rating_q975, rating_q025}}}, all votes under `full`. No date inside.
- `arena_page`: a leaderboard page of arena.ai as a person saved it. The board lies in the page's
  flight payload: strings pushed by scripts, to be joined before they are read. Arena's terms forbid
  automated access, so nothing here asks for a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sources.contract import Page, Reading, Row
from sources.errors import SourceChanged

CATALOG_BOARDS: Mapping[str, tuple[str, str]] = {
    "leaderboard-text-style-control.json": ("text_style_control", "style control"),
}
PAGE_BOARDS: Mapping[str, tuple[str, str]] = {
    "https://arena.ai/leaderboard/text": ("text_style_control", "style control"),
}
PUSHED = re.compile(r'self\.__next_f\.push\(\[1,"((?:[^"\\]|\\.)*)"\]\)')
BOARD_START = '"leaderboard":{"arenaSlug":'


def parse_catalog(page: Page) -> Iterator[Reading]:
    """The board of all votes of a catalogue file; nothing for a file that no series reads.

    The published day is the day of the commit. Raises SourceChanged for another shape.
    """
    board, protocol = CATALOG_BOARDS.get(page.url.rsplit("/", 1)[-1], ("", ""))
    if board:
        models = json.loads(page.body)["full"]
        rows = [_catalog_row(name, model, protocol) for name, model in models.items()]
        yield Reading("score", board, "overall", rows, published_on=page.seen_at.date())


def _catalog_row(name: str, model: Mapping[str, float], protocol: str) -> Row:
    if set(model) != {"rating", "rating_q975", "rating_q025"}:
        raise SourceChanged("arena_catalog", f"{name} has the keys {sorted(model)}")
    return _row(name, model["rating"], model["rating_q025"], model["rating_q975"], None, protocol)


def parse_page(page: Page) -> Iterator[Reading]:
    """The board of a saved leaderboard page; nothing for an address that no series reads.

    The published day is the day of the vote cutoff. Raises SourceChanged for another shape.
    """
    board, protocol = PAGE_BOARDS.get(page.url, ("", ""))
    if board:
        found = _flight_board(page.body.decode())
        if found["params"] != {"category": "overall", "styleControl": True}:
            raise SourceChanged("arena_page", f"the board has the parameters {found['params']}")
        rows = [_page_row(entry, protocol) for entry in found["entries"]]
        cutoff = date.fromisoformat(found["voteCutoffISOString"][:10])
        yield Reading("score", board, "overall", rows, published_on=cutoff)


def _flight_board(text: str) -> dict[str, Any]:
    flight = "".join(json.loads(f'"{pushed}"') for pushed in PUSHED.findall(text))
    if flight.count(BOARD_START) != 1:
        raise SourceChanged("arena_page", f"{flight.count(BOARD_START)} boards on the page, not 1")
    start = flight.index(BOARD_START) + len('"leaderboard":')
    board: dict[str, Any] = json.JSONDecoder().raw_decode(flight, start)[0]
    return board


def _page_row(entry: Mapping[str, Any], protocol: str) -> Row:
    name, low, high = entry["modelDisplayName"], entry["ratingLower"], entry["ratingUpper"]
    return _row(name, entry["rating"], low, high, entry["votes"], protocol)


def _row(name: str, value: float, low: float, high: float, votes: int | None, protocol: str) -> Row:
    return {
        "entry": name,
        "model_name": name,
        "value": value,
        "unit": "elo",
        "ci_low": low,
        "ci_high": high,
        "ci_level": 0.95,
        "ci_method": "published by the board",
        "n": votes,
        "provenance": "maintainer",
        "protocol": protocol,
    }
