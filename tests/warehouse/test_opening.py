"""Who opens a warehouse finds what was promised, and whatever was recorded stays as it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.reliability import samples
from warehouse.connection import SCHEMA_VERSION, open_reader, writing
from warehouse.errors import WarehouseMissing, WarehouseNewer, WarehouseUnreadable
from warehouse.schema.view import TABLES
from warehouse.store import Warehouse


def test_nothing_recorded_can_be_changed(tmp_path: Path) -> None:
    samples.fill(tmp_path)
    with Warehouse.open(tmp_path) as warehouse:
        for table in TABLES.values():
            if table.append_only:
                for sql in ("UPDATE {} SET rowid = rowid", "DELETE FROM {}"):
                    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                        warehouse.connection.execute(sql.format(table.relation))


def test_a_unit_of_work_is_whole_or_nothing(fresh: Warehouse) -> None:
    def half() -> None:
        with writing(fresh.connection):
            fresh.connection.execute("INSERT INTO _page VALUES (?, 1, 't')", ("0" * 64,))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        half()
    assert fresh.connection.execute("SELECT count(*) FROM _page").fetchone() == (0,)
    with writing(fresh.connection):
        fresh.connection.execute("INSERT INTO _page VALUES (?, 1, 't')", ("1" * 64,))
        with pytest.raises(RuntimeError, match="power cut"):  # one within it fails alone
            half()
    assert fresh.connection.execute("SELECT sha256 FROM _page").fetchall() == [("1" * 64,)]


def test_a_reader_needs_a_warehouse_and_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="gapwatch refresh"):
        Warehouse.read(tmp_path / "nowhere")
    Warehouse.open(tmp_path).close()
    with Warehouse.read(tmp_path) as reader, pytest.raises(sqlite3.OperationalError):
        reader.connection.execute("INSERT INTO _page VALUES ('a', 1, 't')")


def test_a_newer_file_is_refused_by_name(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        warehouse.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(WarehouseNewer, match="update gapwatch"):
        open_reader(tmp_path / "warehouse.db")


@pytest.mark.parametrize("version", [0, 5, 99])
def test_a_file_of_another_program_is_refused_and_left_alone(version: int, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE invoices (id)")
        other.execute(f"PRAGMA user_version = {version}")
    before = file.read_bytes()
    for opening in (Warehouse.open, Warehouse.read):
        with pytest.raises(WarehouseUnreadable, match=r"another program \(it holds invoices\)"):
            opening(tmp_path)
    assert file.read_bytes() == before


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    samples.fill(tmp_path)
    with Warehouse.open(tmp_path) as warehouse:
        warehouse.connection.execute("DROP VIEW gap_daily")
    with Warehouse.open(tmp_path) as warehouse:
        assert warehouse.connection.execute("SELECT count(*) > 0 FROM gap_daily").fetchone()
        count = warehouse.connection.execute("SELECT count(*) FROM _score").fetchone()
        assert count == (samples.ROWS,)
