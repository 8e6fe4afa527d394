"""Opening the one SQLite file: a writer that migrates it, and readers that cannot write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import WarehouseMissing, WarehouseNewer, WarehouseOlder

BUSY_SECONDS = 30.0
SCHEMA_VERSION = 4


def open_writer(path: Path) -> sqlite3.Connection:
    """Open or create the warehouse at `path` for writing, migrated to this version's schema."""
    from warehouse.migrations import migrate  # noqa: PLC0415 - sqlite-utils costs readers a second

    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    with _closed_on_failure(connection):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _refuse_newer(connection, path)
        migrate(connection)
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Open the warehouse at `path` read-only. Raises WarehouseMissing, -Newer, -Older."""
    if not path.exists():
        raise WarehouseMissing(
            f"no warehouse at {path}: run `gapwatch refresh` (or `gapwatch replay DIR`) first"
        )
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    with _closed_on_failure(connection):
        connection.execute("PRAGMA query_only = ON")
        _refuse_newer(connection, path)
        _refuse_older(connection, path)
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One unit of work: everything in it is written, or nothing is.

    BEGIN IMMEDIATE takes the write lock first; a deferred BEGIN that reads before it writes fails
    at once when another writer commits in between, whatever the busy timeout says.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def _closed_on_failure(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


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
