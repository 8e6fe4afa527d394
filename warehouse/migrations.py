"""Ordered changes of the SQLite file, applied once each and never edited after a release.

Whoever opens the file to write gets it migrated (`open_writer`); readers never come here.
"""

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
from warehouse.schema.ledgers import SERIES, SNAPSHOT
from warehouse.schema.measured import MODEL_SCORE, ONE_GPU_GAP
from warehouse.schema.tables import SCHEMA_VERSION
from warehouse.views import promised

_migrations = Migrations("warehouse")

LAST_DAY = "2099-12-31"
INDEXES = (
    "vintage_order ON _page_state(board_id, own_date, published_on DESC, restated)",
    "vintage_page ON _page_state(page_sha256)",
    "vintage_recorded ON _page_state(recorded_at, seen_at)",
    "vintage_snapshot ON _page_state(snapshot_id, board_id)",
    "vintage_state ON _page_state(state_id)",
    "vintage_said ON _page_state(inputs_on, floor, leads)",
    "snapshot_source ON _snapshot(source, id)",
    "snapshot_address ON _snapshot(url, seen_at)",
    "snapshot_page ON _snapshot(page_sha256) WHERE page_sha256 IS NOT NULL",
    "snapshot_recorded ON _snapshot(recorded_at)",
    "snapshot_reading ON _snapshot(reading, seen_at, id)",
    "snapshot_taken ON _snapshot(source, seen_at DESC, page_sha256 DESC, id DESC, reading)",
    "quarantine_source ON quarantine(source, id)",
    "quarantine_page ON quarantine(page_sha256, entry)",
    "quarantine_snapshot ON quarantine(snapshot_id)",
    "event_subject ON _event(kind, subject, id)",
    "attempt_event ON _attempt(event_id, channel)",
)
"""Those of `_said` and `_recorded` hold what no hash covers of looks and vintages: the own check of
SQLite compares it with them."""
INDEXES_GONE = (
    *("vintage_order", "vintage_recorded", "vintage_undated"),
    *("snapshot_repeats", "snapshot_repeated"),
)
"""Of versions before, the first two with other columns."""
GONE = ("_seal", "_model_text", "_delivery", "_outbox", "_alert_change", "_alert")
"""Tables of versions before."""


@_migrations()
def m013_points_days_and_children(db: sqlite_utils.Database) -> None:
    """The schema of 0.2.0, under the name of its last change: in homes of then it is applied."""
    for table in schema_tables.tables():
        for statement in ddl.create(table):
            db.execute(statement)
    db.execute(ddl.ROW_COUNT_CHECK)
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
    if "_outbox" in db.table_names():  # of alerts and messages what was sent where
        db.execute(
            "INSERT INTO _attempt (channel, event_id, at, cause) SELECT o.channel, a.event_id, "
            "d.at, iif(d.outcome = 'failed', coalesce(d.cause, ''), NULL) "
            "FROM _delivery d JOIN _outbox o ON o.id = d.outbox_id, json_each(o.alerts) j "
            "JOIN _alert a ON a.id = j.value WHERE d.outcome <> 'started' ORDER BY d.id, a.id"
        )
    for name in GONE:
        db.execute(f"DROP TABLE IF EXISTS {name}")


@_migrations()
def m021_reading_of_a_snapshot(db: sqlite_utils.Database) -> None:
    """Before, a look had a word for it where it gave again what another one gave: `repeats`."""
    for view in db.view_names():  # which name the column
        db.execute(f"DROP VIEW {view}")
    for index in INDEXES_GONE:
        db.execute(f"DROP INDEX IF EXISTS {index}")
    names = {name for _, name, *_ in db.execute("PRAGMA table_info(_snapshot)")}
    if "repeats" in names:
        if "reading" in names:  # a file of 0.2.0, which just got all that is declared
            db.execute("ALTER TABLE _snapshot DROP COLUMN reading")
        db.execute("ALTER TABLE _snapshot RENAME COLUMN repeats TO reading")
        db.execute("DROP TRIGGER snapshot_keeps_on_update")
        db.execute(
            "UPDATE _snapshot SET reading = id "
            "WHERE reading IS NULL AND outcome IN ('recorded', 'unchanged')"
        )
        for trigger in ddl.keeps(SNAPSHOT):
            db.execute(trigger)
    for index in INDEXES:
        db.execute(f"CREATE INDEX IF NOT EXISTS {index}")


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
