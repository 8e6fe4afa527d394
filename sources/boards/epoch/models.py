"""Epoch's database of AI models: who made them, when they came out, how they can be had.

A board is a file (`all_ai_models`, `notable_ai_models`). It says nothing about scores. Quirks:

- `Model accessibility` is a claim and blank for a quarter to a half of the rows.
- `Publication date` is the first of paper, announcement and release, so it may lie some days off
  the day the weights came out (Kimi K2.5: six days).
- Names are display names and change (`GPT-4` became `GPT-4 (Mar 2023)`); a few come twice.
- Models published before 2018 predate every board we read; those rows (statistics, games,
  translation since 1950) are left out.
- Columns come and go; those read here are found by name.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.rows import read_each
from sources.reading.spelling import EFFORT_IN_BRACKETS
from sources.reading.strict import day_if_any, decimal_of, rows_of_table
from terms.days import is_day
from terms.grammar import Grammar

URL = "https://epoch.ai/data/all_ai_models.csv"

FILES = ("all_ai_models", "notable_ai_models", "large_scale_ai_models", "frontier_ai_models")

ABOUT = SourceCard(
    name="epoch_models",
    title="Epoch AI, data on AI models",
    grammar=Grammar((EFFORT_IN_BRACKETS,)),
    home="https://epoch.ai/data/ai-models",
    licence="CC-BY-4.0",
    attribution="Epoch AI, 'Data on AI Models'. Published online at epoch.ai. Retrieved from "
    "'https://epoch.ai/data/ai-models'. CC BY 4.0",
    cadence="Updated most days; the newest model lags about two weeks behind.",
    stale_after_days=7,
    tables=("release",),
    boards=FILES,
)

DATED = "Publication date"
COLUMNS = ("Model", "Organization", DATED, "Parameters", "Model accessibility", "Link")
ACCESS = frozenset(
    [
        "",
        "API access",
        "Hosted access (no API)",
        "Limited access",
        "Open weights (non-commercial)",
        "Open weights (restricted use)",
        "Open weights (unrestricted)",
        "Unreleased",
    ]
)
FIRST_YEAR = "2018"
NOTED = ("Base model", "Confidence", "Link")

fetch = asks(URL, types=("text/csv", "text/plain"), mib=64)


def parse(page: Page) -> Iterator[Reading]:
    """What the file claims of makers, dates and access; sizes are in the note."""
    board = PurePosixPath(page.url).stem
    if board not in FILES:
        raise ParseError(f"{page.url} is none of the files {FILES}")
    rows, ragged = rows_of_table(f"{board}.csv", page.body, COLUMNS)
    recent = [it for it in rows if it[DATED] >= FIRST_YEAR or not is_day(it[DATED], in_part=True)]
    yield Reading("release", board, "", *read_each(recent, _claim, lambda it: it["Model"], ragged))


def _claim(row: Mapping[str, str]) -> Row:
    name, access = row["Model"], row["Model accessibility"]
    if access not in ACCESS:
        raise ParseError(f"Model accessibility of {name} is {access!r}")
    noted = [f"{column}: {row[column]}" for column in NOTED if row.get(column)]
    if row["Parameters"]:
        size = decimal_of(f"Parameters of {name}", row["Parameters"])
        noted.insert(0, f"Parameters: {size:.4g}")
    return {
        "entry": name,
        "model_name": name,
        "maker": row["Organization"] or None,
        "openness_claim": access or None,
        "released_on": day_if_any(f"{DATED} of {name}", row[DATED], in_part=True),
        "note": "; ".join(noted) or None,
    }
