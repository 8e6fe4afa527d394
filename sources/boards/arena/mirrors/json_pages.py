"""One person's JSON copies of Arena's pages, one file per board and day, since March 2026.

Two forms. Until 2026-07-15 a language model extracted the rows from a page cut at 15,000
characters: text had 10 to 50 of 374 rows, another number every day, and from time to time not one
open model. Nothing tells a whole board from a cut one in that form, so a rule refuses it whole.
Since 2026-07-16 a program reads the whole page: interval (`ci_low`, `ci_high` are distances), and
votes, but scores are whole points and licences are flattened to `open` and `proprietary`.

A failed day repeats the file of the day before without saying so: `fetched_at` is older than the
day in the address, which a rule tells. The board's date is `last_updated`, which equals the
dataset's publish date (search and webdev of 2026-07-21 agree to half a point). The page `text` is
the board with style control, `search` the one without (measured on the dataset).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sources.boards.arena.boards import (
    GRAMMAR,
    OVERALL,
    SITE_BOARDS,
    SITE_TERMS,
    Board,
    Rating,
    around,
    fetch_nothing,
    keyed,
    moment_of,
    optional_rating,
    optional_text,
    release_row,
    releases,
    site_board,
    site_day,
    votes_of,
)
from sources.contract import Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each, unread_keys
from sources.reading.strict import json_of, list_of, number_of, object_of, text_of

ABOUT = SourceCard(
    name="arena_mirror",
    title="Copies of Arena's pages as JSON (arena-ai-leaderboards)",
    grammar=GRAMMAR,
    home="https://github.com/oolong-tea-2026/arena-ai-leaderboards",
    licence="MIT on the code, none stated for the data",
    attribution="oolong-tea-2026 and aabao325, arena-ai-leaderboards, from arena.ai",
    cadence="daily",
    stale_after_days=21,
    stale_reason="As for the dataset: text stood still for at most 20 days since 2024.",
    tables=("score", "release"),
    boards=SITE_BOARDS,
    rows={"score": 689, "release": 688},
    scheduled=False,
    terms=SITE_TERMS,
)

ADDRESS = re.compile(
    r"https://api\.wulong\.dev/arena-ai-leaderboards/v1/leaderboard"
    r"\?name=(?P<name>[a-z-]+)&date=(?P<day>\d{4}-\d{2}-\d{2})"
    r"|.*/data/(?P<folder>\d{4}-\d{2}-\d{2})/(?P<file>[a-z-]+)\.json"
)
META = ("leaderboard", "source_url", "fetched_at", "last_updated", "model_count")
EXTRACTED = ("rank", "model", "vendor", "license", "score", "ci", "votes")
READ = (
    "rank", "rank_spread", "model", "model_url", "vendor", "license", "votes", "score", "ci_low",
    "ci_high", "preliminary", "price_prompt", "price_completion", "context_length", "signals",
)  # fmt: skip
DISTANCES = ("ci_low", "ci_high")
CLAIMS = ("open", "proprietary")
NOTE = "copied by a mirror in whole points"
PRELIMINARY = NOTE + "; preliminary"

fetch = fetch_nothing


def parse(page: Page, /) -> Iterator[Reading]:
    """One board and what it claims about the models; rows say how they were read (`_form`).

    Raises SourceChanged for another shape, a board without ratings, a day written in words, or
    a file whose board or number of rows is not the one that it states.
    """
    name, day = _asked(page.url)
    found = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    keyed(ABOUT.name, "the page", found, ("meta", "models"))
    meta = keyed(ABOUT.name, "meta", object_of(ABOUT.name, "meta", found["meta"]), META)
    models = list_of(ABOUT.name, "models", found["models"])
    if (meta["leaderboard"], meta["model_count"]) != (name, len(models)):
        raise SourceChanged(
            ABOUT.name,
            f"{page.url} holds {len(models)} rows, but says {meta['model_count']!r} rows of "
            f"{meta['leaderboard']!r}",
        )
    board = site_board(ABOUT.name, name)
    published_on = _published_on(meta)
    late = (day - moment_of(ABOUT.name, "fetched_at", meta["fetched_at"]).date()).days
    scores, refused = read_each(
        models, lambda one: {**_score(one, board), "_carried_days": late}, _name
    )
    unread = (
        *unread_keys("the page", [found], ("meta", "models")),
        *unread_keys("meta", [meta], META),
        *unread_keys("a model", models, (*EXTRACTED, *READ)),
    )
    yield Reading(
        "score", board.name, OVERALL, scores, published_on, refused=refused, warnings=unread
    )
    claims, refused = read_each(models, _release, _name)
    yield releases(board, claims, published_on, refused)


def _asked(url: str) -> tuple[str, date]:
    match = ADDRESS.fullmatch(url)
    if match is None:
        raise SourceChanged(ABOUT.name, f"{url} is not a board's address that we know")
    try:
        day = date.fromisoformat(match["day"] or match["folder"])
    except ValueError as error:
        raise SourceChanged(ABOUT.name, f"{url} names a day that does not exist") from error
    return match["name"] or match["file"], day


def _published_on(meta: Mapping[str, Any]) -> date | None:
    told = optional_text(ABOUT.name, "last_updated", meta["last_updated"])
    return None if told is None else site_day(ABOUT.name, "last_updated", told)


def _name(given: Any) -> str:
    model = object_of(ABOUT.name, "a model", given)
    return text_of(ABOUT.name, "a model's name", model.get("model"))


def _score(model: Mapping[str, Any], board: Board) -> dict[str, Any]:
    name = _name(model)
    form = "extracted" if "ci" in model else "read"
    keyed(ABOUT.name, name, model, EXTRACTED if form == "extracted" else READ)
    value = optional_rating(ABOUT.name, f"score of {name!r}", model["score"])
    low, high = _interval(name, value, model, ("ci", "ci") if form == "extracted" else DISTANCES)
    votes = None if model["votes"] is None else votes_of(ABOUT.name, name, model["votes"])
    note = PRELIMINARY if model.get("preliminary") is True else NOTE
    row = Rating(name, value, low, high, votes).row("third_party", board.protocol, note)
    return {**row, "_form": form}


def _interval(
    name: str, value: float | None, model: Mapping[str, Any], keys: tuple[str, str]
) -> tuple[float | None, float | None]:
    """(low, high); a score that is missing has none, whatever distances stand beside it."""
    if value is None:
        return None, None
    below, above = (number_of(ABOUT.name, f"{key} of {name!r}", model[key]) for key in keys)
    return around(value, below, above)


def _release(model: Mapping[str, Any]) -> Row:
    name = _name(model)
    keyed(ABOUT.name, name, model, ("license", "vendor"))
    claim = optional_text(ABOUT.name, f"license of {name!r}", model["license"])
    if claim is not None and claim not in CLAIMS:
        raise SourceChanged(ABOUT.name, f"license of {name!r} is {claim!r}, none of {CLAIMS}")
    maker = optional_text(ABOUT.name, f"vendor of {name!r}", model["vendor"])
    return release_row(name, maker, None, claim)
