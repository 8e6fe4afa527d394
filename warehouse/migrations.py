"""Ordered changes of the SQLite file, applied once each and never edited after a release."""

from __future__ import annotations

import sqlite3

import sqlite_utils
from sqlite_utils import Migrations

from warehouse import ddl, schema, views
from warehouse.connection import SCHEMA_VERSION

_migrations = Migrations("warehouse")

LAST_DAY = "2099-12-31"


@_migrations()
def m001_first_schema(db: sqlite_utils.Database) -> None:
    """Ledgers, facts and the calendar that daily views are laid on."""
    for table in schema.tables():
        for statement in ddl.create(table):
            db.execute(statement)
    db.execute(ddl.row_count_check())
    for statement in INDEXES:
        db.execute(statement)
    db.execute("CREATE TABLE calendar (day TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    db.execute(
        "WITH RECURSIVE days(day) AS (SELECT '2022-01-01' UNION ALL "
        "SELECT date(day, '+1 day') FROM days WHERE day < ?) "
        "INSERT INTO calendar SELECT day FROM days",
        [LAST_DAY],
    )


INDEXES = (
    "CREATE INDEX vintage_order ON vintage"
    "(board_id, published_on DESC, restated, seen_at DESC, page_sha256 DESC, id DESC)",
    "CREATE INDEX vintage_page ON vintage(page_sha256)",
    "CREATE INDEX vintage_recorded ON vintage(recorded_at)",
    "CREATE INDEX snapshot_source ON snapshot(source, id)",
    "CREATE INDEX quarantine_source ON quarantine(source, id)",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this version's schema and lay the current views over it.

    Views hold no data, so they are laid anew whenever their text differs.
    """
    _migrations.apply(sqlite_utils.Database(connection))
    views.lay(connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
