"""Provisional classes: a model that nobody has curated yet, classed by what its sources say of it
(docs/openness.md, "Provisional classes").

models.dev, SWE-bench's `os_model` and mirrors of Arena are not among the sources that count. What
is said holds from the day on which the last piece of it was published.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from measures.names.registry import Registry
from terms.days import is_day
from terms.grammar import folded
from terms.openness import (
    CLOSED_GRADES,
    OPEN_BY_NAME,
    OPEN_GRADES,
    SOME_WEIGHTS,
    Openness,
    OpennessRule,
)
from terms.words import ModelKind, Word

Row = Mapping[str, Any]


class EvidenceKind(Word):
    """What a source says of a model; `text` is where it says so."""

    LICENCE = "licence", "Arena’s licence column says"
    ACCESSIBILITY = "accessibility", "Epoch’s accessibility column says"
    REPOSITORY = "repository", "OpenRouter names its weights at"
    PRICE = "price", "its maker’s own price page lists"
    STEM = "stem", "its name, but for a stamp or an effort, is that of the open model"


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
_STAMP = re.compile(
    r"-(?:20\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|2[3-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)$"
)
"""A day or a month behind a folded name: `-20261017`, `-1017`, `-2507`, `-251228`."""
_EFFORT = re.compile(
    r"(?:-(?:thinking|reasoning|reasoner|non-reasoning|minimal|low|high|xhigh|\d+k))+$"
)
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
    """Licence, flag, repository, of a price page the offering, verbatim; the id of a stem."""
    on: str
    maker: str | None = None
    """The maker as the source names it; of a price page and a stem the registry's id."""
    grades: tuple[str, ...] | None = None
    """Grades that agree with the word; None: nobody has read the word yet."""
    released_on: str | None = None


class Listed(NamedTuple):
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
        spelled = sorted({(one.source, one.spelling) for one in self.listed})
        aliases = [
            {"source": source, "alias": spelling, "model": self.name}
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
        self, registry: Registry, openness: Sequence[Row], statements: Iterable[SourceWord]
    ) -> None:
        def maker(model: str) -> str:
            return str(registry.model(model)["maker"])

        self._named: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in statements:
            match = registry.match(one.source, one.name, one.on)
            if match is not None and one.maker is not None:
                self._named[one.source, one.maker].add(maker(match.model))
        self._hubs: dict[str, set[str]] = defaultdict(set)
        grades: dict[str, set[str]] = defaultdict(set)
        for row in openness:
            grades[row["model"]].add(row["openness"])
            found = _HUB.match(row.get("evidence") or "") if row["openness"] in WEIGHTS else None
            if found and found[1].casefold() not in _NO_MAKER:
                self._hubs[found[1].casefold()].add(maker(row["model"]))
        self.opened = {maker(model) for model, some in grades.items() if some & WEIGHTS}
        """Makers that ever opened weights."""
        self.keeps_stamped = {
            maker(model)
            for name, model in (*registry.spellings(), *((one, one) for one in grades))
            if Openness.CLOSED in grades[model] and not grades[model] & WEIGHTS
            if _STAMP.search(folded(name))
        }
        """Makers of whose models one was sold alone under a name with a stamp."""

    def of(self, statement: SourceWord) -> str | None:
        """The maker that a statement names; None where the registry knows none, or several."""
        if statement.kind in (EvidenceKind.PRICE, EvidenceKind.STEM):
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
    be a curated model in other signs is none of them, where its class hangs on which it is: a
    person, or the grammar of its source, says.
    """
    makers = Makers(registry, openness, statements)
    about: dict[str, list[SourceWord]] = defaultdict(list)
    for one in statements:
        about[folded(registry.bare(one.source, one.name))].append(one)
    unknown: dict[str, list[Listed]] = defaultdict(list)
    for item in listed:
        if registry.match(item.source, item.spelling, item.on) is None:
            unknown[folded(registry.bare(item.source, item.spelling))].append(item)
    found = []
    for key, items in sorted(unknown.items()):
        stem = _stem(registry, makers, key, min(items, key=lambda one: one.on))
        model = _model(registry, items, [*about[key], *([stem] if stem else [])], makers)
        # One that only begins like a curated model is another.
        alike = (registry.candidates(it.source, it.spelling).values() for it in items)
        if model and (_is_settled(model, makers) or not any(map(any, alike))):
            found.append(model)
    return found


def _stem(registry: Registry, makers: Makers, name: str, item: Listed) -> SourceWord | None:
    """The word of a folded name that is an open model's but for a stamp or an effort behind it."""
    stem = _EFFORT.sub("", _STAMP.sub("", _EFFORT.sub("", name)))
    match = registry.match(item.source, stem, item.on) if stem != name else None
    if match is None or registry.openness(match.model, item.on) not in WEIGHTS:
        return None
    maker = str(registry.model(match.model)["maker"])
    if maker in makers.keeps_stamped:
        return None
    kind = EvidenceKind.STEM
    return SourceWord(item.source, kind, item.spelling, match.model, item.on, maker)


def _is_settled(one: ProvisionalModel, makers: Makers) -> bool:
    """Whether its class is the same if it is a curated model in other signs: of a stem's, and
    where the maker never opened weights."""
    if any(said.kind is EvidenceKind.STEM for said in one.statements):
        return True
    never = one.maker not in makers.opened
    return never and all(kind == Openness.CLOSED for kind, *_ in one.spans)


def _model(
    registry: Registry, listed: Sequence[Listed], statements: Sequence[SourceWord], makers: Makers
) -> ProvisionalModel | None:
    days = sorted({one.on for one in statements})
    judged = [(day, _class([one for one in statements if one.on <= day], makers)) for day in days]
    known = [found for _, found in judged if found]
    if not known:
        return None
    kinds = groupby(judged, lambda it: it[1] and it[1].openness)
    runs = [(kind, next(some)[0]) for kind, some in kinds]
    ends = [*(day for _, day in runs[1:]), None]
    last = judged[-1][1]
    first = min(item.on for item in listed)
    stated = [one.released_on for one in statements if one.released_on]
    return ProvisionalModel(
        name=min(registry.bare(item.source, item.spelling) for item in listed),
        maker=known[-1].maker,
        listed=tuple(listed),
        released_on=min(filter(is_day, stated), default=first),
        spans=tuple(
            (kind, since, until) for (kind, since), until in zip(runs, ends, strict=True) if kind
        ),
        evidence=last.evidence if last else "its sources contradict one another now",
        statements=tuple(statements),
    )


class _Class(NamedTuple):
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
    read = [one for one in words if one.grades is not None]
    closed = [one for one in read if set(one.grades or ()) <= CLOSED_GRADES]
    opened = [one for one in read if set(one.grades or ()) <= WEIGHTS]
    # A word that nobody has read yet may say anything.
    is_read = len(read) == len(words)
    free = [one for one in statements if one.kind in (EvidenceKind.REPOSITORY, EvidenceKind.STEM)]
    if len(closed) + len(opened) < len(read) or (closed and (opened or free)):
        return None
    if closed:
        return _closed(closed, statements, makers) if is_read else None
    return _open(free, opened, makers, is_read=is_read)


def _open(
    free: Sequence[SourceWord], opened: Sequence[SourceWord], makers: Makers, *, is_read: bool
) -> _Class | None:
    repositories = [one for one in free if one.kind is EvidenceKind.REPOSITORY]
    owners = {makers.of_repository(one.word) for one in repositories}
    named = {makers.of(one) for one in (*free, *opened)} - {None}
    maker = _only({one or "" for one in owners | named})
    if not maker or any(_last(one.word) != _last(one.name) for one in repositories):
        return None
    licences = [
        one for one in opened if one.kind is EvidenceKind.LICENCE and makers.of(one) == maker
    ]
    if repositories:
        rule = OpennessRule.PERMISSIVE
        by_text = licences and all(set(one.grades or ()) <= rule.grades for one in opened)
        grade = Openness.PERMISSIVE.value if by_text and is_read else SOME_WEIGHTS
        return _Class(grade, maker, _in_words([*repositories[:1], *opened]))
    if is_read and (licences or free):
        return _Class(OPEN_BY_NAME, maker, _in_words([*licences, *free]))
    return None


def _last(path: str) -> str:
    return folded(path.rsplit("/", 1)[-1])


def _closed(
    closed: Sequence[SourceWord], statements: Sequence[SourceWord], makers: Makers
) -> _Class | None:
    maker = _only({one for one in map(makers.of, closed) if one is not None})
    if maker is None:
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
