"""The table of Arena's first home, a Hugging Face Space: CSV files named by day, 2023 to May 2025.

Three forms:
1. 2023-06: the rating stands in the table, beside MT-bench win rate, MT-bench score and MMLU.
2. 2023-07 to 2023-12: the same without the win rate. `-` means not rated.
3. From 2024-01: a table about models only (key, maker, licence); ratings moved to a pickle, which
   is code and never opened.

Ratings are whole points of online Elo as shown that day. They differ from the dataset, which
computes the same days anew, by up to 76 points for one model (means between -16 and +21 over the
seven recorded days), so they are a board of their own kind and feed no series. MT-bench and MMLU
columns are copies of other people's numbers without a protocol and are not read. The file's name
is its date (one file is named a day after its ratings).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from sources.boards.arena.boards import (
    GRAMMAR,
    OVERALL,
    RAW,
    Board,
    Rating,
    fetch_nothing,
    release_row,
)
from sources.contract import Page, Reading, RefusedRow, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each, unread_keys
from sources.reading.strict import decimal_of, rows_of_table, text_of, tidy

ABOUT = SourceCard(
    name="arena_space",
    title="Chatbot Arena's table in its Hugging Face Space",
    grammar=GRAMMAR,
    home="https://huggingface.co/spaces/lmarena-ai/chatbot-arena-leaderboard",
    licence="none stated",
    attribution="LMSYS / LMArena (chatbot-arena-leaderboard)",
    cadence="none: the last files are of August 2025",
    stale_after_days=21,
    stale_reason="Frozen since August 2025; the dataset took its place.",
    tables=("score", "release"),
    boards=("text",),
    rows={"score": 47, "release": 293},
    scheduled=False,
    terms="Import only: frozen, read from files or from a clone that the operator supplies.",
)

NAME = re.compile(r".*/leaderboard_table_(?P<day>\d{8})\.csv")
RATING = "Arena Elo rating"
WITH_RATING = ("Model", "MT-bench (score)", RATING, "MMLU", "License", "Link")
ABOUT_MODELS = ("key", "Model", "MT-bench (score)", "MMLU", "License", "Organization", "Link")
ALSO = ("MT-bench (win rate %)", "Knowledge cutoff date")
NOTHING = "-"
BOARD = Board("text", RAW)
PROTOCOL = "blind pairwise votes, no style control, online Elo, whole points"

fetch = fetch_nothing


def parse(page: Page, /) -> Iterator[Reading]:
    """The rated models, where the table has ratings, and licence and maker of every model.

    Raises SourceChanged for another file name, header or number.
    """
    day = _day(page.url)
    rows, ragged = _rows(page)
    if RATING in rows[0]:
        rated = [row for row in rows if row[RATING] != NOTHING]
        scores, refused = read_each(
            rated, lambda row: _rating(row).row("maintainer", PROTOCOL), _name
        )
        refused = [*refused, *ragged]
        yield Reading("score", BOARD.name, OVERALL, scores, day, refused=refused)
    claims, refused = read_each(rows, _release, _entry)
    unread = unread_keys("the table", rows[:1], {*WITH_RATING, *ABOUT_MODELS, *ALSO})
    refused = [*refused, *ragged]
    yield Reading("release", BOARD.name, "", claims, day, refused=refused, warnings=unread)


def _day(url: str) -> date:
    match = NAME.fullmatch(url)
    if match is None:
        raise SourceChanged(ABOUT.name, f"{url} is not a leaderboard_table_YYYYMMDD.csv")
    try:
        return date.fromisoformat(match["day"])
    except ValueError as error:
        raise SourceChanged(ABOUT.name, f"{url} names a day that does not exist") from error


def _name(row: Mapping[str, str]) -> str:
    return text_of(ABOUT.name, "a Model", row["Model"])


def _entry(row: Mapping[str, str]) -> str:
    return text_of(ABOUT.name, "a key", row["key"]) if "key" in row else _name(row)


def _rows(page: Page) -> tuple[list[dict[str, str]], list[RefusedRow]]:
    leaf = page.url.rsplit("/", 1)[-1]
    rows, ragged = rows_of_table(ABOUT.name, leaf, page.body, ("Model", "License"))
    if not rows:
        raise SourceChanged(ABOUT.name, f"{leaf} has no rows")
    header = set(rows[0])
    form = WITH_RATING if RATING in header else ABOUT_MODELS
    if missing := sorted(set(form) - header):
        raise SourceChanged(ABOUT.name, f"{leaf} lacks the columns {missing}")
    return rows, ragged


def _rating(row: Mapping[str, str]) -> Rating:
    name = _name(row)
    value: Decimal = decimal_of(ABOUT.name, f"rating of {name!r}", row[RATING])
    return Rating(name, tidy(value))


def _release(row: Mapping[str, str]) -> Row:
    licence = "" if row["License"] == NOTHING else row["License"]
    maker = "" if row.get("Organization") == NOTHING else row.get("Organization")
    return {**release_row(_name(row), maker, licence), "entry": _entry(row)}
