"""Opening the one SQLite file: a writer that migrates it, and readers that cannot write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from warehouse.errors import WarehouseMissing, WarehouseNewer, WarehouseOlder
from warehouse.lock import one_writer

BUSY_SECONDS = 30.0
SCHEMA_VERSION = 5


def open_writer(path: Path) -> sqlite3.Connection:
    """Open or create the warehouse at `path` for writing, migrated to this version's schema."""
    from warehouse.migrations import (  # noqa: PLC0415 - sqlite-utils costs readers a second
        is_current,
        migrate,
    )

    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    with _closed_on_failure(connection):
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _refuse_newer(connection, path)
        if not is_current(connection):  # opening a file that is waits for nobody
            with one_writer(path):
                connection.execute("PRAGMA journal_mode = WAL")
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
