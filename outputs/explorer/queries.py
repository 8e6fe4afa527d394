"""The questions that Datasette offers ready to run, read from `queries.toml`.

What belongs here: their shape. SQL stays in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from terms.declared import Named, Text, blocks


class QueriesInvalid(Exception):
    """A declared question has an unknown key, a missing key or a value that is not allowed."""


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


@cache
def queries() -> tuple[Query, ...]:
    """Every question in the order of the file. Raises QueriesInvalid."""
    return read(files("outputs.explorer").joinpath("queries.toml").read_text("utf-8"))


def read(text: str) -> tuple[Query, ...]:
    """The questions of a TOML text. Raises QueriesInvalid."""
    file = "outputs/explorer/queries.toml"
    found = blocks(text, Query, file, QueriesInvalid)
    return tuple(found.values())
