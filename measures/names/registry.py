"""From a source's spelling to our model, and from a model and a day to its openness.

Only aliases that a person wrote decide. They are compared without regard to case and to which
separator stands where; of a spelling that is no alias the marks of its source's grammar are cut,
one after the other, and the longest name that is one decides. What a mark may also mean is no
match. `proposals` are for what matched nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations, pairwise
from types import MappingProxyType
from typing import Any, get_args

from measures.errors import RegistryInvalid
from measures.names.grammar import Cut, KnownNames, cuts, is_bare
from terms.grammar import Grammar, Mark, MarkField, folded
from terms.openness import Openness, OpennessRule

ANY_SOURCE = "*"
ALWAYS, NEVER = "0000-00-00", "9999-99-99"
UNKNOWN = Openness.UNKNOWN.value


@dataclass(frozen=True, slots=True)
class Match:
    """The model a spelling means, and what else the spelling says (`MarkField`)."""

    model: str
    effort: str | None = None
    harness: str | None = None
    host: str | None = None
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """One openness of one model on the days `valid_from` <= day < `valid_until` (ISO)."""

    openness: str
    valid_from: str
    valid_until: str


ANYWHERE = (
    Mark(r"^.*/", "host"),
    Mark(r"\s*[(\[][^()\[\]]*[)\]]"),
    Mark(r":[a-z-]+$"),
    Mark(r"[-_ ](\d{1,3}k)$", "effort"),
)
"""What any source may write around a name: a path, something in brackets, a tier, a number of
tokens, which may also be a model's own (`vicuna-7b-v1.5-16k`). Nothing of it is cut from what is
matched."""


@dataclass(frozen=True, slots=True)
class _Spelled:
    valid_from: str
    valid_until: str
    match: Match
    alias: str

    def holds_on(self, day: str) -> bool:
        return self.valid_from <= day < self.valid_until


Meaning = tuple[str, str, Match]
"""First day, day after the last, and what a spelling means between them."""


class Registry:
    """Models, their spellings and their openness over time; days are ISO dates (YYYY-MM-DD).

    Takes rows of the tables model, alias and openness, in any order, and the grammars of sources by
    name. Raises RegistryInvalid when rows contradict each other: one spelling with two models on a
    day, also where only case or separators differ, two grades on a day, a duplicated model, or a
    reference to a model that is not there.
    """

    def __init__(
        self,
        models: Iterable[Mapping[str, Any]],
        aliases: Iterable[Mapping[str, Any]],
        openness: Iterable[Mapping[str, Any]],
        grammars: Mapping[str, Grammar] = MappingProxyType({}),
        provisional: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.provisional = provisional
        """Models among them that nobody has confirmed, with what their class is based on."""
        self._models = _by_entry(models)
        self._grammars = dict(grammars)
        self._folded = self._read_aliases(aliases)
        self._grades = self._read_openness(openness)
        self._opened = frozenset(
            model
            for model, grades in self._grades.items()
            if any(grade.openness in OpennessRule.ANY_WEIGHTS.grades for grade in grades)
        )
        """Models that ever had weights."""
        self._meanings: dict[tuple[str, str], Sequence[Meaning]] = {}
        self.matched: dict[tuple[object, object], Any] = {}
        """What `measures.boards.states.competing` found, by series and state: every measure asks
        for the same boards again."""

    def match(self, source: str, spelling: str, on: str) -> Match | None:
        """What `spelling` means on a page that `source` published on day `on`; None: nothing.

        A spelling of exactly this source beats one of any source, and an exact one beats one that
        differs in case or separators; what is cut by the grammar comes last.
        """
        for start, end, match in self.meanings(source, spelling):
            if start <= on < end:
                return match
        return None

    def respelling_days(self) -> list[str]:
        """Every day on which some spelling's meaning begins or ends, in order."""
        return sorted({*_edges(chain.from_iterable(self._folded.values()))})

    def meanings(self, source: str, spelling: str) -> Sequence[Meaning]:
        """What `spelling` means at `source` over all days: (first day, day after the last, match).

        Days on which it means nothing are left out; the spans are disjoint and in order.
        """
        key = (source, spelling)
        if key not in self._meanings:
            self._meanings[key] = self._agreed(self._longest(source, spelling))
        return self._meanings[key]

    def respelled(self, source: str, spelling: str) -> Sequence[Meaning]:
        """The same without what an alias says that is written exactly so."""
        places = (source, ANY_SOURCE)
        exact = [item for place in places for item in self._exact(place, spelling)]
        return [
            (start, end, match)
            for start, end, match in self.meanings(source, spelling)
            if not any(item.match == match and item.holds_on(start) for item in exact)
        ]

    def _spans(self, source: str, name: str) -> list[Meaning]:
        """What the aliases that `name` is compared with mean, without any grammar.

        Where the source has any, only an exact one of any source speaks on days they leave out.
        """
        own = self._alike(source, name)
        every = [*own, *self._exact(ANY_SOURCE, name)] if own else self._alike(ANY_SOURCE, name)
        found: list[Meaning] = []
        for start, end in pairwise(sorted(set(_edges(every)))):
            match = next((item.match for item in every if item.holds_on(start)), None)
            if match is not None:
                found.append((start, end, match))
        return found

    def _alike(self, place: str, name: str) -> list[_Spelled]:
        """The aliases of a source that `name` is compared with: as it stands, in another case, with
        other separators."""
        found = self._folded.get((place, folded(name)), ())
        return sorted(found, key=lambda it: (it.alias != name, it.alias.lower() != name.lower()))

    def _exact(self, place: str, name: str) -> list[_Spelled]:
        return [it for it in self._folded.get((place, folded(name)), ()) if it.alias == name]

    def _longest(self, source: str, spelling: str) -> list[tuple[Cut, list[Meaning]]]:
        """The longest known names that cutting leaves: several where they are equally long.

        A mark that no name has is never compared as part of one, unless an alias is written so.
        """
        grammar = self._grammars.get(source, Grammar())
        found: list[tuple[Cut, list[Meaning]]] = []
        for cut in cuts(grammar, spelling):
            if found and len(folded(cut.name)) < len(folded(found[0][0].name)):
                break
            is_name = is_bare(grammar, cut.name) or any(
                it.alias.lower() == cut.name.lower()
                for place in (source, ANY_SOURCE)
                for it in self._alike(place, cut.name)
            )
            if is_name and (spans := self._spans(source, cut.name)):
                found.append((cut, spans))
        return found

    def _agreed(self, found: Sequence[tuple[Cut, list[Meaning]]]) -> list[Meaning]:
        """What all of `found` mean, if it is the same and the marks of one are only marks."""
        if len({tuple(match.model for *_, match in spans) for _, spans in found}) == 1:
            for cut, spans in found:
                if self._doubt(cut, spans) is None:
                    return [(start, end, _marked(match, cut)) for start, end, match in spans]
        return []

    def doubt(self, source: str, spelling: str) -> str | None:
        """Why a spelling that holds a known name and marks of its source matches nothing."""
        if self.meanings(source, spelling):
            return None
        found = self._longest(source, spelling)
        models = {match.model for _, spans in found for *_, match in spans}
        doubts = [self._doubt(cut, spans) for cut, spans in found]
        if found and not any(doubts):
            return f"it may be {' or '.join(sorted(models))}"
        return next(filter(None, doubts), None)

    def _doubt(self, cut: Cut, spans: list[Meaning]) -> str | None:
        """Why the cut name may not be what the whole spelling means; None: it is."""
        models = sorted({match.model for *_, match in spans})
        if cut.is_of_another_seller and self._names.is_moved(
            cut.name, models, by_versions=self._opened.isdisjoint(models)
        ):
            return f"{cut.name} means several models, and sellers move such a name on their own"
        doubts = (self._names.doubt(cut, model) for model in models)
        return next(filter(None, doubts), None)

    @cached_property
    def _names(self) -> KnownNames:
        known: dict[str, set[str]] = defaultdict(set)
        for (_, form), items in self._folded.items():
            known[form].update(item.match.model for item in items)
        return KnownNames(known, self._models)

    def openness(self, model: str, on: str) -> str:
        """Openness of `model` on day `on`; "unknown" on days that no evidence covers."""
        for grade in self.grades(model):
            if grade.valid_from <= on < grade.valid_until:
                return grade.openness
        return UNKNOWN

    def grades(self, model: str) -> tuple[Grade, ...]:
        """Openness intervals of `model` by day, disjoint. Raises KeyError for an unknown id."""
        if model not in self._models:
            raise KeyError(model)
        return self._grades.get(model, ())

    def model(self, model: str) -> Mapping[str, Any]:
        """The registry's row of `model`. Raises KeyError for an unknown id."""
        return self._models[model]

    def released_on(self, model: str) -> str:
        """The day of its release."""
        return str(self._models[model]["released_on"])

    def turns_of(self, model: str) -> list[str]:
        """The day of its release, and those on which its openness begins or ends."""
        return [self.released_on(model), *_edges(self.grades(model))]

    def bare(self, source: str, spelling: str) -> str:
        """What is left of a spelling of whose model nothing need be known: without what no name
        has, a path, and marks of effort that tell no two known models apart."""
        left = [
            cut.name
            for cut in cuts(self._grammars.get(source, Grammar()), spelling)
            if all(self._names.is_run(cut, one) for one in cut.marks)
        ]
        return min(left, key=len, default=spelling).rsplit("/", 1)[-1]

    def candidates(self, source: str, spelling: str) -> dict[str, Cut | None]:
        """Models that a spelling may mean, for a person to confirm: those of the longest name that
        is known anywhere when marks of any source are cut, else of the longest that it begins with.
        Never matches over a version digit or a size.

        Each with what of the spelling is its name, without which marks; None: it only begins so.
        """
        found: dict[str, Cut | None] = {}
        for cut, spans in self._longest(source, spelling):
            found.update(dict.fromkeys(sorted({match.model for *_, match in spans}), cut))
        every = cuts(self._every_mark, spelling)
        for cut in every:
            if models := self._marked_so(cut, folded(cut.name)):
                return {**dict.fromkeys(models, cut), **found}
        begun = (self._marked_so(cut, form) for cut in every for form in _beginnings(cut))
        return found or dict.fromkeys(next(filter(None, begun), []))

    def _marked_so(self, cut: Cut, form: str) -> list[str]:
        """The models of a folded name whose makers' models bear what was cut: `-v2` is Amazon's
        number of an offering, and of others a version. How much it thinks may be said of any."""
        makers = [it.mark.makers for it in cut.marks if it.mark and it.mark.field != "effort"]
        return [
            one
            for one in sorted(self._names.known_by(form))
            if all(not some or self._models[one]["maker"] in some for some in makers)
        ]

    @cached_property
    def _every_mark(self) -> Grammar:
        grammars = self._grammars.values()
        marks = dict.fromkeys(mark for one in grammars for mark in one.marks)
        vendors = dict(pair for one in grammars for pair in one.vendors.items())
        return Grammar((*marks, *ANYWHERE), vendors)

    def _read_aliases(
        self, rows: Iterable[Mapping[str, Any]]
    ) -> dict[tuple[str, str], list[_Spelled]]:
        """Aliases by source and folded form. Raises RegistryInvalid where models collide."""
        found: dict[tuple[str, str], list[_Spelled]] = defaultdict(list)
        for row in rows:
            self._refuse_stranger(row["model"], f"alias {row['alias']!r}")
            match = Match(row["model"], *(row.get(field) for field in get_args(MarkField)))
            start, end = row.get("valid_from") or ALWAYS, row.get("valid_until") or NEVER
            item = _Spelled(start, end, match, row["alias"])
            found[row["source"], folded(row["alias"])].append(item)
        for (source, _), items in found.items():
            items.sort(key=lambda item: (item.valid_from, item.valid_until, item.alias))
            for first, second in combinations(items, 2):
                if second.valid_from < first.valid_until:
                    _refuse_collision(source, first, second)
        return dict(found)

    def _read_openness(self, rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Grade, ...]]:
        found: dict[str, list[Grade]] = defaultdict(list)
        for row in rows:
            self._refuse_stranger(row["model"], f"openness from {row['valid_from']}")
            grade = Grade(row["openness"], row["valid_from"], row["valid_until"] or NEVER)
            found[row["model"]].append(grade)
        for model, grades in found.items():
            grades.sort(key=lambda grade: grade.valid_from)
            for first, second in pairwise(grades):
                if second.valid_from < first.valid_until:
                    raise RegistryInvalid(
                        f"model {model} is both {first.openness} and {second.openness} on "
                        f"{second.valid_from}: end the first interval"
                    )
        return {model: tuple(grades) for model, grades in found.items()}

    def _refuse_stranger(self, model: str, place: str) -> None:
        if model not in self._models:
            raise RegistryInvalid(f"{place} names model {model!r}, which the registry lacks")

    def spellings(self) -> Iterator[tuple[str, str]]:
        """Every alias with the model that it means somewhere."""
        every = chain.from_iterable(self._folded.values())
        yield from ((item.alias, item.match.model) for item in every)


def _refuse_collision(source: str, first: _Spelled, second: _Spelled) -> None:
    models = f"both {first.match.model} and {second.match.model} on {second.valid_from}"
    if first.alias == second.alias and first.match != second.match:
        raise RegistryInvalid(
            f"alias {first.alias!r} of source {source} means {models}: end the first interval"
        )
    if first.match.model != second.match.model:
        raise RegistryInvalid(
            f"aliases {first.alias!r} and {second.alias!r} of source {source} differ only in case "
            f"or separators and mean {models}: give each its days"
        )


def _marked(match: Match, cut: Cut) -> Match:
    """`match` with what the cut marks say of what the alias is silent about."""
    said: dict[str, Any] = {it: getattr(match, it) or cut.value(it) for it in get_args(MarkField)}
    return replace(match, **said)


def _edges(dated: Iterable[Grade | _Spelled]) -> list[str]:
    """First day of each, and the day after its last."""
    return [day for one in dated for day in (one.valid_from, one.valid_until)]


def _beginnings(cut: Cut) -> Iterator[str]:
    """The beginnings of a name, folded, longest first; no number is ever left out."""
    form = folded(cut.name)
    while "-" in form:
        form, last = form.rsplit("-", 1)
        if any(letter.isdigit() for letter in last):
            return
        yield form


def _by_entry(models: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for row in models:
        if row["entry"] in found:
            raise RegistryInvalid(f"model {row['entry']!r} is declared twice")
        found[row["entry"]] = row
    return found


def proposals(registry: Registry, source: str, spelling: str) -> Iterator[dict[str, Any]]:
    """What `spelling` of `source` may mean, each as an alias that a person may accept, with the
    reason for it; nothing when nothing is alike.

    The registry proposes and never decides. A proposal is `sure` when one model alone is known by
    the spelling without marks that are no effort (`-thinking` is often a model of its own), none of
    which may also be part of a name, and the spelling names no moving target (`-latest`) and means
    nothing here on other days.
    """
    found = registry.candidates(source, spelling)
    doubts = [
        registry.doubt(source, spelling),
        "known here on other days only" if registry.meanings(source, spelling) else None,
        "the name moves from model to model: give it days"
        if folded(spelling).endswith("latest")
        else None,
    ]
    for model, cut in found.items():
        effort, said = cut and cut.value("effort"), "begins with this name"
        if cut:
            marks = ", ".join(mark.text.strip() for mark in cut.marks)
            said = f"the same but for {marks or 'case and separators'}"
        others = ", ".join(other for other in found if other != model)
        also = f"may also be {others}" if others else None
        yield {
            "source": source,
            "spelling": spelling,
            "model": model,
            "maker": str(registry.model(model)["maker"]),
            "reason": "; ".join(filter(None, (said, *doubts, also))),
            "sure": len(found) == 1 and cut is not None and not effort and not any(doubts),
            "effort": effort,
            "stamp": cut and cut.value("stamp"),
        }
