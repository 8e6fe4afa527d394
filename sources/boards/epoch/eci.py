"""Epoch Capabilities Index (ECI): one number per model, fitted to many benchmarks together.

Every refit moves all values, past ones too, so only models of one page compare. Two anchors fix
the scale and have no interval: Claude 3.5 Sonnet is 130 and GPT-5 is 150. The accessibility column
is a claim; `Unknown` hides models whose weights are out (GLM-5.1 on 2026-08-11).
"""

from collections.abc import Iterator, Mapping

from sources.boards.epoch.boards import EpochClaim, claims_of
from sources.contract import Page, ParseError, Reading, Row, SourceCard, asks
from sources.reading.rows import read_each
from sources.reading.spelling import EFFORT_IN_BRACKETS, value_in
from sources.reading.strict import Text, day_if_any, decimal_of, rows_of_table, text_of, tidy
from terms.grammar import Grammar

URL = "https://epoch.ai/data/eci_scores.csv"
BOARD = "eci_scores"

ABOUT = SourceCard(
    name="epoch_eci",
    title="Epoch Capabilities Index",
    grammar=Grammar((EFFORT_IN_BRACKETS,)),
    home="https://epoch.ai/benchmarks/eci",
    licence="CC-BY-4.0",
    attribution="Epoch AI, 'Epoch Capabilities Index'. Published online at epoch.ai. Retrieved "
    "from 'https://epoch.ai/benchmarks/eci'. CC BY 4.0",
    cadence="Rebuilt daily and refitted with every new result: three days without one mean "
    "that it or we stopped.",
    stale_after_days=3,
    tables=("score", "release"),
    boards=(BOARD,),
)

CLAIMED = ("Model", "Organization", "Model accessibility", "date", "Display name")
COLUMNS = (*CLAIMED, "eci", "eci_ci_low", "eci_ci_high")
LEVEL = 0.90
"""Of Epoch's bootstrap."""

fetch = asks(URL, types=("text/csv", "text/plain"))


class IndexClaim(EpochClaim):
    """What the file says of a model, which has a name."""

    entry: Text


def parse(page: Page) -> Iterator[Reading]:
    """The board `eci_scores` in index points, and what it claims about the same models."""
    rows, ragged = rows_of_table(f"{BOARD}.csv", page.body, COLUMNS)
    yield Reading("score", BOARD, "", *read_each(rows, _score, _model, ragged))
    yield claims_of(BOARD, page.body, CLAIMED, IndexClaim)


def _model(row: Mapping[str, str]) -> str:
    return text_of("a Model", row["Model"])


def _score(row: Mapping[str, str]) -> Row:
    return {
        "entry": _model(row),
        "model_name": row["Model"],
        "value": tidy(decimal_of(f"eci of {row['Model']}", row["eci"])),
        "unit": "index",
        **_interval(row),
        "provenance": "independent",
        "protocol": "ECI",
        "effort": value_in(EFFORT_IN_BRACKETS.pattern, row["Display name"]),
        "released_on": day_if_any(f"date of {row['Model']}", row["date"]),
        "note": row["Display name"] or None,
    }


def _interval(row: Mapping[str, str]) -> Row:
    ends = (row["eci_ci_low"], row["eci_ci_high"])
    if not any(ends):
        return {"ci_low": None, "ci_high": None, "ci_level": None, "ci_method": None}
    if not all(ends):
        raise ParseError(f"{row['Model']} has half an interval: {ends}")
    low, high = (tidy(decimal_of(f"interval of {row['Model']}", end)) for end in ends)
    return {"ci_low": low, "ci_high": high, "ci_level": LEVEL, "ci_method": "bootstrap"}
