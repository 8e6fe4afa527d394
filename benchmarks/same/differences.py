"""A difference between two versions: where, in which row and cell, before and after; and whether
it is expected.

What belongs here: comparing rows, cells and lines once they are plain values, sorting out the
differences that `allowed.toml` names, and printing the rest.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROW = "(row)"
GONE = "rows gone"
ABSENT = "(absent)"
SHOWN_CHARACTERS = 110

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell, row or line that is not the same. `column` is ROW for a row of one side only."""

    where: str
    key: str
    column: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.column == ROW:
            sign, cells = ("-", self.before) if self.after == ABSENT else ("+", self.after)
            return f"{sign} {self.key}: {_short(cells)}"
        return f"~ {self.key} . {self.column}: {_short(self.before)} -> {_short(self.after)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    cut = len(text) > SHOWN_CHARACTERS
    return text[:SHOWN_CHARACTERS] + "…" if cut else text


def of_rows(
    where: str, before: Mapping[str, Cells], after: Mapping[str, Cells]
) -> Iterator[Difference]:
    """Rows by key, compared cell by cell. A cell without a value equals an absent one."""
    for key in [*before, *(key for key in after if key not in before)]:
        if key not in after:
            yield Difference(where, key, ROW, dict(before[key]), ABSENT)
        elif key not in before:
            yield Difference(where, key, ROW, ABSENT, dict(after[key]))
        else:
            yield from _of_cells(where, key, before[key], after[key])


def _of_cells(where: str, key: str, before: Cells, after: Cells) -> Iterator[Difference]:
    for column in [*before, *(column for column in after if column not in before)]:
        old, new = before.get(column), after.get(column)
        if old != new:
            yield Difference(where, key, column, old, new)


def of_lines(where: str, before: list[str], after: list[str]) -> Iterator[Difference]:
    """Lines of a text; a line that changed stands as a pair."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, other, until in matcher.get_opcodes():
        if kind != "equal":
            pairs = zip_longest(before[start:end], after[other:until], fillvalue=ABSENT)
            for number, (old, new) in enumerate(pairs, start + 1):
                yield Difference(where, f"line {number}", "text", old, new)


@dataclass(frozen=True, slots=True)
class Expected:
    """A kind of difference that is wanted, and why: shell patterns, `*` where nothing is said."""

    why: str
    where: str = "*"
    key: str = "*"
    column: str = "*"
    before: str = "*"
    after: str = "*"

    def covers(self, one: Difference) -> bool:
        """Whether `one` is of this kind."""
        names = ("where", "key", "column", "before", "after")
        return all(fnmatchcase(str(getattr(one, name)), getattr(self, name)) for name in names)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What `allowed.toml` says: expected differences, and new names of tables and columns."""

    expected: tuple[Expected, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)
    """New name of a table or view by its old one."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """New name of a column by `old_view.old_column`."""
    gone: Mapping[str, str] = field(default_factory=dict)
    """By old view, which of its rows are wanted no more: a condition in SQL on its old columns."""

    @classmethod
    def read(cls, file: Path) -> Allowed:
        """Raises TypeError for a key that nobody knows."""
        given = tomllib.loads(file.read_text())
        expected = tuple(Expected(**each) for each in given.pop("expected", ()))
        return cls(expected, **given)

    def table(self, old: str) -> str:
        """What `old` is called now."""
        return self.tables.get(old, old)

    def old(self, view: str, new: str) -> str:
        """What the column `new` of the view once called `view` was called before."""
        named = {now: name for name, now in self.columns.items() if name.startswith(f"{view}.")}
        return named.get(new, new).removeprefix(f"{view}.")


def report(found: Iterable[Difference], allowed: Allowed, limit: int) -> int:
    """Print every kind of difference by place, at most `limit` of each; the unexpected count."""
    places: dict[str, list[Difference]] = defaultdict(list)
    expected: Counter[Expected] = Counter()
    for one in found:
        kind = next((kind for kind in allowed.expected if kind.covers(one)), None)
        if kind is None:
            places[one.where].append(one)
        else:
            expected[kind] += 1
    for where, unexpected in places.items():
        _print_place(where, unexpected, limit)
    _print_expected(expected, allowed)
    return sum(len(unexpected) for unexpected in places.values())


def _print_place(where: str, found: list[Difference], limit: int) -> None:
    columns = Counter(_column(one) for one in found)
    print(f"\n{where}: " + ", ".join(f"{n} {name}" for name, n in columns.most_common(12)))
    shown: Counter[str] = Counter()
    for one in found:
        shown[_column(one)] += 1
        if shown[_column(one)] <= limit:
            print(f"  {one}")
    rest = sum(n - min(n, limit) for n in columns.values())
    if rest:
        print(f"  … and {rest} more (--limit)")


def _column(one: Difference) -> str:
    if one.column != ROW:
        return one.column
    return "rows only before" if one.after == ABSENT else "rows only after"


def _print_expected(expected: Counter[Expected], allowed: Allowed) -> None:
    for kind in allowed.expected:
        count = expected[kind]
        said = f"expected, {count}" if count else "expected but not found"
        print(f"\n{said}: {kind.where} . {kind.column}: {kind.why}")
