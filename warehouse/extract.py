"""A SQLite file of every promised view, and nothing else of the warehouse: to publish, or of a day.

Views are tables; days are laid on the calendar by views, as in the warehouse. The file has a
rollback journal and no triggers, so that it is read where nothing may be written: by Datasette Lite
in a browser, or from a read-only folder. The same rows give the same bytes.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from warehouse.connection import explained
from warehouse.errors import WarehouseError
from warehouse.schema.derived import GAP, LAG, PRICE_GAP
from warehouse.schema.view import View
from warehouse.store import Warehouse
from warehouse.views.files import quoted
from warehouse.views.promised import PROMISED, views

WRITER = f"SQLite {sqlite3.sqlite_version}"
"""Another one may lay the same rows down otherwise."""
DAILY = {f"{table.name}_daily": table.name for table in (GAP, LAG, PRICE_GAP)}
MACHINERY = ("id", "board_id", "row_sha")
WHOLE = ("score_now", "price_now", "quarantine")
"""What holds the tables of sources row by row; all else is what gapwatch made of them."""


def write_file(warehouse: Warehouse, out: Path, about: Mapping[str, str | None]) -> list[str]:
    """Write the file; `about` becomes the one row of its table `as_of`.

    Returns the tables that its views are made of. Raises WarehouseError when `out` exists.
    """
    if out.exists():
        raise WarehouseError(f"{out} exists; name a new file or remove it first")
    source = warehouse.connection
    with closing(sqlite3.connect(out)) as target, target:
        last = ""  # day of a derived table, with which the calendar ends
        for view in PROMISED.values():
            if view.name in DAILY:
                last = max(last, _days(source, target, view.name, DAILY[view.name]))
            else:
                _table(source, target, view)
        target.execute("CREATE TABLE _calendar (day TEXT PRIMARY KEY) WITHOUT ROWID")
        days = source.execute("SELECT day FROM _calendar WHERE day <= ? ORDER BY day", (last,))
        _insert(target, "_calendar", days)
        target.execute(f"CREATE TABLE as_of ({', '.join(f'{name} TEXT' for name in about)})")
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


def read_rows(path: Path, view: View, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Columns `names` of a view of such a file, in the order of its key. Raises WarehouseError."""
    address = f"file:{path}?mode=ro&immutable=1"
    with explained(path), closing(sqlite3.connect(address, uri=True)) as source:
        yield from source.execute(
            f"SELECT {', '.join(names)} FROM {view.name} ORDER BY {', '.join(view.key)}"
        )


def _table(source: sqlite3.Connection, target: sqlite3.Connection, view: View) -> None:
    columns = view.columns(source)
    declared = ", ".join(
        f"{column.name} {column.type}{'' if column.optional else ' NOT NULL'}" for column in columns
    )
    key = ", ".join(view.key)
    is_key = not any(view.column(name).optional for name in view.key)
    primary = f", PRIMARY KEY ({key})) WITHOUT ROWID" if is_key else ")"
    target.execute(f"CREATE TABLE {view.name} ({declared}{primary}")
    _insert(target, view.name, source.execute(view.query()))
    if not is_key:
        target.execute(f"CREATE INDEX {view.name}_key ON {view.name}({key})")


def _insert(target: sqlite3.Connection, name: str, rows: Iterable[Sequence[Any]]) -> None:
    (width,) = target.execute("SELECT count(*) FROM pragma_table_info(?)", (name,)).fetchone()
    target.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * width)})", rows)


def _days(source: sqlite3.Connection, target: sqlite3.Connection, name: str, table: str) -> str:
    """Rows of `_TABLE_segment` as a table of that name, and over it the daily view as it is; the
    last day of a row."""
    relation = f"_{table}_segment"
    named = source.execute("SELECT name FROM pragma_table_info(?)", (relation,))
    columns = ", ".join(name for (name,) in named if name not in MACHINERY)
    target.execute(f"CREATE TABLE {relation} ({columns})")
    ordered = f"SELECT {columns} FROM {relation} ORDER BY board, category, entry"
    _insert(target, relation, source.execute(ordered))
    target.execute(f"CREATE INDEX {relation}_key ON {relation}(board, category, entry)")
    target.execute(f"CREATE VIEW {name} AS {views()[name]}")
    return str(target.execute(f"SELECT coalesce(max(through), '') FROM {relation}").fetchone()[0])
