"""Arena's boards under one set of names, wherever a copy of them comes from.

The site and the official dataset use the same words for different boards: `text` is the board
without style control in the dataset and the one with it on the site. Every Arena source therefore
names boards and the category `overall` as the dataset does. That the copies are those boards was
measured on common models: the catalogue's `text` of 2025-03-07 equals the dataset to the last
digit, and the mirrored site boards of 2026-07-21 equal it up to their rounding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sources.contract import Client, Fetched, Reading, RefusedRow, Row, SourceChanged
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


@dataclass(frozen=True, slots=True)
class Rating:
    """What one copy says about one entry; Elo points."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    votes: int | None = None

    def row(self, provenance: str, protocol: str, note: str | None = None) -> Row:
        """The rating in the columns of table score."""
        bounded = self.low is not None or self.high is not None
        return {
            "entry": self.name,
            "model_name": self.name,
            "value": self.value,
            "unit": "elo",
            "ci_low": self.low,
            "ci_high": self.high,
            "ci_level": CI_LEVEL if bounded else None,
            "ci_method": "published by the board" if bounded else None,
            "n": self.votes,
            "provenance": provenance,
            "protocol": protocol,
            "note": note,
            **harness_of(self.name),
        }


def harness_of(name: str) -> Row:
    """The harness that an entry's name ends in, in the columns of table score."""
    found = re.search(HARNESS.pattern, name)
    return {"harness": found[1]} if found else {}


def release_row(name: str, maker: str | None, licence: str | None) -> Row:
    """What a copy says about the model of one entry, in the columns of table release."""
    return {
        "entry": name,
        "model_name": name,
        "maker": maker or None,
        "licence": licence or None,
    }


def release_of(source: str, entry: Mapping[str, Any]) -> Row:
    """The release row of one entry as the site's pages write it."""
    name = entry["modelDisplayName"]
    maker, licence = (
        optional_text(source, f"{key} of {name!r}", entry[key])
        for key in ("modelOrganization", "license")
    )
    return release_row(name, maker, licence)


def distinct(rows: Sequence[Row]) -> list[Row]:
    """`rows` without exact repeats: two entries of one name make one claim about their model."""
    return list({tuple(sorted(row.items(), key=str)): row for row in rows}.values())


def releases(
    board: Board,
    rows: Sequence[Row],
    published_on: date | None,
    refused: Sequence[RefusedRow] = (),
) -> Reading:
    """The release board that goes with a score board."""
    return Reading("release", board.name, "", distinct(rows), published_on, refused=refused)


def rounded(source: str, name: str, value: object) -> float:
    """A rating as a number. Raises SourceChanged naming the entry."""
    return tidy(number_of(source, f"rating of {name!r}", value))


def optional_rating(source: str, what: str, value: object) -> float | None:
    """A rating that may be null: the row is given without it, for the rules to set aside."""
    return None if value is None else tidy(number_of(source, what, value))


def votes_of(source: str, name: str, value: object) -> int:
    """A count of votes. Raises SourceChanged."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise SourceChanged(source, f"votes of {name!r} are {value!r}, which is no count")
    return value


def optional_text(source: str, what: str, value: object) -> str | None:
    """A text that may be null or empty, both of which say nothing. Raises SourceChanged."""
    if value is not None and not isinstance(value, str):
        raise SourceChanged(source, f"{what} is {value!r}, not a text")
    return value or None


def keyed(
    source: str, what: str, found: Mapping[str, Any], required: Sequence[str]
) -> Mapping[str, Any]:
    """`found` when it has every required key. Raises SourceChanged."""
    if missing := [key for key in required if key not in found]:
        raise SourceChanged(source, f"{what} lacks the keys {missing}")
    return found


def moment_of(source: str, what: str, text: object) -> datetime:
    """A time with its zone, in UTC. Raises SourceChanged."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SourceChanged(source, f"{what} is {text!r}, not a time with its zone")
    return moment.astimezone(UTC)


def around(value: float, below: Decimal | int, above: Decimal | int) -> tuple[float, float]:
    """(low, high) of an interval given as distances from the value."""
    return tidy(Decimal(str(value)) - below), tidy(Decimal(str(value)) + above)
