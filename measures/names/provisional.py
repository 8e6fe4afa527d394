"""Provisional classes: a model that nobody has curated yet, classed by what its sources say of it.

On the morning a new model tops a board its number must be right and marked, and nobody has read a
licence yet. An unmatched entry becomes a *provisional* model when the evidence about exactly this
model, never its family or base, allows a class:

- *open*, under the widest rule alone: its weights lie in the maker's own organisation (a repository
  of its own name), and another source names a licence that goes with weights. A repository in
  anybody else's organisation is a derivative;
- *closed*: Arena says proprietary, or Epoch says that it is sold; of a maker that ever opened
  weights also its own price page must list the model, and no repository of it may be known.

Everything else stays unresolved: contradicting words, an unknown maker, a word that nobody has read
yet. A flag that is missing or false says nothing. models.dev, SWE-bench's `os_model` and mirrors of
Arena are not among the sources that count. What is said holds from the day on which the last piece
of it was published. A number that rests on such a class is `confirmed = 0`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.names.registry import Registry
from terms.days import is_day
from terms.grammar import folded
from terms.openness import CLOSED_GRADES, OPEN_GRADES, SOME_WEIGHTS, Openness
from terms.words import ModelKind, Word

Row = Mapping[str, Any]


class EvidenceKind(Word):
    """What a source says of a model; `text` is where it says so."""

    LICENCE = "licence", "Arena’s licence column says"
    ACCESSIBILITY = "accessibility", "Epoch’s accessibility column says"
    REPOSITORY = "repository", "OpenRouter names its weights at"
    PRICE = "price", "its maker’s own price page lists"


SPOKEN: Mapping[str, EvidenceKind] = {
    "arena": EvidenceKind.LICENCE,
    "arena_page": EvidenceKind.LICENCE,
    "epoch": EvidenceKind.ACCESSIBILITY,
    "epoch_eci": EvidenceKind.ACCESSIBILITY,
    "epoch_models": EvidenceKind.ACCESSIBILITY,
    "openrouter": EvidenceKind.REPOSITORY,
}
"""Sources of what they claim about models (table release) that count, and what is read of each."""
WEIGHTS = OPEN_GRADES["any_weights"]
_HUB = re.compile(r"https://huggingface\.co/([A-Za-z0-9][\w.-]*)/[\w.-]+")
_NO_MAKER = frozenset({"datasets", "spaces", "api", "papers", "blog", "collections", "docs"})


@dataclass(frozen=True, slots=True)
class SourceWord:
    """What one source says about one model, from the first published day (ISO) that says so."""

    source: str
    kind: EvidenceKind
    name: str
    """The source's spelling of the model."""
    word: str
    """Licence, flag, repository, or of a price page the offering; verbatim."""
    on: str
    maker: str | None = None
    """The maker as the source names it; of a price page the registry's id."""
    grades: tuple[str, ...] | None = None
    """Grades that agree with the word; None: nobody has read the word yet."""
    released_on: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A spelling on a board that a series reads, and the first published day (ISO) with it."""

    source: str
    spelling: str
    on: str


@dataclass(frozen=True, slots=True)
class ProvisionalModel:
    """A model that its sources class, for the registry to take and a person to confirm."""

    name: str
    maker: str
    listed: tuple[Listed, ...]
    released_on: str
    openness: str
    """Class at the end; earlier ones are in `spans`."""
    spans: tuple[tuple[str, str, str | None], ...]
    """(Openness, first day, day after the last) of each class that it had."""
    evidence: str
    """What the class is based on, in words."""
    statements: tuple[SourceWord, ...]
    """Everything that was said about it."""

    def rows(self) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
        """As rows of tables model, alias and openness."""
        model = {
            "entry": self.name,
            "name": self.name,
            "maker": self.maker,
            "maker_name": self.maker,
            "kind": ModelKind.GENERAL.value,
            "released_on": self.released_on,
        }
        blank = dict.fromkeys(("valid_from", "valid_until", "effort", "harness", "host", "stamp"))
        spelled = sorted({(one.source, one.spelling) for one in self.listed})
        aliases = [
            {**blank, "source": source, "alias": spelling, "model": self.name}
            for source, spelling in spelled
        ]
        openness = [
            {"model": self.name, "openness": kind, "valid_from": start, "valid_until": end}
            for kind, start, end in self.spans
        ]
        return model, aliases, openness


class Makers:
    """Whom sources mean by an organisation, learnt from the models that a person has curated."""

    def __init__(
        self, registry: Registry, openness: Iterable[Row], statements: Iterable[SourceWord]
    ) -> None:
        named: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in statements:
            match = registry.match(one.source, one.name, one.on)
            if match is not None and one.maker is not None:
                named[one.source, one.maker].add(str(registry.model(match.model)["maker"]))
        self._named = named
        hubs: dict[str, set[str]] = defaultdict(set)
        self.opened: set[str] = set()
        """Makers that ever opened weights."""
        for row in openness:
            maker = str(registry.model(row["model"])["maker"])
            if row["openness"] in WEIGHTS:
                self.opened.add(maker)
                found = _HUB.match(row.get("evidence") or "")
                if found and found[1].casefold() not in _NO_MAKER:
                    hubs[found[1].casefold()].add(maker)
        self._hubs = hubs

    def of(self, statement: SourceWord) -> str | None:
        """The maker that a statement names; None where the registry knows none, or several."""
        if statement.kind is EvidenceKind.PRICE:
            return statement.maker
        if statement.kind is EvidenceKind.REPOSITORY:
            return None
        return _only(self._named.get((statement.source, statement.maker or ""), set()))

    def of_repository(self, repository: str) -> str | None:
        """Whose organisation a repository (`organisation/name`) lies in."""
        return _only(self._hubs.get(repository.split("/", 1)[0].casefold(), set()))


def _only(makers: set[str]) -> str | None:
    return next(iter(makers)) if len(makers) == 1 else None


def provisional_models(
    registry: Registry,
    openness: Sequence[Row],
    statements: Sequence[SourceWord],
    listed: Iterable[Listed],
) -> list[ProvisionalModel]:
    """Every unmatched spelling of `listed` that the statements class, by name.

    `registry` is the curated one and `openness` its rows with their evidence. A spelling that may
    be a curated model in other signs is none of them: a person, or the grammar of its source, says
    which.
    """
    makers = Makers(registry, openness, statements)
    about: dict[str, list[SourceWord]] = defaultdict(list)
    for one in statements:
        about[folded(registry.bare(one.source, one.name))].append(one)
    unknown: dict[str, list[Listed]] = defaultdict(list)
    for item in listed:
        if registry.match(item.source, item.spelling, item.on) is None:
            unknown[folded(registry.bare(item.source, item.spelling))].append(item)
    found = (
        _model(registry, items, about[key], makers)
        for key, items in sorted(unknown.items())
        if key in about and not any(_may_be_known(registry, item) for item in items)
    )
    return [one for one in found if one is not None]


def _may_be_known(registry: Registry, item: Listed) -> bool:
    """Whether it may be a curated model in other signs; one that only begins alike is another."""
    found = registry.candidates(item.source, item.spelling)
    return any(one.likeness != "beginning" for one in found)


def _model(
    registry: Registry,
    listed: Sequence[Listed],
    statements: Sequence[SourceWord],
    makers: Makers,
) -> ProvisionalModel | None:
    spans: list[tuple[str, str, str | None]] = []
    told = maker = ""
    for day in sorted({one.on for one in statements}):
        by_then = [one for one in statements if one.on <= day]
        judged = _class(by_then, makers)
        if spans and spans[-1][2] is None and (judged is None or judged.openness != spans[-1][0]):
            spans[-1] = (*spans[-1][:2], day)
        if judged is None:
            told = ""
            continue
        if not spans or spans[-1][2] is not None:
            spans.append((judged.openness, day, None))
        told, maker = judged.evidence, judged.maker
    if not spans:
        return None
    first = min(item.on for item in listed)
    stated = [one.released_on for one in statements if one.released_on]
    days = [day for day in stated if is_day(day)]
    return ProvisionalModel(
        name=min(registry.bare(item.source, item.spelling) for item in listed),
        maker=maker,
        listed=tuple(listed),
        released_on=min(days, default=first),
        openness=spans[-1][0] if told else Openness.UNKNOWN.value,
        spans=tuple(spans),
        evidence=told or "its sources contradict one another now",
        statements=tuple(statements),
    )


@dataclass(frozen=True, slots=True)
class _Class:
    openness: str
    maker: str
    evidence: str


def _class(statements: Sequence[SourceWord], makers: Makers) -> _Class | None:
    """What the statements of one day allow; None: unresolved."""
    words = [
        one
        for one in statements
        if one.kind in (EvidenceKind.LICENCE, EvidenceKind.ACCESSIBILITY) and one.grades != ()
    ]
    repositories = [one for one in statements if one.kind is EvidenceKind.REPOSITORY]
    if any(one.grades is None for one in words):
        return None  # a word that nobody has read yet may say anything
    closed = [one for one in words if set(one.grades or ()) <= CLOSED_GRADES]
    opened = [one for one in words if set(one.grades or ()) <= WEIGHTS]
    if len(closed) + len(opened) < len(words):
        return None
    if repositories:
        return None if closed else _open(repositories, opened, makers)
    if closed and not opened:
        return _closed(closed, statements, makers)
    return None


def _open(
    repositories: Sequence[SourceWord], opened: Sequence[SourceWord], makers: Makers
) -> _Class | None:
    owners = {makers.of_repository(one.word) for one in repositories}
    named = {makers.of(one) for one in opened}
    own = next(iter(owners))
    of_its_name = all(_last(one.word) == _last(one.name) for one in repositories)
    if len(owners) > 1 or own is None or not of_its_name:
        return None
    if own not in named or named - {own, None}:
        return None
    told = _in_words([repositories[0], *opened])
    return _Class(SOME_WEIGHTS, own, told)


def _last(path: str) -> str:
    return folded(path.rsplit("/", 1)[-1])


def _closed(
    closed: Sequence[SourceWord], statements: Sequence[SourceWord], makers: Makers
) -> _Class | None:
    maker = _only({one for one in (makers.of(it) for it in closed) if one is not None})
    if maker is None or any(makers.of(one) not in (maker, None) for one in closed):
        return None
    listed = [
        one for one in statements if one.kind is EvidenceKind.PRICE and makers.of(one) == maker
    ]
    if maker in makers.opened and not listed:
        return None
    return _Class(Openness.CLOSED.value, maker, _in_words([*closed, *listed[:1]]))


def _in_words(statements: Sequence[SourceWord]) -> str:
    """Each source's word once, by kind, with the day it said so."""
    first: dict[EvidenceKind, SourceWord] = {}
    for one in sorted(statements, key=lambda one: one.on):
        first.setdefault(one.kind, one)
    parts = (f"{kind.text} {one.word} ({one.on})" for kind, one in first.items())
    return "; ".join(parts)
