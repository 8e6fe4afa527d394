"""The one SQLite file: connections to it, units of work, and rows by the names of their columns.

Not here: opening it to write, which brings its schema up to date first (`warehouse.migrations`).
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from warehouse.errors import (
    WarehouseBusy,
    WarehouseError,
    WarehouseFull,
    WarehouseMissing,
    WarehouseNewer,
    WarehouseOlder,
    WarehouseUnreadable,
    WarehouseUnwritable,
)
from warehouse.files import one_writer, owner
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


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    """Write a row by the names of its columns; its number."""
    marks = ", ".join(f":{name}" for name in row)
    made = connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)
    return int(made.lastrowid or 0)


_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_SHUT = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
FULL_BELOW = 1 << 20
"""Bytes free on a disk below which a failed write is for want of room, whatever SQLite calls it."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Faults of the file at `path` and of its disk by name, with who holds it and what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        named = _named(error, path)
        if named is None:
            raise
        raise named from error
    except UnicodeDecodeError as error:  # SQLite quotes the damaged text in its message
        raise WarehouseUnreadable(_DAMAGE.format(path=path, error=error)) from error


_DAMAGE = "{path} is damaged ({error}): restore it, docs/operate.md says how"


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary code; 0 for errors of the module itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _named(error: sqlite3.DatabaseError, path: Path) -> WarehouseError | None:
    code = _code(error)
    if code in _BUSY:
        return WarehouseBusy(f"{path} is held by {owner(path)}: try again when it has ended")
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return WarehouseFull(f"the disk of {path} is full: nothing was written; free some space")
    if code in _SHUT:
        return WarehouseUnwritable(
            f"{path} cannot be written ({error}): check its place and rights"
        )
    if code == sqlite3.SQLITE_IOERR:
        return WarehouseUnreadable(f"{path}: {error}; check the disk")
    return unreadable(error, path)


def unreadable(error: BaseException, path: Path) -> WarehouseUnreadable | None:
    """What SQLite says where the file at `path` is damaged; None: of any other error."""
    if isinstance(error, sqlite3.DatabaseError) and _code(error) in _DAMAGED:
        return WarehouseUnreadable(_DAMAGE.format(path=path, error=error))
    return None


def _is_full(path: Path) -> bool:
    return shutil.disk_usage(path.parent).free < FULL_BELOW


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file at `path`, closed when what checks it in the block fails.

    Raises WarehouseNewer, WarehouseUnreadable for a file of another program, and what `explained`
    names.
    """
    with explained(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _refuse_other(connection, path)
            yield connection
        except BaseException:
            connection.close()
            raise


def open_reader(path: Path) -> sqlite3.Connection:
    """Open the warehouse at `path` read-only. Raises WarehouseMissing, -Newer, -Older."""
    refuse_missing(path)
    try:
        with connected(path) as connection:
            connection.execute("PRAGMA query_only = ON")
            _refuse_older(connection, path)
    except (WarehouseUnwritable, WarehouseFull):
        connection = _from_read_only(path)
    return connection


def refuse_missing(path: Path) -> None:
    """Raises WarehouseMissing, which says how to begin."""
    if not path.exists():
        raise WarehouseMissing(
            f"no warehouse at {path}: run `gapwatch refresh` (or `gapwatch replay DIR`, or "
            "`gapwatch restore DIR`) first"
        )


def _from_read_only(path: Path) -> sqlite3.Connection:
    """The file where SQLite can lay no index of its log beside it: on a read-only or full disk.

    What is in the log is read from a copy in memory. Raises WarehouseUnreadable.
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        connection = _merged(path, log) if size(log) else _immutable(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise WarehouseUnreadable(
            f"{path} cannot be read ({error}): check its rights, or copy its folder elsewhere"
        ) from None
    connection.execute("PRAGMA query_only = ON")
    _refuse_other(connection, path)
    _refuse_older(connection, path)
    return connection


def size(path: Path) -> int:
    """Bytes of a file; none where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _immutable(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None
    )
    connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    return connection


def _merged(path: Path, log: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with tempfile.TemporaryDirectory() as folder:
        for file in (path, log):
            shutil.copyfile(file, Path(folder, file.name))
        with closing(sqlite3.connect(Path(folder, path.name))) as copy:
            copy.backup(memory)
    return memory


@contextmanager
def steady(connection: sqlite3.Connection) -> Iterator[None]:
    """One view of the warehouse for several reads, whatever is recorded meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def recording(connection: sqlite3.Connection) -> AbstractContextManager[None]:
    """Be the one writer of the file: what is read in here still holds when it is written.

    May be nested. A database in memory has nobody to share with.
    """
    file = file_of(connection)
    return one_writer(file) if file else nullcontext()


def file_of(connection: sqlite3.Connection) -> Path | None:
    """Where the database lies; None: in memory."""
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    return Path(file) if file else None


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One unit of work of the one writer: everything in it is written, or nothing is.

    BEGIN IMMEDIATE takes SQLite's own lock first, which other programs know too; a deferred BEGIN
    that reads before it writes fails at once when another writer commits in between, whatever the
    busy timeout says.
    """
    file = file_of(connection)
    with recording(connection), explained(file) if file else nullcontext():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk ends it by itself
                connection.execute("ROLLBACK")
            raise


FIRST_SCHEMA = 13
"""That of 0.2.0, from which migrations start."""
OURS = "_sqlite_migrations"
"""The table that a file of ours gets before any other."""


def _refuse_other(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a newer file, and one of another program, which has tables and no schema of ours."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
    names = [str(name) for (name,) in found]
    if names and OURS not in names:
        raise WarehouseUnreadable(
            f"{path} is a database of another program (it holds {', '.join(names[:3])}): "
            "move it away, or name another GAPWATCH_HOME"
        )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise WarehouseNewer(
            f"{path} has schema {version}, this gapwatch knows {SCHEMA_VERSION}: update gapwatch"
        )
    if 0 < version < FIRST_SCHEMA:
        raise WarehouseOlder(
            f"{path} has schema {version}, from before gapwatch 0.2.0: refresh it once with 0.2.0, "
            "which brings it up to date and keeps all that it holds"
        )


def _refuse_older(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < SCHEMA_VERSION:
        raise WarehouseOlder(
            f"{path} has schema {version}, this gapwatch reads {SCHEMA_VERSION}: "
            "`gapwatch refresh` brings it up to date and keeps what it holds"
        )
