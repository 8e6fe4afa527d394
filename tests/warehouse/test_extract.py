import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.outputs import shelf
from warehouse.errors import WarehouseUnreadable
from warehouse.extract import read_rows, without_tables_of, write_file
from warehouse.past import copy_at
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

ABOUT = {"published": "2026-03-10", "recorded": None}


@pytest.fixture
def small(warehouse: Warehouse, tmp_path: Path) -> tuple[Warehouse, Path]:
    shelf.put_registry(warehouse)
    copy = copy_at(warehouse, shelf.NOW, "9999")
    write_file(copy, tmp_path / "small.db", ABOUT)
    return copy, tmp_path / "small.db"


def test_every_promised_view_has_its_rows_and_columns(small: tuple[Warehouse, Path]) -> None:
    copy, path = small
    filled = set()
    for name, view in PROMISED.items():
        columns = [column.name for column in view.columns(copy.connection)]
        with closing(sqlite3.connect(path)) as file:
            held = [row[1] for row in file.execute(f"PRAGMA table_info({name})")]
        assert held == columns, name
        columns = [column.name for column in view.written(copy.connection)]
        asked = f"SELECT {', '.join(columns)} FROM {name} ORDER BY {', '.join(view.key)}"
        rows = copy.connection.execute(asked).fetchall()
        assert list(read_rows(path, view, columns)) == rows, name
        filled |= {name} if rows else set()
    assert filled >= {"gap_daily", "lag_daily", "score_now", "model_search"}


def test_it_needs_no_wal_and_no_trigger_and_no_other_file(small: tuple[Warehouse, Path]) -> None:
    path = small[1]
    assert path.read_bytes()[18:20] == b"\x01\x01"  # what SQLite reads and writes: no WAL
    with sqlite3.connect(path) as file:
        kinds = {row[0] for row in file.execute("SELECT type FROM sqlite_master")}
        assert kinds == {"table", "view", "index"}
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("SELECT * FROM as_of").fetchall() == [("2026-03-10", None)]
    assert [one.name for one in path.parent.glob("small*")] == ["small.db"]


def test_the_same_rows_give_the_same_bytes(small: tuple[Warehouse, Path], tmp_path: Path) -> None:
    copy, path = small
    write_file(copy, tmp_path / "again.db", ABOUT)
    assert (tmp_path / "again.db").read_bytes() == path.read_bytes()


def test_whole_tables_of_a_source_are_hidden_for_a_while(scored: Warehouse) -> None:
    connection = scored.connection
    asked = "SELECT source, count(*) FROM score_now GROUP BY source"
    before = dict(connection.execute(asked))
    for hidden, shown in ((["epoch_eci", "it's"], {}), (["it's"], before)):
        with without_tables_of(connection, hidden) as left_out:
            assert dict(connection.execute(asked)) == shown
        assert left_out == {name: before[name] for name in before.keys() - shown}
    assert dict(connection.execute(asked)) == before == {"epoch_eci": 2}


def test_a_damaged_file_is_named(small: tuple[Warehouse, Path]) -> None:
    _, path = small
    path.write_bytes(path.read_bytes()[:4096] + bytes(9000))
    view = PROMISED["model"]
    with pytest.raises(WarehouseUnreadable, match=rf"{path} is damaged"):
        list(read_rows(path, view, list(view.key)))
