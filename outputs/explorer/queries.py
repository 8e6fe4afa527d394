"""The questions that Datasette offers ready to run, read from `queries.toml`.

What belongs here: their shape and the chart each may have. SQL stays in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Annotated

from annotated_types import MinLen

from terms.declared import Declared, Named, Text, checked_by_name, toml_tables


class QueriesInvalid(Exception):
    """A declared question has an unknown key, a missing key or a value that is not allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Declared):
    """Columns of a query to draw."""

    x: Text
    """Column of the day."""
    lines: Annotated[tuple[Text, ...], MinLen(1)]
    """Columns of numbers, a line each."""
    low: Text | None = None
    """Lower end of a band."""
    high: Text | None = None
    """Upper end of it."""
    split: Text | None = None
    """Column of which each value is a line of its own."""
    zero: bool = False
    """True: the axis shows zero."""
    age: Text | None = None
    """Column that tells how old the page behind a day is: old stretches are drawn pale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Named):
    """One question."""

    title: Text
    """Name for people."""
    description: Text
    """One sentence per fact that a reader must know."""
    sql: Text
    """The question; an empty parameter means the default that it states."""
    params: Mapping[str, Text] = field(default_factory=dict)
    """Each parameter of the SQL to what it takes."""
    chart: Chart | None = None
    """The chart of its answer."""


@cache
def queries() -> tuple[Query, ...]:
    """Every question in the order of the file. Raises QueriesInvalid."""
    return read(files("outputs.explorer").joinpath("queries.toml").read_text("utf-8"))


def read(text: str) -> tuple[Query, ...]:
    """The questions of a TOML text. Raises QueriesInvalid."""
    file = "outputs/explorer/queries.toml"
    found = checked_by_name(toml_tables(text, file, QueriesInvalid), Query, file, QueriesInvalid)
    return tuple(found.values())
