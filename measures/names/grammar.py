"""What is left of a spelling when the marks of its source's grammar are cut, one after the other,
and whether a mark that was cut is only a mark, or tells one model from another.

The registry itself is the evidence: where it knows two models whose names differ by just this mark
or by their date stamps, the mark is part of a name. Which model a name means: `registry`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from terms.grammar import SEPARATOR, Grammar, Mark, MarkField, folded


@dataclass(frozen=True, slots=True)
class CutMark:
    """A mark that was cut: what it found, and the maker a vendor's word stands for."""

    text: str
    value: str
    mark: Mark | None = None
    vendor: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A spelling without some of its marks; `name` is as the source writes it."""

    name: str
    marks: tuple[CutMark, ...] = ()
    """In the order in which they were cut: of two behind the name the last one first."""

    def value(self, field: MarkField) -> str | None:
        """What the marks say of `field`, in reading order; None: nothing."""
        said = [one.value for one in self.marks if one.mark and one.mark.field == field]
        return "-".join(reversed(said)) or None

    @property
    def is_of_another_seller(self) -> bool:
        """Whether a name that moves may mean something else here: sellers move it on their own."""
        return any(
            one.vendor or (one.mark and one.mark.field in ("host", "stamp")) for one in self.marks
        )


def cuts(grammar: Grammar, spelling: str) -> list[Cut]:
    """The spelling, and what is left of it with ever more marks cut, in whatever order.

    The longest name comes first; a name that two orders of cutting lead to comes once.
    """
    found = {spelling: Cut(spelling)}
    open_ = list(found.values())
    while open_:
        for shorter in _shorter(grammar, open_.pop()):
            if shorter.name not in found:
                found[shorter.name] = shorter
                open_.append(shorter)
    return sorted(found.values(), key=lambda cut: -len(folded(cut.name)))


def is_bare(grammar: Grammar, name: str) -> bool:
    """Whether the name holds no mark in a form that no name has."""
    return not any(
        _pattern(mark.pattern).search(name) for mark in grammar.marks if mark.is_own_form
    )


def _shorter(grammar: Grammar, cut: Cut) -> Iterator[Cut]:
    """`cut` with one more mark gone, for every mark that finds something."""
    for mark in grammar.marks:
        if hit := _pattern(mark.pattern).search(cut.name):
            name = cut.name[: hit.start()] + mark.becomes + cut.name[hit.end() :]
            value = hit[1] if hit.re.groups else hit[0]
            yield from _kept(cut, name, CutMark(hit[0], value or "", mark))
    form = folded(cut.name)
    begun = {form[:place] for place, one in enumerate(form) if one == "-"}
    for word in sorted(begun & grammar.vendors.keys()):
        if hit := _vendor(word).match(cut.name):
            seller = CutMark(hit[0], word, vendor=grammar.vendors[word])
            yield from _kept(cut, cut.name[hit.end() :], seller)


def _kept(cut: Cut, name: str, mark: CutMark) -> Iterator[Cut]:
    if folded(name) and name != cut.name:
        yield Cut(name, (*cut.marks, mark))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """Compiled once: there are more of them than `re` keeps."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def _vendor(word: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in word.split("-"))
    return re.compile(f"{f'{SEPARATOR}+'.join(parts)}{SEPARATOR}+", re.IGNORECASE)


_STAMP = re.compile(r"^(.+)-v?\(?(20\d\d)-?(\d\d)-?(\d\d)\)?$")
_VERSION = re.compile(r"^(.+?)-(?:20\d\d-?\d\d-?\d\d|\d{4}|\d\d-\d\d)$")
_NUMBER = re.compile(r"\d+(?:-\d+)*")
STAMPED_BEFORE, STAMPED_AFTER = timedelta(days=31), timedelta(days=14)
"""How far a stamp may lie from the day of release: makers stamp a model when it is made, at most
23 days before they release it (Claude Opus 4.5), or announce it up to 12 days before the API is
open (o1); a later one is of another snapshot."""


class KnownNames:
    """All names that the registry knows, folded, each with the models it means anywhere."""

    def __init__(
        self, known: Mapping[str, Set[str]], models: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self._known = known
        self._models = models

    def known_by(self, form: str) -> Set[str]:
        """The models that a folded name means anywhere, with a date behind it or without."""
        return {*self._known.get(form, ()), *self._versions.get(form, ())}

    def is_moved(self, name: str, models: Iterable[str], *, by_versions: bool) -> bool:
        """Whether the name, of `models` here, stands for others too, by source or by day.

        `by_versions`: also when a newer model is known by it and a date behind it, as APIs of
        closed models move a name to the newest (`gpt-4`, `gpt-4-0613`). Weights keep theirs.
        """
        form, newest = folded(name), max(map(self._released, models))
        if len(self._known.get(form, ())) > 1:
            return True
        return by_versions and any(
            self._released(one) > newest for one in self._versions.get(form, ())
        )

    def doubt(self, cut: Cut, model: str) -> str | None:
        """Why the marks of `cut` may be part of the name of another model; None: they are none."""
        return next(filter(None, (self._doubt(one, cut, model) for one in cut.marks)), None)

    def _doubt(self, one: CutMark, cut: Cut, model: str) -> str | None:
        maker, name = self._models[model].get("maker"), folded(cut.name)
        if one.vendor and one.vendor != maker:
            return f"{one.text} is not the maker"
        if one.mark is None or one.mark.is_own_form:
            return None
        if one.mark.makers and maker not in one.mark.makers:
            return f"{one.text} may be a model of its own"
        if one.mark.field == "effort" and self._tells_apart(name, folded(one.text)):
            return f"{one.text} tells models of this maker apart"
        if one.mark.field == "stamp":
            return self._of_another_day(one.value, name, self._released(model))
        return None

    def is_run(self, cut: Cut, one: CutMark) -> bool:
        """Whether a mark only says how a model was run, as far as its kind is known."""
        if one.mark is None:
            return False
        is_effort = one.mark.field == "effort" and not one.mark.makers
        apart = self._tells_apart(folded(cut.name), folded(one.text))
        return one.mark.is_own_form or (is_effort and not apart)

    def _released(self, model: str) -> date:
        return date.fromisoformat(str(self._models[model]["released_on"]))

    @cached_property
    def _versions(self) -> Mapping[str, Set[str]]:
        """Name to the models that are known by it and a date behind it."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, models in self._known.items():
            if hit := _VERSION.match(name):
                found[hit[1]].update(models)
        return found

    def _tells_apart(self, name: str, mark: str) -> bool:
        return (_kind(name), mark) in self._apart

    @cached_property
    def _apart(self) -> Set[tuple[str, str]]:
        """Kinds of names and what follows them in the names of other models."""
        found = set()
        for name, models in self._known.items():
            words = name.split("-")
            for place in (len(words) - 1, len(words) - 2):
                base = "-".join(words[:place])
                if base in self._known and not models & self._known[base]:
                    found.add((_kind(base), "-".join(words[place:])))
        return found

    def _of_another_day(self, stamp: str, name: str, released: date) -> str | None:
        stamped = _day(re.findall(r"\d+", stamp))
        others = sorted(self._stamps.get(name, set()) - {stamped})
        if others:
            return f"{name} has the stamp {others[0]} too"
        if stamped is None or not -STAMPED_BEFORE <= stamped - released <= STAMPED_AFTER:
            return f"{stamp} is no day of the release on {released}"
        return None

    @cached_property
    def _stamps(self) -> Mapping[str, Set[date]]:
        """Name to the days that are known to be stamped behind it."""
        found: dict[str, set[date]] = defaultdict(set)
        for name in self._known:
            if (hit := _STAMP.match(name)) and (stamped := _day(hit.groups()[1:])):
                found[hit[1].strip("-")].add(stamped)
        return found


def _day(digits: Iterable[str]) -> date | None:
    text = "".join(digits)
    try:  # a month alone: its first day
        return date(int(text[:4]), int(text[4:6]), int(text[6:] or 1))
    except ValueError:
        return None


def _kind(name: str) -> str:
    """The name without its numbers: `gpt-5-1-codex` and `gpt-5-4-codex` are of one kind."""
    return _NUMBER.sub("#", name)
