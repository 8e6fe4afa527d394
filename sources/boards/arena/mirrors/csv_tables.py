"""One person's CSV copies of Arena's tables, June 2024 to August 2025 (fboulnois).

`lmsys.csv` is the text board without style control: on 15 recorded days to May 2025 it equals the
dataset up to rounding (mean difference below 0.06 points on 90 to 192 common names). Two forms:
`arena_elo`, renamed `arena_score` in July 2024; `rank_stylectrl` came in October 2024. The
`lmarena_*.csv` files of the second script cut scores to whole points, count ranks 1 to n, and call
the rank without style control `rank_stylectrl`. Ranks are not read. There is no date inside: the
day of the commit stands.

It feeds no series. Its states of June to August 2025 are the evidence that the reweighting of
2025-07-23, a declared break of scale, moved the board by less than a break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from sources.boards.arena.boards import (
    GRAMMAR,
    OVERALL,
    RAW,
    SITE_TERMS,
    Board,
    fetch_nothing,
    release_row,
    releases,
    score_row,
)
from sources.contract import NONE_STATED, Page, Reading, Row, SourceCard, SourceChanged
from sources.reading.rows import read_each
from sources.reading.strict import count_of, decimal_of, rows_of_table, text_of, tidy

BOARDS: Mapping[str, Board] = {
    "lmsys.csv": Board("text", RAW),
    "lmarena_text.csv": Board("text", RAW),
    "lmarena_vision.csv": Board("vision", RAW),
    "lmarena_image.csv": Board("text_to_image", RAW),
}

ABOUT = SourceCard(
    name="arena_csv_mirror",
    title="Copies of Arena's tables as CSV (fboulnois)",
    grammar=GRAMMAR,
    home="https://github.com/fboulnois/llm-leaderboard-csv",
    licence=NONE_STATED,
    attribution="fboulnois/llm-leaderboard-csv, from Arena",
    cadence="weekly; behind the site since August 2025",
    stale_after_days=21,
    stale_reason="As for the dataset: text stood still for at most 20 days since 2024.",
    tables=("score", "release"),
    boards=tuple(dict.fromkeys(board.name for board in BOARDS.values())),
    rows={"score": 368, "release": 366},
    scheduled=False,
    terms=SITE_TERMS,
)

COLUMNS = (
    "rank", "model", "95_pct_ci", "votes", "organization", "license", "knowledge_cutoff", "url",
)  # fmt: skip
SCORES = ("arena_elo", "arena_score")
INTERVAL = re.compile(r"\+(?P<above>\d+)/-(?P<below>\d+)", re.ASCII)
NOTE = "copied by a mirror in whole points"

fetch = fetch_nothing


def parse(page: Page, /) -> Iterator[Reading]:
    """One board and what it says of the models. Raises SourceChanged for another form."""
    leaf = page.url.rsplit("/", 1)[-1]
    if leaf not in BOARDS:
        raise SourceChanged(ABOUT.name, f"{leaf} is not a file that we know")
    board = BOARDS[leaf]
    rows, ragged = rows_of_table(ABOUT.name, leaf, page.body, COLUMNS)
    column = _score_column(leaf, rows)
    scores, refused = read_each(rows, lambda row: _score(row, column, board), _name)
    yield Reading("score", board.name, OVERALL, scores, refused=[*refused, *ragged])
    claims, refused = read_each(rows, _release, _name)
    yield releases(board, claims, None, [*refused, *ragged])


def _score_column(leaf: str, rows: list[dict[str, str]]) -> str:
    header = set(rows[0]) if rows else set()
    found = [name for name in SCORES if name in header]
    if len(found) != 1:
        raise SourceChanged(
            ABOUT.name, f"{leaf} has the scores {found} among {sorted(header)}, not one"
        )
    return found[0]


def _name(row: Mapping[str, str]) -> str:
    return text_of(ABOUT.name, "a model", row["model"])


def _score(row: Mapping[str, str], column: str, board: Board) -> Row:
    name = _name(row)
    interval = INTERVAL.fullmatch(row["95_pct_ci"])
    if interval is None:
        raise SourceChanged(ABOUT.name, f"{name!r} has interval {row['95_pct_ci']!r}")
    votes = count_of(ABOUT.name, f"votes of {name!r}", row["votes"])
    value = decimal_of(ABOUT.name, f"{column} of {name!r}", row[column])
    below, above = Decimal(interval["below"]), Decimal(interval["above"])
    ends = (tidy(value - below), tidy(value + above))
    return score_row(name, tidy(value), ends, votes, board, NOTE)


def _release(row: Mapping[str, str]) -> Row:
    licence = "" if row["license"] in ("-", "Unknown") else row["license"]
    return release_row(_name(row), row["organization"], licence)
