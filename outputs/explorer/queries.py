"""The questions that Datasette offers ready to run, read from `queries.toml`.

What belongs here: their shape and the chart each may have. SQL stays in the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns of a query to draw: `x` is a day; `lines` are numbers; `low` and `high` are a band.

    With `split`, each value of that column is a line of its own. `zero`: the axis shows zero. `age`
    is the column that tells how old the page behind a day is: old stretches are drawn pale.
    """

    x: str
    lines: tuple[str, ...]
    low: str | None = None
    high: str | None = None
    split: str | None = None
    zero: bool = False
    age: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One question: `params` maps each parameter of the SQL to what it takes."""

    name: str
    title: str
    description: str
    sql: str
    params: Mapping[str, str] = field(default_factory=dict)
    chart: Chart | None = None


@cache
def queries() -> tuple[Query, ...]:
    """Every question in the order of the file. Raises TypeError for an unknown key."""
    text = files("outputs.explorer").joinpath("queries.toml").read_text("utf-8")
    return tuple(_query(name, table) for name, table in tomllib.loads(text).items())


def _query(name: str, table: dict[str, Any]) -> Query:
    given = dict(table)
    chart = given.pop("chart", None)
    if chart is not None:
        chart = Chart(**{**chart, "lines": tuple(chart["lines"])})
    return Query(name, **{**given, "sql": given["sql"].strip()}, chart=chart)
