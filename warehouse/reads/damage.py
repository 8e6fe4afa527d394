"""Damage: what the file holds that nobody wrote, or no longer holds.

Asked of the whole file: SQLite's own checks, every row's seal, every row's and state's hash, and
the schema with what is made from it. Not here: files beside it (`warehouse.wal`, the archive).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache

from warehouse import migrations, seals, search
from warehouse.connection import rows, steady
from warehouse.reads import integrity
from warehouse.reads.integrity import Contents
from warehouse.schema.tables import Table, tables
from warehouse.seals import BrokenSeal

SHOWN = 20
"""Lines of one check; the rest is counted."""
_CUT = "the file cannot be read to its end ({})"
_LABELS = ("source", "series", "measure", "board", "category", "url", "entry", "title", "sha256")


def examine(connection: sqlite3.Connection) -> Contents:
    """The hash of all facts, and everything that is wrong with the file."""
    hashed = [""]

    def hashes(connection: sqlite3.Connection) -> Iterator[str]:
        contents = integrity.contents(connection)
        hashed[0] = contents.sha256
        yield from contents.faults

    checks: tuple[Callable[[sqlite3.Connection], Iterable[str]], ...] = (
        integrity.faults, _schema, _made_from_others, _seals, hashes,
    )  # fmt: skip
    found: list[str] = []
    try:
        with integrity.legible(connection), steady(connection):
            for check in checks:
                try:
                    lines = list(check(connection))
                except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                    lines = [_CUT.format(error)]
                found += lines[:SHOWN]
                if len(lines) > SHOWN:
                    found.append(f"and {len(lines) - SHOWN} more of this kind")
    except sqlite3.DatabaseError as error:  # of a malformed file also where the reading ends
        found.append(_CUT.format(error))
    return Contents(hashed[0], list(dict.fromkeys(found)))


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    """Tables, columns, indexes, triggers and views that a file of this version has."""
    (wanted, made), held = _fresh(), _objects(connection)
    for kind, name in sorted({*wanted, *held}):
        if (kind, name) not in held:
            yield f"{kind} {name} is missing"
        elif (kind, name) not in wanted:
            yield f"{kind} {name} is none of gapwatch's"
        elif kind in ("trigger", "view", "column") and wanted[kind, name] != held[kind, name]:
            yield f"{kind} {name} has another text than this version gives it" + (
                " (the next run lays it anew)" if kind == "view" else ""
            )
    for (sql, what), rows_made in zip(MADE.items(), made, strict=True):
        if connection.execute(sql).fetchall() != rows_made:
            yield what


MADE = {
    "SELECT day FROM _calendar ORDER BY day": "_calendar: days are missing or wrong",
    "SELECT migration_set, name FROM _sqlite_migrations WHERE name >= 'm013' ORDER BY id": (
        "_sqlite_migrations: other migrations than this version's"
    ),
}
"""Rows that a new file has, and what is wrong where another one has others."""


@cache
def _fresh() -> tuple[dict[tuple[str, str], str], list[list[tuple[str, ...]]]]:
    """The objects of a new file, and its rows of `MADE`: laid once for all files that are asked."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.migrate(connection)
        return _objects(connection), [connection.execute(sql).fetchall() for sql in MADE]


OBJECTS = """
SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL
UNION ALL
SELECT 'column', of_table.name || '.' || one.name, one.type || one."notnull" || one.pk
FROM sqlite_master AS of_table, pragma_table_info(of_table.name) AS one
WHERE of_table.type = 'table'
"""


def _objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    found = connection.execute(OBJECTS)
    # SQLite quotes the name of a table that was renamed.
    return {(kind, name): sql.replace('"', "").strip() for kind, name, sql in found}


def _made_from_others(connection: sqlite3.Connection) -> Iterator[str]:
    """The index of models: made from the registry, and whole in itself."""
    if not search.is_indexed(connection):
        yield f"{search.INDEX}: the index of models does not hold what the registry says"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        copy.execute(search.CREATE)
        for part in ("data", "idx", "content", "docsize", "config"):
            name = f"{search.INDEX}_{part}"
            kept = connection.execute(f"SELECT * FROM {name}").fetchall()
            copy.execute(f"DELETE FROM {name}")
            if kept:
                copy.executemany(
                    f"INSERT INTO {name} VALUES ({', '.join('?' * len(kept[0]))})", kept
                )
        try:
            copy.execute(f"INSERT INTO {search.INDEX}({search.INDEX}) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            yield f"{search.INDEX}: the index of models is damaged ({error})"


def _seals(connection: sqlite3.Connection) -> Iterator[str]:
    by_name = {table.relation: table for table in tables()}
    broken = [
        (_place(connection, by_name[one.relation], one), one) for one in seals.broken(connection)
    ]
    counted = Counter((one.relation, place, one.cause) for (place, _), one in broken)
    first = {(one.relation, place, one.cause): row for (place, row), one in reversed(broken)}
    for key, count in counted.items():
        relation, place, cause = key
        more = f" and {count - 1} more rows of it" if count > 1 else ""
        yield f"{relation}{place}: {first[key]} {cause}{more}"


def _place(connection: sqlite3.Connection, table: Table, broken: BrokenSeal) -> tuple[str, str]:
    """(board, row) of a broken seal, as far as the row is still there to say so."""
    found = rows(connection, f"SELECT * FROM {table.relation} WHERE rowid = ?", (broken.id,))
    if not found:
        return "", f"row {broken.id}"
    values = found[0]
    board = connection.execute(
        "SELECT source, board, category FROM _board WHERE id = ?", (values.get("board_id"),)
    ).fetchone()
    place = f", board {'/'.join(name for name in board if name)}" if board else ""
    labels = [repr(values[name]) for name in _LABELS if values.get(name) not in (None, "")]
    if table.fact:
        return place, f"entry {values['entry']!r}"
    return place, " ".join([f"row {broken.id}", *labels[:3]])
