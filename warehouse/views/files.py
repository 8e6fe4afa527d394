"""Views as their files say: in a head of comments what a row is and what its columns mean, then the
query. `shared/` holds what several are made of: macros, and one query for each kind of table."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from terms.boards import ENDS
from terms.openness import OpennessRule
from warehouse.schema.columns import Table
from warehouse.schema.derived import DERIVED, GAP, LAG, PRICE_GAP
from warehouse.schema.facts import STATED
from warehouse.schema.view import TABLES, View

FOLDER = Path(__file__).parent
_HEAD = re.compile(
    r"One row is (?P<row>.+?)\.\nKey: (?P<key>.+?)\n(Columns as in table: (?P<of>\w+)\n)?"
    r"(Of the moment of asking: (?P<asking>.+?)\n)?(\n(?P<own>.+))?",
    re.DOTALL,
)
_OF_A_BOARD = ("source", "board", "category", "published_on", "basis")
"""Columns that a vintage has: those of a fact table with such a name are renamed."""


def quoted(text: str) -> str:
    """A text as SQL writes it, for a view: that takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


def described(name: str) -> View:
    """The promised view that is called `name`, as the head of its file says. Raises ValueError."""
    head = re.sub(r"^-- ?", "", _parts(FOLDER / f"{name}.sql")[0], flags=re.MULTILINE)
    if not (found := _HEAD.fullmatch(head)):
        raise ValueError(f"{name}.sql: its head says no row and key")
    return View(
        name,
        " ".join(found["row"].split()),
        tuple(found["key"].split(", ")),
        TABLES[found["of"]] if found["of"] else None,
        found["own"] or "",
        tuple((found["asking"] or "").split()),
    )


def _parts(file: Path) -> tuple[str, str]:
    """The head of a file of a view and its query."""
    head, _, query = file.read_text("utf-8").partition("\n\n")
    return f"{head.rstrip()}\n", query


@cache
def _files() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - it is SQL
    )
    environment.globals["open_grades"] = ", ".join(
        quoted(grade) for grade in sorted(OpennessRule.ANY_WEIGHTS.grades)
    )
    environment.globals["rules"] = ", ".join(map(quoted, OpennessRule))
    environment.globals["open_classes"] = [
        (rule.value, sorted(rule.grades)) for rule in OpennessRule
    ]
    environment.filters["quoted"] = quoted
    return environment


def macro(file: str, name: str) -> Callable[..., str]:
    """A macro of a file in `shared/`, for queries that are put together when they are asked."""
    found: Callable[..., str] = getattr(_files().get_template(f"shared/{file}.sql").module, name)
    return found


def queries(**about: Any) -> dict[str, str]:
    """Every view by name: its query. `about`: what files of views ask for."""
    found = {}
    for path in sorted(FOLDER.glob("*.sql")):
        query = _parts(path)[1]
        if "{" in query:  # most are SQL alone, and a template takes 2 ms
            query = _files().from_string(query).render(about)
        if query:  # a head alone tells of a table
            found[path.stem] = query.strip()
    return found | dict(map(_stated, STATED)) | dict(_derived())


def _stated(table: Table) -> tuple[str, str]:
    """The rows in force of a table that pages state."""
    columns = (
        f"f.{name} AS {table.name}_{name}" if name in _OF_A_BOARD else f"f.{name}"
        for name in table.names()
    )
    return _of_table("stated", table, "in_force", columns=", ".join(columns))


def _derived() -> Iterator[tuple[str, str]]:
    """The rows of derived tables: of what is said now, and of segments of all that was ever."""
    for table in DERIVED:
        yield _of_table("derived", table, "in_force", is_of_now=True)
    for table in (GAP, LAG, PRICE_GAP):
        yield _of_table("derived", table, "derived", is_of_now=False)
        yield _of_table("segments", table, "segment", is_dated=table is not PRICE_GAP)


def _of_table(file: str, table: Table, end: str, **about: object) -> tuple[str, str]:
    query = (
        _files()
        .get_template(f"shared/{file}.sql")
        .render(table=table.name, end=ENDS.get(table.name), **about)
    )
    return f"_{table.name}_{end}", query
