"""Ordered changes of the SQLite file, applied once each and never edited after a release.

Whoever opens the file to write gets it migrated (`open_writer`); readers never come here.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from secrets import randbelow

import sqlite_utils
from sqlite_utils import Migrations

from warehouse import rights, seals, search
from warehouse.connection import connected, explained, identity
from warehouse.lock import one_writer
from warehouse.schema import ddl
from warehouse.schema import tables as schema_tables
from warehouse.schema.ledgers import PAGE_STATE, SEAL, SERIES
from warehouse.schema.tables import SCHEMA_VERSION
from warehouse.views import facts as views_facts

_migrations = Migrations("warehouse")

LAST_DAY = "2099-12-31"
FIRST_TABLES = (
    *("page", "snapshot", "board", "state", "page_state", "quarantine"),
    *("score", "price", "release", "model", "alias", "openness", "gap", "frontier"),
)
INDEXES = (
    "CREATE INDEX vintage_order ON _page_state"
    "(board_id, published_on DESC, restated, seen_at DESC, page_sha256 DESC, id DESC)",
    "CREATE INDEX vintage_page ON _page_state(page_sha256)",
    "CREATE INDEX vintage_recorded ON _page_state(recorded_at)",
    "CREATE INDEX snapshot_source ON _snapshot(source, id)",
    "CREATE INDEX quarantine_source ON quarantine(source, id)",
)
REPEATED = (
    "DROP INDEX IF EXISTS vintage_order",
    "CREATE INDEX vintage_order ON _page_state(board_id, published_on DESC, restated, "
    "seen_at DESC, page_sha256 DESC, snapshot_id DESC, id DESC)",
    "CREATE INDEX IF NOT EXISTS vintage_snapshot ON _page_state(snapshot_id, board_id)",
    "CREATE INDEX IF NOT EXISTS vintage_undated ON _page_state(board_id) WHERE own_date = 0",
    "CREATE INDEX IF NOT EXISTS snapshot_repeats ON _snapshot(repeats, seen_at, id) "
    "WHERE repeats IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS snapshot_repeated ON _snapshot"
    "(source, seen_at DESC, page_sha256 DESC, id DESC) WHERE repeats IS NOT NULL",
)


@_migrations()
def m001_first_schema(db: sqlite_utils.Database) -> None:
    """Ledgers, facts and the calendar that daily views are laid on."""
    for table in schema_tables.tables():
        if table.name in FIRST_TABLES:
            for statement in ddl.create(table):
                db.execute(statement)
    db.execute(ddl.row_count_check())
    for statement in INDEXES:
        db.execute(statement)
    db.execute("CREATE TABLE _calendar (day TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    db.execute(
        "WITH RECURSIVE days(day) AS (SELECT '2022-01-01' UNION ALL "
        "SELECT date(day, '+1 day') FROM days WHERE day < ?) "
        "INSERT INTO _calendar SELECT day FROM days",
        [LAST_DAY],
    )


@_migrations()
def m002_lag_price_claims(db: sqlite_utils.Database) -> None:
    """Tables for lags, price gaps, estimates, claims and item results; how a gap's CI was made."""
    _bring_up_to_date(db)


@_migrations()
def m003_alerts(db: sqlite_utils.Database) -> None:
    """Ledgers of events, alerts, messages and their delivery."""
    _bring_up_to_date(db)
    db.execute("CREATE INDEX IF NOT EXISTS event_subject ON _event(kind, subject, id)")
    db.execute("CREATE INDEX IF NOT EXISTS alert_change_alert ON _alert_change(alert_id, id)")
    db.execute("CREATE INDEX IF NOT EXISTS delivery_outbox ON _delivery(outbox_id, id)")


@_migrations()
def m004_hosts_and_modes_of_prices(db: sqlite_utils.Database) -> None:
    """How many hosts stand behind a price at quality, and the maker's price in other hours."""
    _bring_up_to_date(db)


@_migrations()
def m005_series(db: sqlite_utils.Database) -> None:
    """What is declared of every series, for the views `gap_now` and `lag_now`."""
    _bring_up_to_date(db)


@_migrations()
def m006_truth(db: sqlite_utils.Database) -> None:
    """What a gap would be with its unresolved entries either way, which rows are unconfirmed, what
    licences permit, where makers sit, and views over single measures (`parity`, ...).

    `model` is a view, and `_model` its table. A series may be `frozen, disputed`, a claim names its
    decisive reading and has two more verdicts.
    """
    _bring_up_to_date(db)
    for table in (SERIES, schema_tables.CLAIM):
        _with_todays_checks(db, table)


@_migrations()
def m007_internal_names(db: sqlite_utils.Database) -> None:
    """Tables that are no promise begin with `_`: what a reader sees first is what holds."""
    _bring_up_to_date(db)


@_migrations()
def m008_model_search(db: sqlite_utils.Database) -> None:
    """Full text over models, aliases and makers."""
    db.execute(search.CREATE)


@_migrations()
def m009_seals(db: sqlite_utils.Database) -> None:
    """A digest of every row, those that are there already included as they are."""
    _bring_up_to_date(db)
    seals.anew(db.conn)


@_migrations()
def m010_quarantine_by_page(db: sqlite_utils.Database) -> None:
    """A row of a page that is quarantined again is found, and written once."""
    db.execute("CREATE INDEX IF NOT EXISTS quarantine_page ON quarantine(page_sha256, entry)")


@_migrations()
def m011_repeated_pages(db: sqlite_utils.Database) -> None:
    """A page that comes again unchanged is a snapshot that repeats another one's vintages.

    `_vintage` is a view, and `_page_state` its table.
    """
    _bring_up_to_date(db)
    for verb in ("update", "delete"):  # of the name that the table had
        db.execute(f"DROP TRIGGER IF EXISTS vintage_keeps_on_{verb}")
        db.execute(f"DROP TRIGGER IF EXISTS page_state_keeps_on_{verb}")
    for statement in (*ddl.triggers(PAGE_STATE), *REPEATED):
        db.execute(statement)
    if SEAL.relation in db.table_names():
        db.execute(
            f"UPDATE {SEAL.relation} SET relation = ? WHERE relation = '_vintage'",
            [PAGE_STATE.relation],
        )


@_migrations()
def m012_snapshots_by_address(db: sqlite_utils.Database) -> None:
    """What is asked of every page is found without passing through all looks of its source."""
    db.execute("CREATE INDEX IF NOT EXISTS snapshot_address ON _snapshot(url, seen_at)")
    db.execute(
        "CREATE INDEX IF NOT EXISTS snapshot_page ON _snapshot(page_sha256) "
        "WHERE page_sha256 IS NOT NULL"
    )


@_migrations()
def m013_points_days_and_children(db: sqlite_utils.Database) -> None:
    """A score may be in points, neither a percentage nor a rating, and a lab may have a series'
    items; what is a day to its form alone (30 February) is taken no more, and what is there stays;
    and while a look is recorded, SQLite asks for every new row which others refer to it already."""
    _bring_up_to_date(db)
    for table in (SERIES, schema_tables.SCORE):
        _with_todays_checks(db, table)
    seals.anew(db.conn, SERIES)
    for table in schema_tables.tables():
        for statement in ddl.day_check(table):
            db.execute(statement)
    db.execute("CREATE INDEX IF NOT EXISTS vintage_state ON _page_state(state_id)")
    db.execute("CREATE INDEX IF NOT EXISTS quarantine_snapshot ON quarantine(snapshot_id)")


def _with_todays_checks(db: sqlite_utils.Database, table: schema_tables.Table) -> None:
    """Lay a table anew around its rows: SQLite cannot change what a column may hold."""
    kept = f"{table.name}_before"
    db.execute(f"CREATE TEMP TABLE {kept} AS SELECT * FROM {table.relation}")
    columns = ", ".join(db[table.relation].columns_dict)
    db.execute(f"DROP TABLE {table.relation}")
    create, *others = ddl.create(table)
    db.execute(create)
    db.execute(f"INSERT INTO {table.relation} ({columns}) SELECT {columns} FROM {kept}")
    for statement in others:  # a trigger refuses days that an older file may hold
        db.execute(statement)
    db.execute(f"DROP TABLE {kept}")


def _bring_up_to_date(db: sqlite_utils.Database) -> None:
    """Add every declared table and column that the file lacks; a new column must be optional."""
    _rename_internal(db)
    present = {name: set(db[name].columns_dict) for name in db.table_names()}
    for table in schema_tables.tables():
        if table.relation not in present:
            for statement in ddl.create(table):
                db.execute(statement)
            continue
        for column in table.columns:
            if column.name not in present[table.relation]:
                db.execute(ddl.add_column(table, column))


def _rename_internal(db: sqlite_utils.Database) -> None:
    """Call every table that is no promise by its name with `_`; indexes and triggers follow."""
    for view in db.view_names():  # none may name a table that is gone; they are laid anew
        db.execute(f"DROP VIEW {view}")
    internal = {table.name: table.relation for table in schema_tables.tables()}
    renamed = dict.fromkeys(("vintage", "_vintage"), PAGE_STATE.relation)
    for name in db.table_names():
        relation = {"calendar": "_calendar", **renamed, **internal}.get(name, name)
        if relation != name:
            db.execute(f"ALTER TABLE {name} RENAME TO {relation}")


def open_writer(path: Path) -> sqlite3.Connection:
    """Open or create the warehouse at `path` for writing, migrated to this version's schema."""
    rights.home(path.parent)
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
    rights.file(part)
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    part.replace(path)


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether `migrate` would change nothing, found out by reading alone."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    is_named = identity(connection) is not None
    return (version, mode, is_named) == (SCHEMA_VERSION, "wal", True) and views_facts.are_laid(
        connection
    )


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
    views_facts.lay(connection)
    search.index_models(connection)
    if identity(connection) is None:
        connection.execute(f"PRAGMA application_id = {1 + randbelow(2**31 - 1)}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
