"""LLM Stats: scores that makers of models report, collected in one keyless JSON list.

A board is a score column (`gpqa_score`); a row is a model. Quirks:

- The list does not say who measured a value. Nearly all are the makers' own announcements, so all
  are `vendor`; a number that meets an independent one in a gap would be a mistake.
- Shots, tools and scaffold are not stated: HLE and AIME mix runs with and without tools.
- Values are fractions; 0 stands for "not entered" (mmmu_score) and the rules set it aside.
- Prices in the list are somebody's, not the makers'; they are not read.
- The address is not documented; the documented interface wants a key.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from sources.contract import NONE_STATED, Page, Reading, Row, SourceCard, asks
from sources.reading.rows import SourceRow, key, read_rows
from sources.reading.spelling import STAMP
from sources.reading.strict import DayIfAny, Number, Text, json_of, list_of, text_of, tidy
from terms.grammar import Grammar

URL = "https://api.zeroeval.com/leaderboard/models/full?justCanonicals=true"

BOARDS: Mapping[str, int] = {
    "gpqa_score": 198,
    "swe_bench_verified_score": 500,
    "hle_score": 2500,
    "aime_2025_score": 30,
    "mmmu_score": 900,
}
"""Score column to items of the benchmark."""

ABOUT = SourceCard(
    name="llm_stats",
    title="LLM Stats, scores as the makers report them",
    grammar=Grammar((STAMP,)),
    home="https://llm-stats.com/",
    licence=NONE_STATED,
    attribution="LLM Stats, https://llm-stats.com (attribution asked for)",
    cadence="Every few days.",
    stale_after_days=14,
    tables=("score", "release"),
    boards=(*BOARDS, "models"),
    terms="The free interface asks for attribution; figures may be cited with their source.",
)

PROTOCOL = "as the maker reports it, setting not stated"

fetch = asks(URL, types=("application/json",), mib=16)


class ListedModel(SourceRow):
    """A model of the list."""

    entry: Text = key("model_id")
    released_on: DayIfAny = key("release_date")


class ListedClaim(ListedModel):
    """What the list says of a model."""

    maker: Text = key("organization")
    licence: Text = key("license")
    note: Text = key("name")

    def row(self) -> Row:
        """In the columns of table release."""
        return {**self.model_dump(), "model_name": self.entry}


class ListedScore(ListedModel):
    """What the list says of a model on one board."""

    value: Number
    announced_on: DayIfAny = key("announcement_date")

    def row(self, items: int) -> Row:
        """In the columns of table score."""
        return {
            "entry": self.entry,
            "model_name": self.entry,
            "value": tidy(Decimal(self.value) * 100),
            "unit": "percent",
            "n": items,
            "provenance": "vendor",
            "protocol": PROTOCOL,
            "dated_on": text_of(f"day of {self.entry}", self.released_on or self.announced_on),
            "released_on": self.released_on,
        }


def parse(page: Page) -> Iterator[Reading]:
    """One board per score column in percent, and what the list says of licences and dates."""
    content = list_of("the page", json_of(page.body))
    for board, items in BOARDS.items():
        # A key that is missing may have been a score, and so may what is no object.
        listed = [
            item
            for item in content
            if not isinstance(item, dict) or item.get(board, "missing") is not None
        ]
        read = partial(ListedScore.row, items=items)
        found = read_rows(ListedScore, listed, "model_id", read, value=board)
        if any(found):
            yield Reading("score", board, "", *found)
    claims = read_rows(ListedClaim, content, "model_id", ListedClaim.row)
    yield Reading("release", "models", "", *claims)
