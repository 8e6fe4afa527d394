"""Whether the warehouse is sound: the file, and what its rows come to.

Facts and states carry a hash, which is computed again, but not of tables that are derived no more.
What no hash covers of vintages stands in an index too, with which SQLite's own check compares it.
Not here: files beside it (the archive).
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache

from warehouse.connection import steady
from warehouse.history.record import content_sha, state_sha
from warehouse.schema.derived import DERIVED_SOURCE, NO_LONGER_DERIVED
from warehouse.schema.facts import FACTS
from warehouse.schema.tables import Table

SHOWN = 20
"""Faults of one kind; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the stored rows come to: the hash of all facts, and everything that is wrong."""

    sha256: str
    faults: list[str]


def examine(connection: sqlite3.Connection) -> Contents:
    """The hash of all facts, and everything that is wrong with the file."""
    found, sha256 = list[str](), ""
    try:
        with legible(connection), steady(connection):
            found += _shortened([*_of_sqlite(connection), *_of_schema(connection)])
            held = contents(connection)
            sha256 = held.sha256
            found += _shortened(held.faults)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # where the reading ends
        found.append(f"the file cannot be read to its end ({error})")
    return Contents(sha256, found)


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], *([f"and {more} more of this kind"] if more > 0 else [])]


def _of_sqlite(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield line
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield f"broken reference: {row}"
    for name, table in FACTS.items():
        asked = f"SELECT DISTINCT recorded_at FROM {table.relation}"
        for (at,) in connection.execute(f"{asked} EXCEPT SELECT recorded_at FROM _snapshot"):
            yield f"_{name}: nothing was recorded at {at}"


OBJECTS = (
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
    f"AND tbl_name NOT IN {tuple(f'_{name}' for name in NO_LONGER_DERIVED)}"
)


def _of_schema(connection: sqlite3.Connection) -> Iterator[str]:
    """What a new file has and this one has not: its tables, indexes, triggers, views, calendar."""
    wanted, days = _fresh()
    held = {(kind, name): sql for kind, name, sql in connection.execute(OBJECTS)}
    for kind, name in sorted(wanted.keys() - held.keys()):
        yield f"{kind} {name} is missing"
    for kind, name in sorted(held.keys() - wanted.keys()):
        yield f"{kind} {name} is none of gapwatch's"
    for kind, name in sorted(wanted.keys() & held.keys()):
        if kind in ("trigger", "view") and wanted[kind, name] != held[kind, name]:
            yield f"{kind} {name} has another text than this version gives it"
    if connection.execute(DAYS).fetchall() != days:
        yield "_calendar: days are missing or wrong"


DAYS = "SELECT day FROM _calendar ORDER BY day"


@cache
def _fresh() -> tuple[dict[tuple[str, str], str], list[tuple[str]]]:
    """The objects of a new file by kind and name, and its days."""
    from warehouse.migrations import migrate  # noqa: PLC0415 - sqlite-utils costs readers a second

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        objects = {(kind, name): sql for kind, name, sql in connection.execute(OBJECTS)}
        return objects, connection.execute(DAYS).fetchall()


def content_hash(connection: sqlite3.Connection) -> str:
    """Hash of everything that boards said, computed from the rows themselves.

    Ids and recorded times are left out, so that a rebuild from the same pages by the same code
    gives the same hash.
    """
    return contents(connection).sha256


def contents(connection: sqlite3.Connection) -> Contents:
    """Every row, state and vintage hashed anew from what is stored."""
    faults: list[str] = []
    with legible(connection):
        boards = {key: names for key, *names in connection.execute(_BOARDS)}
        rows_by_table = {
            name: dict(_rows_hashed(connection, table, boards, faults))
            for name, table in FACTS.items()
        }
        states = dict(_states_hashed(connection, boards, rows_by_table, faults))
        found = connection.execute(
            "SELECT b.fact_table, b.source, b.board, b.category, v.published_on, v.restated, "
            "v.seen_at, v.page_sha256, v.basis, v.state_id FROM _vintage v "
            f"JOIN _board b ON b.id = v.board_id WHERE b.source <> '{DERIVED_SOURCE}'"
        )
        said = sorted({(*row[:-1], states.get(row[-1], "")) for row in found})
    digest = hashlib.sha256()
    for row in said:
        digest.update(json.dumps(row).encode())
    return Contents(digest.hexdigest(), faults)


_BOARDS = "SELECT id, source, board, category FROM _board"
_Boards = Mapping[int, Sequence[str]]


def _rows_hashed(
    connection: sqlite3.Connection, table: Table, boards: _Boards, faults: list[str]
) -> Iterator[tuple[int, tuple[int, str]]]:
    """Id of every fact row to its board and the hash of its values."""
    entry = table.names().index("entry")
    found = connection.execute(
        f"SELECT id, board_id, row_sha, {', '.join(table.names())} FROM {table.relation}"
    )
    for key, board, sha, *values in found:
        try:
            now = content_sha(table, tuple(values))
        except TypeError:  # a value of no type that a table has
            now = ""
        if now != sha:
            faults.append(
                f"{table.relation}, {_board(boards, board)}, entry {values[entry]!r}: its values "
                "do not give the hash that it was recorded with"
            )
        yield key, (board, now)


def _states_hashed(
    connection: sqlite3.Connection,
    boards: _Boards,
    rows_by_table: Mapping[str, Mapping[int, tuple[int, str]]],
    faults: list[str],
) -> Iterator[tuple[int, str]]:
    """Id of every state to the hash of its rows as they are now."""
    found = connection.execute(
        "SELECT s.id, s.board_id, b.fact_table, s.sha256, s.runs, s.held, s.row_count "
        "FROM _state s LEFT JOIN _board b ON b.id = s.board_id "
        f"WHERE coalesce(b.fact_table, '') NOT IN {NO_LONGER_DERIVED}"
    )
    for key, board, table, sha, runs, held, count in found:
        hashed = rows_by_table.get(table, {})
        try:
            pairs = json.loads(runs)
            if sum(last + 1 - first for first, last in pairs) != count:
                raise ValueError("the runs do not have as many rows as were counted")
            rows_of = [hashed[one] for first, last in pairs for one in range(first, last + 1)]
            now = state_sha([sha for at, sha in rows_of if at == board], json.loads(held))
        except (ValueError, TypeError, KeyError):
            now = ""
        if now != sha:
            faults.append(
                f"_state, {_board(boards, board)}: state {key} has other rows than were recorded"
            )
        yield key, now


def _board(boards: _Boards, key: int) -> str:
    names = [name for name in boards.get(key, ()) if name]
    return f"board {'/'.join(names)}" if names else f"a board {key} that is not there"


@contextmanager
def legible(connection: sqlite3.Connection) -> Iterator[None]:
    """Read text that is no UTF-8 as its escapes, so that damage is compared and not thrown."""
    given = connection.text_factory
    connection.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        connection.text_factory = given
