"""What Datasette says about the warehouse: made from the schema, the sources and the questions.

Nothing is written twice: tables and columns come from `warehouse.schema`, promised views
from `warehouse.views.promised`, terms from the sources' own ABOUT, questions from `queries.toml`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from outputs.sections.sources import SourceLine
from terms.days import day
from terms.declared import Named, Text, blocks
from warehouse.schema.columns import Column
from warehouse.schema.view import TABLES
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

DATABASE = "warehouse"
TITLE = "gapwatch: how far are open-weight models behind closed ones?"

FRONT = (
    "<p>Begin with one of the <em>queries</em>, or with the first <em>views</em>; "
    "<code>readme</code> says what each holds. A positive gap means that closed is better. "
    "Read-only.</p>"
)

INNER = re.compile(r"\b(FROM|JOIN)\s+_", re.IGNORECASE)
"""A question that reads what is no promise."""

Metadata = dict[str, Any]


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
    text = files("outputs.explorer").joinpath("queries.toml").read_text("utf-8")
    return tuple(blocks(text, Query, "outputs/explorer/queries.toml", QueriesInvalid).values())


def metadata(warehouse: Warehouse, sources: Sequence[SourceLine], state: str = "") -> Metadata:
    """Datasette's `metadata` for `warehouse`; `sources` are those whose terms are shown, `state`
    is said first."""
    front = state + FRONT
    described: dict[str, Metadata] = {
        table.relation: _about(f"{table.about} Append-only.", table.columns)
        for table in TABLES.values()
    }
    for view in PROMISED.values():
        columns = view.columns(warehouse.connection)
        described[view.name] = _about(f"One row is {view.one_row_is}.", columns)
    internals = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name GLOB '_*'"
    for (name,) in warehouse.connection.execute(internals):
        described.setdefault(name, {})["hidden"] = True  # still there with `?_show_hidden=1`
    return {
        "title": TITLE,
        "description_html": front,
        "license": "the terms of each source",
        "license_url": f"/{DATABASE}",
        "databases": {
            DATABASE: {
                "description_html": front + _terms(sources),
                "tables": described,
                "queries": {query.id: _query(query) for query in queries()},
            }
        },
    }


def _about(what: str, columns: Iterable[Column]) -> Metadata:
    return {"description": what, "columns": {column.name: column.about for column in columns}}


def published(
    warehouse: Warehouse,
    sources: Sequence[SourceLine],
    database: str,
    data_on: str,
    inner: Iterable[str],
) -> Metadata:
    """The same for a published file `database`: the promised views, made of tables `inner`.

    Questions over what only the warehouse has are left out.
    """
    state = f"<p><strong>Data of {day(data_on)}</strong>, as published.</p>"
    whole = metadata(warehouse, sources, state)
    told = whole["databases"][DATABASE]
    tables = {name: about for name, about in told["tables"].items() if name in PROMISED}
    tables |= {name: {"hidden": True} for name in inner}
    asked = {it.id: told["queries"][it.id] for it in queries() if not INNER.search(it.sql)}
    return {
        **whole,
        "license_url": "NOTICE.md",
        "databases": {database: {**told, "tables": tables, "queries": asked}},
    }


def _query(query: Query) -> Metadata:
    takes = "".join(
        f"<dt><code>{escape(name)}</code></dt><dd>{escape(takes)}</dd>"
        for name, takes in query.params.items()
    )
    return {
        "title": query.title,
        "description": query.description,
        "description_html": f"<p>{_code(query.description)}</p>"
        + (f"<dl>{takes}</dl>" if takes else ""),
        "sql": query.sql.strip(),
        "params": list(query.params),
        "hide_sql": True,
    }


def _code(text: str) -> str:
    """Escaped text whose words in backticks are set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _terms(sources: Sequence[SourceLine]) -> str:
    lines = "".join(
        f'<li><a href="{escape(line.home)}">{escape(line.title)}</a> '
        f"(<code>{escape(line.name)}</code>): {escape(line.licence)}. "
        f"{escape(line.attribution)}</li>"
        for line in sources
    )
    return (
        f"<details><summary>Sources, licences and attributions</summary><ul>{lines}</ul></details>"
    )
