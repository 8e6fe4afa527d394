"""Whether a mark that was cut from a spelling is only a mark, or tells one model from another.

The registry itself is the evidence: where it knows two models whose names differ by just this mark
or by their date stamps, the mark is part of a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from measures.names.grammar import Cut, CutMark
from terms.grammar import folded

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
