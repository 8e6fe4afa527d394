"""Where a source's word about openness differs from the registry's verdict.

Flags and licence columns are evidence, never the verdict (docs/openness.md). What each word means
is data in `openness_claims.toml`; a word that is not there is reported as unread, never guessed at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal

from measures.boards.states import BoardState
from measures.errors import DeclarationInvalid
from measures.names.registry import UNKNOWN, Registry
from measures.series import Series
from terms.declared import Declared, contradiction, from_toml, one_of
from terms.openness import Openness
from terms.words import words

CLOSED = Openness.CLOSED.value
GRADES = tuple(grade for grade in words(Openness) if grade != Openness.UNKNOWN)
"""Grades that a word can mean."""
Field = Literal["openness_claim", "licence"]
Kind = Literal["class", "terms", "unread"]
"""`class`: one says closed and the other open. `terms`: both open, under other terms. `unread`: a
word whose meaning nobody wrote down yet."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One source's word about one model that the registry does not share."""

    kind: Kind
    source: str
    model: str
    openness: str
    """The registry's grade on the day of the newest page that says otherwise."""
    field: Field
    claim: str
    """The source's word, verbatim."""
    agrees_with: tuple[str, ...]
    """Grades that would agree with the word; empty for an unread one."""
    spellings: tuple[str, ...]
    entries: tuple[str, ...]
    """Rows of all boards that say so."""
    boards: tuple[str, ...]
    published_on: str
    """Newest published day of a page that says so (ISO)."""
    vintage: int
    """Vintage of that page, for its address and hash."""


@dataclass(frozen=True, slots=True)
class _Claim:
    state: BoardState
    row: Mapping[str, Any]
    model: str
    openness: str
    field: Field
    word: str
    kind: Kind
    agrees_with: tuple[str, ...]


Grade = Annotated[str, one_of(*GRADES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpennessWords(Declared):
    """What sources' words about openness mean: the grades that agree with each."""

    flags: Mapping[str, tuple[Grade, ...]]
    """Flag of a source to its grades; an empty list says nothing either way."""
    licences: Mapping[str, tuple[Grade, ...]]
    """Licence text in its plain form (`plain_licence`) to its grades."""

    def __post_init__(self) -> None:
        """Raises ValueError for a licence that nothing would ever be compared with."""
        contradiction(*(
            f"licences: {word!r} should be written {plain_licence(word)!r}"
            for word in self.licences
            if plain_licence(word) != word
        ))  # fmt: skip


@cache
def meanings() -> dict[Field, Mapping[str, tuple[str, ...]]]:
    """Grades that agree with each word, per field. Raises DeclarationInvalid."""
    text = resources.files("measures.boards").joinpath("openness_claims.toml").read_text("utf-8")
    return read(text)


def read(text: str) -> dict[Field, Mapping[str, tuple[str, ...]]]:
    """The meanings declared in a TOML text. Raises DeclarationInvalid."""
    file = "measures/boards/openness_claims.toml"
    found = from_toml(text, OpennessWords, file, DeclarationInvalid)
    return {"openness_claim": found.flags, "licence": found.licences}


def meaning(field: Field, word: str) -> tuple[str, ...] | None:
    """Grades that agree with a source's word; () says nothing either way, None is unread."""
    return meanings()[field].get(plain_licence(word) if field == "licence" else word)


def plain_licence(text: str) -> str:
    """A licence text in the form that `openness_claims.toml` uses."""
    return re.sub(r"\s+", " ", re.sub(r"[-_](?!$)", " ", text.casefold())).strip()


def disagreements(states: Iterable[BoardState], registry: Registry) -> list[Disagreement]:
    """Every word of the given release states that differs from the registry or cannot be read.

    One line per (source, model, field, word). A model that the registry does not know, or of
    unknown openness on the day of the page, is compared with nothing. The worst kind comes first,
    then by source and model.
    """
    found: dict[tuple[str, str, str, str], list[_Claim]] = defaultdict(list)
    for state in states:
        for claim in _claims(state, registry):
            found[state.source, claim.model, claim.field, claim.word].append(claim)
    order = ("class", "terms", "unread")
    made = (_joined(claims) for claims in found.values())
    return sorted(made, key=lambda one: (order.index(one.kind), one.source, one.model, one.claim))


def _claims(state: BoardState, registry: Registry) -> Iterator[_Claim]:
    fields: tuple[Field, ...] = ("openness_claim", "licence")
    for row in state.rows:
        match = registry.match(state.source, row["model_name"], state.published_on)
        openness = registry.openness(match.model, state.published_on) if match else UNKNOWN
        if match is None or openness == UNKNOWN:
            continue
        for field in fields:
            word = row.get(field)
            kind = _kind(field, word, openness) if word else None
            if word and kind:
                grades = meaning(field, word) or ()
                yield _Claim(state, row, match.model, openness, field, word, kind, grades)


def _kind(field: Field, word: str, openness: str) -> Kind | None:
    grades = meaning(field, word)
    if grades is None:
        return "unread"
    if not grades or openness in grades:
        return None
    return "class" if (CLOSED in grades) != (openness == CLOSED) else "terms"


def _joined(claims: list[_Claim]) -> Disagreement:
    newest = max(claims, key=lambda claim: (claim.state.published_on, claim.state.vintage))
    return Disagreement(
        kind=newest.kind,
        source=newest.state.source,
        model=newest.model,
        openness=newest.openness,
        field=newest.field,
        claim=newest.word,
        agrees_with=newest.agrees_with,
        spellings=_distinct(claim.row["model_name"] for claim in claims),
        entries=_distinct(claim.row["entry"] for claim in claims),
        boards=_distinct(claim.state.board for claim in claims),
        published_on=newest.state.published_on,
        vintage=newest.state.vintage,
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def gap_by_flags(series: Series, state: BoardState, releases: BoardState) -> float | None:
    """The gap that a reader of the page would see who trusts its flags; None when a side is empty.

    Over the whole board as shown, whatever the protocol of a row: flags are set row by row, and a
    wrong one may leave an older protocol's rows as the only ones flagged open. `releases` is what
    the same page says about the models, by the same entries. Entries without a flag, or with one
    that says neither open nor closed, are in neither class. In the series' unit, rows of other
    units and provenances left out.
    """
    flags = {row["entry"]: row.get("openness_claim") for row in releases.rows}
    best: dict[bool, float] = {}
    for row in state.rows:
        word = flags.get(row["entry"])
        grades = meaning("openness_claim", word) if word else None
        if grades and (row["unit"], row["provenance"]) == (series.unit, series.provenance):
            side, score = CLOSED in grades, series.sign * row["value"]
            best[side] = max(best.get(side, score), score)
    return round(best[True] - best[False], 9) if len(best) == 2 else None
