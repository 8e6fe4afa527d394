"""Another scraper's output for several boards of arena.ai, 2026-02-10: one file, whole points.

{source, scraped_at, categories: {slug: {url, models, num_models}}}. The page's date was not kept:
the day of the scrape stands. `text` and `vision` are the boards with style control, `search` the
one without (the site's own overview of the same week says so).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sources.boards.arena.boards import (
    GRAMMAR,
    OVERALL,
    SITE_BOARDS,
    SITE_TERMS,
    Rating,
    around,
    fetch_nothing,
    keyed,
    moment_of,
    optional_text,
    release_row,
    releases,
    rounded,
    site_board,
    votes_of,
)
from sources.contract import NONE_STATED, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each, unread_keys
from sources.reading.strict import json_of, list_of, number_of, object_of, text_of

ABOUT = SourceCard(
    name="arena_parsed_mirror",
    title="Copies of Arena's pages as one JSON file (rakium)",
    grammar=GRAMMAR,
    home="https://github.com/owenawsong/rakium",
    licence=NONE_STATED,
    attribution="owenawsong/rakium, from arena.ai",
    cadence="none: taken once",
    stale_after_days=21,
    stale_reason="Taken once in February 2026.",
    tables=("score", "release"),
    boards=SITE_BOARDS,
    rows={"score": 600, "release": 600},
    scheduled=False,
    terms=SITE_TERMS,
)

KEYS = ("name", "rating", "ci", "rank", "votes", "organization", "license")
NOTE = "copied by a mirror in whole points"

fetch = fetch_nothing


def parse(page: Page, /) -> Iterator[Reading]:
    """One board per slug and what it says of the models. Raises SourceChanged."""
    found = object_of(ABOUT.name, "the page", json_of(ABOUT.name, page.body))
    keyed(ABOUT.name, "the page", found, ("source", "scraped_at", "categories"))
    day = moment_of(ABOUT.name, "scraped_at", found["scraped_at"]).date()
    for slug, given in object_of(ABOUT.name, "categories", found["categories"]).items():
        yield from _board(slug, object_of(ABOUT.name, slug, given), day)


def _board(slug: str, given: Mapping[str, Any], day: date) -> Iterator[Reading]:
    keyed(ABOUT.name, slug, given, ("url", "models", "num_models"))
    models = list_of(ABOUT.name, slug, given["models"])
    if given["num_models"] != len(models):
        raise SourceChanged(
            ABOUT.name, f"{slug} lists {len(models)} of {given['num_models']!r} models"
        )
    board = site_board(ABOUT.name, slug)
    scores, refused = read_each(
        models, lambda one: _rating(_model(one)).row("third_party", board.protocol, NOTE), _name
    )
    unread = (
        *unread_keys("a board", [given], ("url", "models", "num_models")),
        *unread_keys("a model", models, KEYS),
    )
    yield Reading("score", board.name, OVERALL, scores, day, refused=refused, warnings=unread)
    claims, refused = read_each(models, lambda one: _release(_model(one)), _name)
    yield releases(board, claims, day, refused)


def _name(given: Any) -> str:
    model = object_of(ABOUT.name, "a model", given)
    return text_of(ABOUT.name, "a model's name", model.get("name"))


def _model(given: Any) -> Mapping[str, Any]:
    return keyed(ABOUT.name, repr(_name(given)), given, KEYS)


def _rating(model: Mapping[str, Any]) -> Rating:
    name = model["name"]
    value = rounded(ABOUT.name, name, model["rating"])
    spread = number_of(ABOUT.name, f"ci of {name!r}", model["ci"])
    low, high = around(value, spread, spread)
    return Rating(name, value, low, high, votes_of(ABOUT.name, name, model["votes"]))


def _release(model: Mapping[str, Any]) -> Row:
    maker, licence = (
        optional_text(ABOUT.name, f"{key} of {model['name']!r}", model[key])
        for key in ("organization", "license")
    )
    return release_row(model["name"], maker, licence)
