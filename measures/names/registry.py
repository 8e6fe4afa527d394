"""From a source's spelling to our model, and from a model and a day to its openness.

Only aliases that a person wrote decide; a spelling is compared exactly. `Registry.propose` offers
candidates for a spelling that matched nothing; nothing downstream may use it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import Any, Literal

from measures.errors import RegistryInvalid
from measures.names.spelling import plain, stamped, without_effort
from terms.openness import Openness

ANY_SOURCE = "*"
ALWAYS, NEVER = "0000-00-00", "9999-99-99"
UNKNOWN = Openness.UNKNOWN.value


@dataclass(frozen=True, slots=True)
class Match:
    """The model a spelling means, and what else the spelling says."""

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


Likeness = Literal["stamped", "plain", "effort"]
"""What a spelling shares with a known one: all but path, case and dots; also without its date
stamp; only without effort suffixes. Closest first."""
LIKENESSES: tuple[Likeness, ...] = ("stamped", "plain", "effort")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that a spelling may mean, and what the two have in common."""

    model: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class _Spelled:
    valid_from: str
    valid_until: str
    match: Match


class Registry:
    """Models, their spellings and their openness over time; days are ISO dates (YYYY-MM-DD).

    Takes rows of the tables model, alias and openness, in any order. Raises RegistryInvalid when
    rows contradict each other: one spelling with two models on a day, two grades on a day, a
    duplicated model, or a reference to a model that is not there.
    """

    def __init__(
        self,
        models: Iterable[Mapping[str, Any]],
        aliases: Iterable[Mapping[str, Any]],
        openness: Iterable[Mapping[str, Any]],
    ) -> None:
        self._models = _by_entry(models)
        self._spelled = self._read_aliases(aliases)
        self._grades = self._read_openness(openness)
        self._forms: dict[tuple[Likeness, str], set[str]] | None = None
        self.matched: dict[tuple[int, int], tuple[object, object, Any]] = {}
        """What `measures.boards.states.contenders` found, by the identities of series and state
        (which the values hold, so that they stay theirs): every measure asks for the same boards
        again."""

    def match(self, source: str, spelling: str, on: str) -> Match | None:
        """What `spelling` means on a page that `source` published on day `on`; None: nothing.

        A spelling valid for exactly this source beats one for any source.
        """
        for place in (source, ANY_SOURCE):
            for spelled in self._spelled.get((place, spelling), ()):
                if spelled.valid_from <= on < spelled.valid_until:
                    return spelled.match
        return None

    def regrading_days(self) -> list[str]:
        """Every day on which some model's openness changes, with repetitions."""
        return _edges(chain.from_iterable(self._grades.values()))

    def respelling_days(self) -> list[str]:
        """Every day on which some spelling's meaning begins or ends, with repetitions."""
        return _edges(chain.from_iterable(self._spelled.values()))

    def meanings(self, source: str, spelling: str) -> list[tuple[str, str, Match]]:
        """What `spelling` means at `source` over all days: (first day, day after the last, match).

        Days on which it means nothing are left out; the spans are disjoint and in order.
        """
        every = [
            spelled
            for place in (source, ANY_SOURCE)
            for spelled in self._spelled.get((place, spelling), ())
        ]
        found: list[tuple[str, str, Match]] = []
        for start, end in pairwise(sorted(set(_edges(every)))):
            match = self.match(source, spelling, start)
            if match is not None:
                found.append((start, end, match))
        return found

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

    @property
    def models(self) -> Iterable[str]:
        """Id of every model, in no order that means something."""
        return self._models.keys()

    def model(self, model: str) -> Mapping[str, Any]:
        """The registry's row of `model`. Raises KeyError for an unknown id."""
        return self._models[model]

    def propose(self, spelling: str) -> list[str]:
        """Models that `spelling` may mean, for a person to confirm; closest form first."""
        return [candidate.model for candidate in self.candidates(spelling)]

    def candidates(self, spelling: str) -> list[Candidate]:
        """The same with what makes each a candidate, by likeness, then by model.

        Never matches over a version digit or a size.
        """
        if self._forms is None:
            self._forms = self._read_forms()
        found: dict[str, Likeness] = {}
        for likeness, form in zip(LIKENESSES, _forms(spelling), strict=True):
            for model in sorted(self._forms.get((likeness, form), ())):
                found.setdefault(model, likeness)
        return [Candidate(model, likeness) for model, likeness in found.items()]

    def _read_aliases(
        self, rows: Iterable[Mapping[str, Any]]
    ) -> dict[tuple[str, str], list[_Spelled]]:
        spelled: dict[tuple[str, str], list[_Spelled]] = defaultdict(list)
        for row in rows:
            self._refuse_stranger(row["model"], f"alias {row['alias']!r}")
            match = Match(row["model"], row["effort"], row["harness"], row["host"], row["stamp"])
            item = _Spelled(row["valid_from"] or ALWAYS, row["valid_until"] or NEVER, match)
            spelled[row["source"], row["alias"]].append(item)
        for (source, alias), items in spelled.items():
            items.sort(key=lambda item: (item.valid_from, item.valid_until, item.match.model))
            for first, second in combinations(items, 2):
                if second.valid_from < first.valid_until and first.match != second.match:
                    raise RegistryInvalid(
                        f"alias {alias!r} of source {source} means both {first.match.model} and "
                        f"{second.match.model} on {second.valid_from}: end the first interval"
                    )
        return dict(spelled)

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

    def _read_forms(self) -> dict[tuple[Likeness, str], set[str]]:
        forms: dict[tuple[Likeness, str], set[str]] = defaultdict(set)
        spellings = [(row["name"], model) for model, row in self._models.items()]
        spellings += [(model, model) for model in self._models]
        spellings += [
            (alias, item.match.model)
            for (_, alias), items in self._spelled.items()
            for item in items
        ]
        for spelling, model in spellings:
            for likeness, form in zip(LIKENESSES, _forms(spelling), strict=True):
                forms[likeness, form].add(model)
        return dict(forms)


def _edges(dated: Iterable[Grade | _Spelled]) -> list[str]:
    """First day of each, and the day after its last."""
    return [day for one in dated for day in (one.valid_from, one.valid_until)]


def _forms(spelling: str) -> tuple[str, str, str]:
    """The spelling's form for each likeness, in their order."""
    form = plain(spelling)
    return stamped(spelling), form, without_effort(form)


def _by_entry(models: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for row in models:
        if row["entry"] in found:
            raise RegistryInvalid(f"model {row['entry']!r} is declared twice")
        found[row["entry"]] = row
    return found
