"""Arena's boards under one set of names, wherever a copy of them comes from.

The site and the official dataset use the same words for different boards: `text` is the board
without style control in the dataset and the one with it on the site. Every Arena source therefore
names boards and the category `overall` as the dataset does. That the copies are those boards was
measured on common models: the catalogue's `text` of 2025-03-07 equals the dataset to the last
digit, and the mirrored site boards of 2026-07-21 equal it up to their rounding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sources.contract import Client, Fetched, Reading, RefusedRow, Row, SourceChanged
from sources.reading.declared import SourceRow, Text, key, or_none, reads
from sources.reading.spelling import (
    EFFORT,
    EFFORT_IN_BRACKETS,
    STAMP,
    THINKING,
    THINKING_IN_BRACKETS,
)
from sources.reading.strict import number_of, tidy
from terms.grammar import Grammar, Mark

HARNESS = Mark(r" \(([a-z]+-harness)\)$", "harness", is_own_form=True)
GRAMMAR = Grammar(
    (
        HARNESS,
        EFFORT_IN_BRACKETS,
        THINKING_IN_BRACKETS,
        EFFORT,
        THINKING,
        STAMP,
    )
)
"""`gpt-5.5-high (codex-harness)`, `claude-opus-4-5-20251101-thinking-32k`."""
CONTROLLED, RAW = "style control", "no style control"
OVERALL = "overall"
NAME = "modelDisplayName"
"""What names an entry on the site's pages."""
CI_LEVEL = 0.95
SITE_TERMS = (
    "Import only: arena.ai forbids automated access, so nothing here asks for a page. A person "
    "supplies files; mirrors publish copies without a licence for the data."
)


@dataclass(frozen=True, slots=True)
class Board:
    """A board by the dataset's name, and what its votes are adjusted for."""

    name: str
    adjusted: str

    @property
    def protocol(self) -> str:
        """The protocol of its scores, in the words of the dataset's parser."""
        return f"blind pairwise votes, {self.adjusted}, Bradley-Terry"


UNRATED = {"agent": "its page has no scores; the dataset has"}


def fetch_nothing(_client: Client) -> Iterator[Fetched]:
    """The fetch of every import-only source: there is nothing that may be asked for."""
    yield from ()


def score_row(
    name: str,
    value: float | None,
    ends: tuple[float | None, float | None],
    votes: int | None,
    board: Board,
    copied: str | None = None,
) -> Row:
    """What one copy says about one entry, in Elo points, in the columns of table score.

    `copied` is the note of a copy that is not the maintainers' own.
    """
    low, high = ends
    bounded = low is not None or high is not None
    return {
        "entry": name,
        "model_name": name,
        "value": value,
        "unit": "elo",
        "ci_low": low,
        "ci_high": high,
        "ci_level": CI_LEVEL if bounded else None,
        "ci_method": "published by the board" if bounded else None,
        "n": votes,
        "provenance": "third_party" if copied else "maintainer",
        "protocol": board.protocol,
        "note": copied,
        **harness_of(name),
    }


def harness_of(name: str) -> Row:
    """The harness that an entry's name ends in, in the columns of table score."""
    found = re.search(HARNESS.pattern, name)
    return {"harness": found[1]} if found else {}


def _rating(source: str, what: str, value: object) -> float:
    return tidy(number_of(source, what, value))


def _votes(source: str, what: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise SourceChanged(source, f"{what} are {value!r}, which is no count")
    return value


def _text_if_any(source: str, what: str, value: object) -> str | None:
    """A text that may be null or empty, both of which say nothing."""
    if value is not None and not isinstance(value, str):
        raise SourceChanged(source, f"{what} is {value!r}, not a text")
    return value or None


RatingIfAny = Annotated[float | None, or_none(_rating)]
SaidIfAny = Annotated[str | None, reads(_text_if_any)]


class SiteEntry(SourceRow):
    """An entry as the site's pages write it; one without a rating is for the rules to set aside."""

    name: Text = key(NAME)
    rating: RatingIfAny
    low: RatingIfAny = key("ratingLower")
    high: RatingIfAny = key("ratingUpper")
    votes: Annotated[int, reads(_votes)]
    maker: SaidIfAny = key("modelOrganization")
    licence: SaidIfAny = key("license")

    def score(self, board: Board, copied: str | None = None) -> Row:
        """In the columns of table score."""
        ends = (self.low, self.high)
        return score_row(self.name, self.rating, ends, self.votes, board, copied)

    def release(self) -> Row:
        """In the columns of table release."""
        return {
            "entry": self.name,
            "model_name": self.name,
            "maker": self.maker,
            "licence": self.licence,
        }


def releases(
    board: Board,
    rows: Sequence[Row],
    refused: Sequence[RefusedRow] = (),
    published_on: date | None = None,
) -> Reading:
    """The release board that goes with a score board; two entries of one name claim once."""
    distinct = {tuple(sorted(row.items(), key=str)): row for row in rows}
    return Reading("release", board.name, "", list(distinct.values()), refused, published_on)
