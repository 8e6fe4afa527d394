"""What a table and a column are, and how columns are declared."""

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from terms import openness, units, words as terms_words
from terms.days import is_day
from terms.words import Word, words

Type = Literal["TEXT", "INTEGER", "REAL"]

DATE = r"^\d{4}-\d{2}-\d{2}$"
DATE_IN_PART = r"^\d{4}(-\d{2}){0,2}$"
"""A day, a month or a year."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and the bounds that hold for every row of every source."""

    name: str
    type: Type
    about: str
    optional: bool = False
    one_of: tuple[str, ...] = ()
    """The words of a closed list of `terms`, where it holds nothing else."""
    at_least: float | None = None
    at_most: float | None = None
    matches: str | None = None
    refers_to: str | None = None
    identity: bool = True
    """False: names who first said it; another value alone does not make another fact row."""

    @property
    def is_day(self) -> bool:
        """Whether it holds days of the calendar, or parts of them."""
        return self.matches in (DATE, DATE_IN_PART)

    def holds(self, day: str) -> bool:
        """Whether `day` is one that such a column may hold."""
        return is_day(day, in_part=self.matches == DATE_IN_PART)


@dataclass(frozen=True)
class Table:
    """One table: its rows' meaning, its columns, and whether rows may ever change."""

    name: str
    about: str
    declared: str
    """Its columns, in lines that `columns` reads."""
    unique: tuple[tuple[str, ...], ...] = ()
    fact: bool = False
    append_only: bool = True
    promised: bool = False
    """People may rely on the table itself; every other one begins with `_` and views show it."""

    @property
    def relation(self) -> str:
        """Name of the table in SQL."""
        return self.name if self.promised else f"_{self.name}"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its columns, in declared order."""
        return columns(self.declared)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Its columns by their names, in declared order."""
        return {column.name: column for column in self.columns}

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Names of its columns with real numbers."""
        return tuple(column.name for column in self.columns if column.type == "REAL")

    def names(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(self.by_name)


_LINE = re.compile(
    r"(?P<name>[^ ]+) \((?P<kind>[^?,)]+)(?P<optional>\??)(?P<bounds>[^)]*)\): (?P<about>.+)"
)
_TEXTS = {
    "text": None,
    "day": DATE,
    "day in part": DATE_IN_PART,
    "url": r"^https?://",
    "sha256": r"^[0-9a-f]{64}$",
    "currency": r"^[A-Z]{3}$",
    "country": r"^[A-Z]{2}$",
}
_NUMBERS: dict[str, Type] = {"whole": "INTEGER", "flag": "INTEGER", "real": "REAL"}
_FLAG = {">=": "0", "<=": "1"}
_LISTS = {
    name: words(one)
    for module in (terms_words, openness, units)
    for name, one in vars(module).items()
    if isinstance(one, type) and issubclass(one, Word)
}


@cache
def columns(*parts: str) -> tuple[Column, ...]:
    """Columns as lines `name (kind, bounds): what it holds`; a deeper line goes on with the one
    before it.

    Kinds: whole, real, flag (0 or 1) and those of `_TEXTS`; a closed list of `terms` by its name,
    or its words in quotes. `?` after it: the value may be absent. Bounds: `>= 0`, `<= 1`;
    `-> table.column` that it refers to; `origin`: no part of a row's identity.
    """
    lines = (line for part in parts for line in re.split(r"\n(?! )", inspect.cleandoc(part)))
    return tuple(_declared(" ".join(line.split())) for line in lines)


def _declared(line: str) -> Column:
    """The column of one line. Raises ValueError."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"no column: {line}")
    kind = found["kind"]
    parts = (bound.partition(" ") for bound in found["bounds"].split(", ") if bound)
    bounds = {sign: value for sign, _, value in parts} | (_FLAG if kind == "flag" else {})
    if others := bounds.keys() - {">=", "<=", "->", "origin"}:
        raise ValueError(f"no bounds {others}: {line}")
    words_of = tuple(re.findall("'([^']+)'", kind)) or _LISTS.get(kind, ())
    if not (words_of or kind in _TEXTS or kind in _NUMBERS):
        raise ValueError(f"no kind {kind}: {line}")
    least, most = (json.loads(bounds.get(sign, "null")) for sign in (">=", "<="))
    return Column(
        found["name"],
        _NUMBERS.get(kind, "TEXT"),
        found["about"],
        optional=bool(found["optional"]),
        one_of=words_of,
        at_least=least,
        at_most=most,
        matches=_TEXTS.get(kind),
        refers_to=bounds.get("->"),
        identity="origin" not in bounds,
    )


def vintages(about: str) -> str:
    """Vintages that a row rests on: of two rows that differ in them alone the first stands."""
    return f"vintages (text, origin): JSON list of {about}"


CI_LEVEL = "ci_level (real?): Level of the interval; absent: none."
CODE_VERSION = "code_version (text, origin): Version of gapwatch that first derived the row."
BASIS = "basis (Basis): board: whole boards; leaders: lists of some entries."


def derived_table(name: str, about: str, *parts: str) -> Table:
    """A table of facts that gapwatch derives; every row says which version did."""
    return Table(name, about, "\n".join(map(inspect.cleandoc, (*parts, CODE_VERSION))), fact=True)
