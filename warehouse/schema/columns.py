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
    return text(name, about, optional=optional, matches=DATE)


def text(
    name: str,
    about: str,
    *,
    optional: bool = False,
    matches: str | None = None,
    refers_to: str | None = None,
    identity: bool = True,
) -> Column:
    """A text."""
    return Column(
        name, "TEXT", about, optional, matches=matches, refers_to=refers_to, identity=identity
    )


def whole(
    name: str,
    about: str,
    *,
    optional: bool = True,
    at_least: float | None = None,
    refers_to: str | None = None,
    identity: bool = True,
) -> Column:
    """A whole number."""
    return Column(name, "INTEGER", about, optional, (), at_least, None, None, refers_to, identity)


def flag(name: str, about: str, *, optional: bool = False) -> Column:
    """0 or 1."""
    return Column(name, "INTEGER", about, optional, (), 0, 1)


def real(
    name: str,
    about: str,
    *,
    optional: bool = True,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Column:
    """A number."""
    return Column(name, "REAL", about, optional, (), at_least, at_most)


def word(name: str, about: str, one_of: tuple[str, ...], *, optional: bool = False) -> Column:
    """A word of a closed list."""
    return Column(name, "TEXT", about, optional, one_of)


def vintages(about: str) -> Column:
    """Vintages that a row rests on: of two rows that differ in them alone the first stands."""
    return text("vintages", f"JSON list of {about}", identity=False)


CI_LEVEL = real("ci_level", "Level of the interval; absent: none.")
CODE_VERSION = text(
    "code_version", "Version of gapwatch that first derived the row.", identity=False
)
BASIS = word("basis", "board: whole boards; leaders: lists of some entries.", words(Basis))


def derived_table(name: str, about: str, *columns: Column) -> Table:
    """A table of facts that gapwatch derives; every row says which version did."""
    return Table(name, about, (*columns, CODE_VERSION), fact=True)
