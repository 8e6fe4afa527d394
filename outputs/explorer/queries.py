"""The questions that Datasette offers ready to run, read from `queries.toml`.

What belongs here: their shape. SQL and the chart each may have stay in the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from outputs.charts.plot import Chart


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
