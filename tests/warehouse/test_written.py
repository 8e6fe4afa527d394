"""Files of 0.2.0, and of a schema on the way to the next, answer the same today."""

import gzip
import sqlite3
from contextlib import closing
from dataclasses import astuple
from datetime import date
from pathlib import Path

import pytest

from measures.series import load
from pipelines.measure.units import declared_row
from terms.words import GapVerdict, words
from tests.warehouse.written.make import HERE, SCHEMAS
from warehouse.backup import Backup, restore
from warehouse.connection import FIRST_SCHEMA
from warehouse.errors import WarehouseOlder
from warehouse.history import read as history_read
from warehouse.history.vintages import Bounds
from warehouse.migrations import LAST_DAY
from warehouse.reads import integrity
from warehouse.reads.integrity import content_hash
from warehouse.reads.pages import page_shas
from warehouse.schema.derived import GAP
from warehouse.schema.measured import ONE_GPU_GAP
from warehouse.store import DATABASE, Warehouse

DAYS = (
    "WITH RECURSIVE days(day) AS (SELECT '2022-01-01' UNION ALL "
    "SELECT date(day, '+1 day') FROM days WHERE day < ?) INSERT INTO _calendar SELECT day FROM days"
)


def placed(schema: int, home: Path) -> Path:
    file = home / DATABASE
    file.write_bytes(gzip.decompress((HERE / f"schema_{schema}.db.gz").read_bytes()))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(DAYS, [LAST_DAY])
    return home


def test_an_older_file_says_which_version_brings_it_up_to_date(tmp_path: Path) -> None:
    home = placed(FIRST_SCHEMA, tmp_path)
    with closing(sqlite3.connect(home / DATABASE)) as connection, connection:
        connection.execute(f"PRAGMA user_version = {FIRST_SCHEMA - 1}")
    for opened in (Warehouse.open, Warehouse.read):
        with pytest.raises(WarehouseOlder, match=r"from before gapwatch 0\.2\.0"):
            opened(home)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_it_answers_as_it_was_written(schema: int, tmp_path: Path) -> None:
    home = placed(schema, tmp_path)
    with closing(sqlite3.connect(home / DATABASE)) as connection, connection:
        held = connection.execute("SELECT name FROM pragma_table_info('_snapshot')").fetchall()
        names = ", ".join(name for (name,) in held if name not in ("id", "seen_at", "repeats"))
        again = f"SELECT {names}, '2026-03-06T00:00:00.000000Z', id FROM _snapshot WHERE id = 2"
        connection.execute(f"INSERT INTO _snapshot ({names}, seen_at, repeats) {again}")
    with Warehouse.open(home) as warehouse:
        connection = warehouse.connection
        found = integrity.examine(connection)
        assert found.faults == []
        # The words of today may be written, whichever the checks of then knew.
        for table in (GAP, ONE_GPU_GAP):
            sql = f"SELECT sql FROM sqlite_master WHERE name = '{table.relation}'"
            (made,) = connection.execute(sql).fetchone()
            assert [word for word in words(GapVerdict) if f"'{word}'" not in made] == []
        now = "SELECT entry, value, published_on FROM score_now ORDER BY entry"
        assert [row[:2] for row in connection.execute(now)] == [("a", 1.5), ("b", 2.0)]
        then = history_read.as_of(connection, "score", Bounds(published=date(2026, 3, 2)))
        rows = [row for state in then for row in state.rows]
        assert sorted((row["entry"], row["value"]) for row in rows) == [("a", 1.0), ("b", 2.0)]
        vintages = "SELECT id, snapshot_id, reading, date(seen_at) FROM _vintage ORDER BY 2"
        days = [(1, 1, 1, "2026-03-01"), (2, 2, 2, "2026-03-05"), (2, 3, 2, "2026-03-06")]
        assert connection.execute(vintages).fetchall() == days
    with Warehouse.read(tmp_path) as reader:
        assert integrity.examine(reader.connection).sha256 == found.sha256


def test_a_backup_of_an_older_version_comes_back(tmp_path: Path) -> None:
    folder, home = tmp_path / "backup", tmp_path / "home"
    folder.mkdir()
    with Warehouse.open(placed(FIRST_SCHEMA, folder)) as warehouse:
        (shas, sha256) = page_shas(warehouse.connection), content_hash(warehouse.connection)
        kept = {warehouse.archive.put(f"page of day {day}".encode()) for day in (1, 5)}
    assert kept == set(shas)
    about = Backup(sha256, len(shas), None)
    with closing(sqlite3.connect(placed(FIRST_SCHEMA, folder) / DATABASE)) as copy, copy:
        copy.execute("CREATE TABLE _backup (content_hash, pages, recorded_at)")
        copy.execute("INSERT INTO _backup VALUES (?, ?, ?)", astuple(about))
    assert restore(folder, home, str(home / "archive")) == about
    with Warehouse.read(home) as restored:
        assert content_hash(restored.connection) == sha256


def test_series_of_an_older_file_stay_and_take_every_word_that_is_declared(tmp_path: Path) -> None:
    home, declared = placed(FIRST_SCHEMA, tmp_path), [declared_row(one) for one in load().values()]
    older = [row | {"exposure": "held_out"} for row in declared]
    names = [name for name in older[0] if name not in ("saturated_since", "dataset")]
    with closing(sqlite3.connect(home / DATABASE)) as connection, connection:
        marks = ", ".join(f":{name}" for name in names)
        sql = f"INSERT INTO _series ({', '.join(names)}) VALUES ({marks})"
        connection.executemany(sql, older)
    with Warehouse.open(home) as warehouse:
        found = warehouse.connection.execute("SELECT series, title, exposure FROM _series")
        assert found.fetchall() == [(row["series"], row["title"], "held_out") for row in declared]
        warehouse.declare(declared)
        found = warehouse.connection.execute("SELECT series, exposure FROM _series")
        assert dict(found.fetchall()) == {row["series"]: row["exposure"] for row in declared}
