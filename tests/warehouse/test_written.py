"""Files of every schema, written by the code of its time, give the same answers today."""

from __future__ import annotations

import gzip
import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.written.make import COMMITS, HERE, calendar
from warehouse.history import read as history_read
from warehouse.history.vintages import Bounds
from warehouse.migrations import LAST_DAY
from warehouse.reads import damage
from warehouse.schema.tables import SCHEMA_VERSION
from warehouse.store import DATABASE, Warehouse

DAYS = (
    "WITH RECURSIVE days(day) AS (SELECT '2022-01-01' UNION ALL "
    "SELECT date(day, '+1 day') FROM days WHERE day < ?) INSERT INTO {} SELECT day FROM days"
)


def placed(schema: int, home: Path) -> Path:
    file = home / DATABASE
    file.write_bytes(gzip.decompress((HERE / f"schema_{schema}.db.gz").read_bytes()))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(DAYS.format(calendar(connection)), [LAST_DAY])
    return home


def test_every_schema_before_this_one_has_its_file() -> None:
    assert sorted(COMMITS) == list(range(1, SCHEMA_VERSION))
    found = {int(re.findall(r"\d+", path.name)[0]) for path in HERE.glob("schema_*.db.gz")}
    assert found == set(COMMITS)


@pytest.mark.parametrize("schema", sorted(COMMITS))
def test_it_answers_as_it_was_written(schema: int, tmp_path: Path) -> None:
    with Warehouse.open(placed(schema, tmp_path)) as warehouse:
        connection = warehouse.connection
        found = damage.examine(connection)
        assert found.faults == []
        now = "SELECT entry, value, published_on FROM score_now ORDER BY entry"
        assert [row[:2] for row in connection.execute(now)] == [("a", 1.5), ("b", 2.0)]
        then = history_read.as_of(connection, "score", Bounds(published=date(2026, 3, 2)))
        rows = [row for state in then for row in state.rows]
        assert sorted((row["entry"], row["value"]) for row in rows) == [("a", 1.0), ("b", 2.0)]
        assert connection.execute("SELECT count(*) FROM _vintage").fetchone() == (2,)
    with Warehouse.read(tmp_path) as reader:
        assert damage.examine(reader.connection).sha256 == found.sha256
