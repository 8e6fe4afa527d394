"""The one SQLite file: connections to it, units of work, and rows by the names of their columns.

Not here: opening it to write, which brings its schema up to date first (`warehouse.migrations`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from warehouse import seals
from warehouse.errors import WarehouseMissing, WarehouseNewer, WarehouseOlder
from warehouse.lock import one_writer
from warehouse.schema.tables import SCHEMA_VERSION

BUSY_SECONDS = 30.0

Row = dict[str, Any]
"""One row of a query: values by the names of its columns."""


def rows(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> list[Row]:
    """Every row that `sql` gives."""
    found = connection.execute(sql, parameters)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def batches(
    connection: sqlite3.Connection, sql: str, size: int = 10_000
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows that `sql` gives, at most `size` at a time."""
    found = connection.execute(sql)
    while some := found.fetchmany(size):
        yield some


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file at `path`, closed when what checks it in the block fails.

    Raises WarehouseNewer.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _refuse_newer(connection, path)
        yield connection
    except BaseException:
        connection.close()
        raise


def open_reader(path: Path) -> sqlite3.Connection:
    """Open the warehouse at `path` read-only. Raises WarehouseMissing, -Newer, -Older."""
    if not path.exists():
        raise WarehouseMissing(
            f"no warehouse at {path}: run `gapwatch refresh` (or `gapwatch replay DIR`) first"
        )
    with connected(path) as connection:
        connection.execute("PRAGMA query_only = ON")
        _refuse_older(connection, path)
    return connection


@contextmanager
def steady(connection: sqlite3.Connection) -> Iterator[None]:
    """One view of the warehouse for several reads, whatever is recorded meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


@contextmanager
def recording(connection: sqlite3.Connection) -> Iterator[None]:
    """Be the one writer of the file: what is read in here still holds when it is written.

    May be nested. A database in memory has nobody to share with.
    """
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    with one_writer(Path(file)) if file else nullcontext():
        yield


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One unit of work of the one writer: everything in it is written, or nothing is.

    BEGIN IMMEDIATE takes SQLite's own lock first, which other programs know too; a deferred BEGIN
    that reads before it writes fails at once when another writer commits in between, whatever the
    busy timeout says.
    """
    with recording(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            seals.append(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise WarehouseNewer(
            f"{path} has schema {version}, this gapwatch knows {SCHEMA_VERSION}: update gapwatch"
        )


def _refuse_older(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < SCHEMA_VERSION:
        raise WarehouseOlder(
            f"{path} has schema {version}, this gapwatch reads {SCHEMA_VERSION}: "
            "`gapwatch refresh` brings it up to date and keeps what it holds"
        )
