"""Where a source's word about openness differs from the registry's verdict.

Flags and licence columns are evidence, never the verdict (docs/openness.md). What each word means
is data in `openness_claims.toml`; a word that is not there is reported as unread, never guessed at.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal

from measures.boards.states import BoardState
from measures.errors import DeclarationInvalid
from measures.names.registry import UNKNOWN, Registry
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
def _bundled() -> OpennessWords:
    text = resources.files("measures.boards").joinpath("openness_claims.toml").read_text("utf-8")
    return read(text)


def read(text: str) -> OpennessWords:
    """The meanings declared in a TOML text. Raises DeclarationInvalid."""
    file = "measures/boards/openness_claims.toml"
    return from_toml(text, OpennessWords, file, DeclarationInvalid)


def meaning(field: Field, word: str) -> tuple[str, ...] | None:
    """Grades that agree with a source's word; () says nothing either way, None is unread."""
    if field == "licence":
        return _bundled().licences.get(plain_licence(word))
    return _bundled().flags.get(word)


def plain_licence(text: str) -> str:
    """A licence text in the form that `openness_claims.toml` uses."""
    return re.sub(r"\s+", " ", re.sub(r"[-_](?!$)", " ", text.casefold())).strip()


def disagreements(states: Iterable[BoardState], registry: Registry) -> list[dict[str, Any]]:
    """Every word of the given release states that differs from the registry or cannot be read.

    One row per (source, model, field, word), with the registry's grade on the day of the newest
    page that says so, the grades that would agree, and every row that says it. A model that the
    registry does not know, or of unknown openness on the day of the page, is compared with nothing.
    The worst kind comes first, then by source and model.
    """
    fields: tuple[Field, ...] = ("openness_claim", "licence")
    found: dict[tuple[str, str, Field, str], list[_Said]] = defaultdict(list)
    for state in states:
        for row in state.rows:
            match = registry.match(state.source, row["model_name"], state.published_on)
            openness = registry.openness(match.model, state.published_on) if match else UNKNOWN
            for field in fields:
                word = row.get(field)
                if match and word and openness != UNKNOWN and _kind(field, word, openness):
                    key = (state.source, match.model, field, word)
                    found[key].append((state, row, openness))
    order = ("class", "terms", "unread")
    made = [_joined(*key, said) for key, said in found.items()]
    return sorted(
        made, key=lambda one: (order.index(one["kind"]), one["source"], one["model"], one["claim"])
    )


_Said = tuple[BoardState, Mapping[str, Any], str]
"""A page, its row that says a word, and the registry's grade on the day of the page."""


def _kind(field: Field, word: str, openness: str) -> Kind | None:
    grades = meaning(field, word)
    if grades is None:
        return "unread"
    if not grades or openness in grades:
        return None
    return "class" if (CLOSED in grades) != (openness == CLOSED) else "terms"


def _joined(
    source: str, model: str, field: Field, word: str, said: Sequence[_Said]
) -> dict[str, Any]:
    newest, _, openness = max(said, key=lambda one: (one[0].published_on, one[0].vintage))
    return {
        "kind": _kind(field, word, openness),
        "source": source,
        "model": model,
        "openness": openness,
        "field": field,
        "claim": word,
        "agrees_with": meaning(field, word) or (),
        "spellings": tuple(sorted({row["model_name"] for _, row, _ in said})),
        "entries": tuple(sorted({row["entry"] for _, row, _ in said})),
        "boards": tuple(sorted({state.board for state, *_ in said})),
        "published_on": newest.published_on,
        "vintage": newest.vintage,
    }
