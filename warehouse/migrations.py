"""Ordered changes of the SQLite file, applied once each and never edited after a release.

Whoever opens the file to write gets it migrated (`open_writer`); readers never come here.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlite_utils
from sqlite_utils import Migrations

from warehouse import files
from warehouse.connection import connected, explained
from warehouse.files import one_writer
from warehouse.schema import ddl, tables as schema_tables
from warehouse.schema.derived import CLAIM, GAP
from warehouse.schema.ledgers import SERIES
from warehouse.schema.measured import MODEL_SCORE, ONE_GPU_GAP
from warehouse.schema.tables import SCHEMA_VERSION
from warehouse.views import promised

_migrations = Migrations("warehouse")

LAST_DAY = "2099-12-31"
INDEXES = (
    "CREATE INDEX vintage_order ON _page_state(board_id, published_on DESC, restated, "
    "seen_at DESC, page_sha256 DESC, snapshot_id DESC, id DESC)",
    "CREATE INDEX vintage_page ON _page_state(page_sha256)",
    "CREATE INDEX vintage_recorded ON _page_state(recorded_at)",
    "CREATE INDEX vintage_snapshot ON _page_state(snapshot_id, board_id)",
    "CREATE INDEX vintage_state ON _page_state(state_id)",
    "CREATE INDEX vintage_undated ON _page_state(board_id) WHERE own_date = 0",
    "CREATE INDEX snapshot_source ON _snapshot(source, id)",
    "CREATE INDEX snapshot_address ON _snapshot(url, seen_at)",
    "CREATE INDEX snapshot_page ON _snapshot(page_sha256) WHERE page_sha256 IS NOT NULL",
    "CREATE INDEX snapshot_repeats ON _snapshot(repeats, seen_at, id) WHERE repeats IS NOT NULL",
    "CREATE INDEX snapshot_repeated ON _snapshot(source, seen_at DESC, page_sha256 DESC, id DESC) "
    "WHERE repeats IS NOT NULL",
    "CREATE INDEX quarantine_source ON quarantine(source, id)",
    "CREATE INDEX quarantine_page ON quarantine(page_sha256, entry)",
    "CREATE INDEX quarantine_snapshot ON quarantine(snapshot_id)",
    "CREATE INDEX event_subject ON _event(kind, subject, id)",
)
INDEXES_SINCE = (
    "CREATE INDEX IF NOT EXISTS vintage_said ON _page_state(inputs_on, floor, leads)",
    "CREATE INDEX IF NOT EXISTS snapshot_recorded ON _snapshot(recorded_at)",
    "CREATE INDEX IF NOT EXISTS attempt_event ON _attempt(event_id, channel)",
)
"""The first two with what no hash covers of looks and vintages, which SQLite's own check compares
with it."""
GONE = ("_seal", "_model_text", "_delivery", "_outbox", "_alert_change", "_alert")
"""Tables of versions before."""


@_migrations()
def m013_points_days_and_children(db: sqlite_utils.Database) -> None:
    """The schema of 0.2.0, under the name of its last change: in homes of then it is applied."""
    for table in schema_tables.tables():
        for statement in ddl.create(table):
            db.execute(statement)
    for statement in (ddl.ROW_COUNT_CHECK, *INDEXES):
        db.execute(statement)
    db.execute("CREATE TABLE _calendar (day TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    db.execute(
        "WITH RECURSIVE days(day) AS (SELECT '2022-01-01' UNION ALL "
        "SELECT date(day, '+1 day') FROM days WHERE day < ?) "
        "INSERT INTO _calendar SELECT day FROM days",
        [LAST_DAY],
    )


@_migrations()
def m020_data_set_of_a_series(db: sqlite_utils.Database) -> None:
    """What is declared since 0.2.0, under the name of its last change: tables, columns, indexes,
    and words that checks of before do not know. Homes between the two have a part of it."""
    _add_what_is_declared(db)
    for table in (SERIES, GAP, ONE_GPU_GAP, CLAIM, MODEL_SCORE):
        _lay_anew(db, table)
    for index in INDEXES_SINCE:
        db.execute(index)
    if "_outbox" in db.table_names():  # of alerts and messages what was sent where
        db.execute(
            "INSERT INTO _attempt (channel, event_id, at, cause) SELECT o.channel, a.event_id, "
            "d.at, iif(d.outcome = 'failed', coalesce(d.cause, ''), NULL) "
            "FROM _delivery d JOIN _outbox o ON o.id = d.outbox_id, json_each(o.alerts) j "
            "JOIN _alert a ON a.id = j.value WHERE d.outcome <> 'started' ORDER BY d.id, a.id"
        )
    for name in GONE:
        db.execute(f"DROP TABLE IF EXISTS {name}")


def _add_what_is_declared(db: sqlite_utils.Database) -> None:
    for table in schema_tables.tables():
        held = {name for _, name, *_ in db.execute(f"PRAGMA table_info({table.relation})")}
        if not held:
            for statement in ddl.create(table):
                db.execute(statement)
        added = [column for column in table.columns if held and column.name not in held]
        for column in added:
            db.execute(f"ALTER TABLE {table.relation} ADD COLUMN {ddl.column_of(column)}")
        if any(column.is_day for column in added):
            db.execute(f"DROP TRIGGER IF EXISTS {table.name}_days")
            for statement in ddl.day_check(table):
                db.execute(statement)


def _lay_anew(db: sqlite_utils.Database, table: schema_tables.Table) -> None:
    """The same rows under the checks of today: SQLite changes none of a table that is there."""
    names = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table.relation})")]
    rows = db.execute(f"SELECT {', '.join(names)} FROM {table.relation}").fetchall()
    db.execute(f"DROP TABLE {table.relation}")
    for statement in ddl.create(table):
        db.execute(statement)
    marks = ", ".join("?" * len(names))
    db.conn.executemany(f"INSERT INTO {table.relation} ({', '.join(names)}) VALUES ({marks})", rows)


def open_writer(path: Path) -> sqlite3.Connection:
    """Open or create the warehouse at `path` for writing, migrated to this version's schema."""
    files.home(path.parent)
    if not path.exists():
        with one_writer(path), explained(path):
            _begin(path)
    with connected(path) as connection:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        if not is_current(connection):  # opening a file that is waits for nobody
            with one_writer(path):
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)
    return connection


def _begin(path: Path) -> None:
    """Make the file with its first page, or none at all: one that is empty was emptied."""
    if path.exists():
        return
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    files.file(part)
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    part.replace(path)


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether `migrate` would change nothing, found out by reading alone."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    return (version, mode) == (SCHEMA_VERSION, "wal") and promised.are_laid(connection)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this version's schema and lay the current views over it.

    Views hold no data, so they are laid anew whenever their text differs.
    """
    _migrations.apply(sqlite_utils.Database(connection))
    # Whoever was killed before this index of its table never gets it from the library.
    connection.execute(
        "CREATE UNIQUE INDEX IF NOT EXISTS idx__sqlite_migrations_migration_set_name "
        "ON _sqlite_migrations (migration_set, name)"
    )
    promised.lay(connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
