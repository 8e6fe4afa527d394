"""What is left of a spelling when the marks of its source's grammar are cut, one after the other.

Not here: which model a name means, and whether a mark is one for that model (`registry`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

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
    return re.compile(pattern, re.IGNORECASE)


@cache
def _vendor(word: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in word.split("-"))
    return re.compile(f"{f'{SEPARATOR}+'.join(parts)}{SEPARATOR}+", re.IGNORECASE)
