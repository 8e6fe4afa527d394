"""A small SQLite file to publish: every promised view, and nothing else of the warehouse.

What holds now are tables; days are laid on the calendar by views, as in the warehouse. What a
thousand rows repeat (a page, a protocol, a detail) stands once in a table of its own. The file has
a rollback journal and no triggers, so that it is read where nothing may be written: by Datasette
Lite in a browser, or from a read-only folder. The same rows give the same bytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from warehouse.connection import batches, explained
from warehouse.schema.columns import Column
from warehouse.schema.derived import GAP, LAG, PRICE_GAP
from warehouse.schema.promised import PROMISED
from warehouse.schema.view import View
from warehouse.search import CREATE as CREATE_INDEX
from warehouse.search import INDEX
from warehouse.store import Warehouse
from warehouse.views.derived import daily, segments
from warehouse.views.facts import VIEWS, quoted

WRITER = f"SQLite {sqlite3.sqlite_version}"
"""Another one may lay the same rows down otherwise."""
REPEATED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "score_now": (
        (
            *("source", "board", "category", "unit", "ci_level", "ci_method", "provenance"),
            *("protocol", "published_on", "seen_at", "recorded_at", "page_sha256", "held", "basis"),
        ),
        ("model_name", "model", "openness", "released_on"),
    ),
    "price_now": (
        ("source", "currency", "mode", "published_on", "seen_at", "recorded_at", "page_sha256"),
    ),
    "quarantine": (
        ("source", "fact_table", "board", "category", "page_sha256", "seen_at", "recorded_at"),
        ("reason", "row"),
    ),
    "gap_changes": (("series", "title", "domain", "unit", "status"),),
    "frontier_by_release": (("series", "title", "domain", "unit", "status", "direction"),),
}
"""View to groups of columns whose values many rows share."""
DAILY = {f"{table.name}_daily": table.name for table in (GAP, LAG, PRICE_GAP)}
SEARCH = "model_search"
MACHINERY = ("id", "board_id", "row_sha")
WHOLE = ("score_now", "price_now", "quarantine")
"""What holds the tables of sources row by row; all else is what gapwatch made of them."""


def write_compact(warehouse: Warehouse, out: Path, about: Mapping[str, str | None]) -> list[str]:
    """Write the file; `about` becomes the one row of its table `as_of`. `out` must be new.

    Returns the tables that its views are made of.
    """
    with closing(sqlite3.connect(out)) as target, target:
        target.execute("PRAGMA secure_delete = ON")  # no remains of other rows in free space
        for view in PROMISED.values():
            _lay(warehouse.connection, target, view)
        _calendar(warehouse.connection, target)
        columns = ", ".join(f"{name} TEXT" for name in about)
        target.execute(f"CREATE TABLE as_of ({columns})")
        _insert(target, "as_of", [tuple(about.values())])
        target.execute("ANALYZE")
        inner = "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '_*' ORDER BY 1"
        return [name for (name,) in target.execute(inner)]


@contextmanager
def without_tables_of(
    connection: sqlite3.Connection, sources: Collection[str]
) -> Iterator[dict[str, int]]:
    """While it lasts, this connection's views of whole tables lack the rows of `sources`.

    Yields how many rows of each source are left out, over all these views. Only who asks by a bare
    name sees less; the views that are made of these still hold everything.
    """
    names = ", ".join(quoted(source) for source in sources)
    counts: dict[str, int] = dict.fromkeys(sources, 0)
    for name in WHOLE:
        query = f"SELECT source, count(*) FROM main.{name} WHERE source IN ({names}) GROUP BY 1"
        for source, rows in connection.execute(query):
            counts[source] += rows
    try:
        for name in WHOLE:
            kept = f"SELECT * FROM main.{name} WHERE source NOT IN ({names})"
            connection.execute(f"CREATE TEMP VIEW {name} AS {kept}")
        yield {source: rows for source, rows in counts.items() if rows}
    finally:
        for name in WHOLE:
            connection.execute(f"DROP VIEW IF EXISTS temp.{name}")


def _lay(source: sqlite3.Connection, target: sqlite3.Connection, view: View) -> None:
    if view.name in DAILY:
        _days(source, target, view.name, DAILY[view.name])
    elif view.name == SEARCH:
        _search(source, target)
    elif view.name in REPEATED:
        _grouped(source, target, view, REPEATED[view.name])
    else:
        columns = view.columns(source)
        target.execute(f"CREATE TABLE {view.name} ({_declared(columns)}{_primary(view)})")
        for batch in batches(source, view.query()):
            _insert(target, view.name, batch)
        if not _primary(view):
            target.execute(f"CREATE INDEX {view.name}_key ON {view.name}({', '.join(view.key)})")


def _declared(columns: Sequence[Column]) -> str:
    return ", ".join(
        f"{column.name} {column.type}{'' if column.optional else ' NOT NULL'}" for column in columns
    )


def _primary(view: View) -> str:
    """Its key as a primary key, unless a part of it may be absent."""
    if any(view.column(name).optional for name in view.key):
        return ""
    return f", PRIMARY KEY ({', '.join(view.key)})"


def _insert(target: sqlite3.Connection, name: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        target.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)


def _grouped(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    view: View,
    groups: Sequence[Sequence[str]],
) -> None:
    """A table `_NAME` of what is a row's own, one `_NAME_N` of each group, and the view."""
    columns = {column.name: column for column in view.columns(source)}
    at = {name: place for place, name in enumerate(columns)}
    own = [name for name in columns if not any(name in group for group in groups)]
    table, parts = f"_{view.name}", [f"_{view.name}_{n}" for n, _ in enumerate(groups, start=1)]
    links = "".join(f", {part} INTEGER NOT NULL REFERENCES {part}" for part in parts)
    target.execute(f"CREATE TABLE {table} ({_declared([columns[it] for it in own])}{links})")
    known: list[dict[tuple[Any, ...], int]] = [{} for _ in groups]
    for batch in batches(source, view.query()):
        rows = []
        for row in batch:
            shared = (tuple(row[at[name]] for name in group) for group in groups)
            ids = [
                one.setdefault(key, len(one) + 1) for one, key in zip(known, shared, strict=True)
            ]
            rows.append((*(row[at[name]] for name in own), *ids))
        _insert(target, table, rows)
    for part, group, found in zip(parts, groups, known, strict=True):
        declared = _declared([columns[name] for name in group])
        target.execute(f"CREATE TABLE {part} ({part} INTEGER PRIMARY KEY, {declared})")
        _insert(target, part, [(number, *key) for key, number in found.items()])
    joins = " ".join(f"JOIN {part} USING ({part})" for part in parts)
    target.execute(f"CREATE VIEW {view.name} AS SELECT {', '.join(columns)} FROM {table} {joins}")


def _days(source: sqlite3.Connection, target: sqlite3.Connection, name: str, table: str) -> None:
    found = source.execute(f"SELECT * FROM {segments(table)} ORDER BY board, category, entry")
    names = [column[0] for column in found.description]
    kept = [place for place, column in enumerate(names) if column not in MACHINERY]
    relation = f"_{table}_segment"
    target.execute(f"CREATE TABLE {relation} ({', '.join(names[place] for place in kept)})")
    _insert(target, relation, [tuple(row[place] for place in kept) for row in found])
    target.execute(f"CREATE INDEX {relation}_key ON {relation}(board, category, entry)")
    target.execute(f"CREATE VIEW {name} AS {daily(name, table, relation)}")


def _search(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    columns = "rowid, model, name, maker, aliases"
    target.execute(CREATE_INDEX)
    rows = source.execute(f"SELECT {columns} FROM {INDEX} ORDER BY rowid")
    target.executemany(f"INSERT INTO {INDEX} ({columns}) VALUES (?, ?, ?, ?, ?)", rows)
    target.execute(f"CREATE VIEW {SEARCH} AS {VIEWS[SEARCH]}")


def _calendar(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """The days that are derived, and no more."""
    target.execute("CREATE TABLE _calendar (day TEXT PRIMARY KEY) WITHOUT ROWID")
    last = max((_last(target, table) for table in DAILY.values()), default="")
    days = source.execute("SELECT day FROM _calendar WHERE day <= ? ORDER BY day", (last,))
    target.executemany("INSERT INTO _calendar VALUES (?)", days)


def _last(target: sqlite3.Connection, table: str) -> str:
    found = target.execute(f"SELECT coalesce(max(through), '') FROM _{table}_segment").fetchone()
    return str(found[0])


def read_rows(path: Path, view: View, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Columns `names` of a view of such a file, in the order of its key. Raises WarehouseError."""
    address = f"file:{path}?mode=ro&immutable=1"
    with explained(path), closing(sqlite3.connect(address, uri=True)) as source:
        yield from source.execute(
            f"SELECT {', '.join(names)} FROM {view.name} ORDER BY {', '.join(view.key)}"
        )
