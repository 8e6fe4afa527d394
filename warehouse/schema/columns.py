"""What a table and a column are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from terms.days import is_day
from terms.words import Basis, words

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


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its rows' meaning, its columns, and whether rows may ever change."""

    name: str
    about: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    fact: bool = False
    append_only: bool = True
    promised: bool = False
    """People may rely on the table itself; every other one begins with `_` and views show it."""

    @property
    def relation(self) -> str:
        """Name of the table in SQL."""
        return self.name if self.promised else f"_{self.name}"

    def column(self, name: str) -> Column:
        """The column called `name`; raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    def names(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(column.name for column in self.columns)


def day(name: str, about: str, *, optional: bool = False) -> Column:
    """A column that holds a day, written YYYY-MM-DD."""
    return Column(name, "TEXT", about, optional=optional, matches=DATE)


CODE_VERSION = Column(
    "code_version", "TEXT", "Version of gapwatch that first derived the row.", identity=False
)
BASIS = Column(
    "basis",
    "TEXT",
    "board: whole boards; leaders: lists of some entries.",
    one_of=words(Basis),
)


def text(name: str, about: str, *, optional: bool = False) -> Column:
    """A text."""
    return Column(name, "TEXT", about, optional=optional)


def whole(name: str, about: str, *, optional: bool = True) -> Column:
    """A whole number."""
    return Column(name, "INTEGER", about, optional=optional)


def flag(name: str, about: str) -> Column:
    """0 or 1."""
    return Column(name, "INTEGER", about, at_least=0, at_most=1)


def real(name: str, about: str, *, optional: bool = True) -> Column:
    """A number."""
    return Column(name, "REAL", about, optional=optional)


def word(name: str, about: str, one_of: tuple[str, ...], *, optional: bool = False) -> Column:
    """A word of a closed list."""
    return Column(name, "TEXT", about, optional=optional, one_of=one_of)


def vintages(about: str) -> Column:
    """Vintages that a row rests on: of two rows that differ in them alone the first stands."""
    return Column("vintages", "TEXT", f"JSON list of {about}", identity=False)


CI_LEVEL = real("ci_level", "Level of the interval; absent: none.")
