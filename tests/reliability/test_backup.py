"""A backup is taken while somebody writes, comes back equal, and a damaged one never does."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.reliability.samples import behind_its_back
from warehouse.backup import back_up, drill, restore
from warehouse.errors import PageLost, WarehouseError, WarehouseMissing, WarehouseUnreadable
from warehouse.reads import integrity
from warehouse.store import DATABASE, Warehouse


def dump(home: Path) -> list[str]:
    with Warehouse.read(home) as warehouse:
        assert integrity.examine(warehouse.connection).faults == []
        return sorted(warehouse.connection.iterdump())


def pages(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.zst")}


def test_what_is_restored_is_equal_as_the_commands_say(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, other = [], tmp_path / "other"
    for command, place in (("backup", home), ("restore", other)):
        monkeypatch.setenv("GAPWATCH_HOME", str(place))
        result = CliRunner().invoke(app, [command, str(tmp_path / "backup")])
        assert result.exit_code == 0, result.output
        said.append("".join(result.output.split()))
    made = f"hashofallfacts{drill(tmp_path / 'backup').content_hash}"
    assert [made in line for line in said] == [True, True]
    assert dump(other) == dump(home)
    assert pages(other) == pages(home)
    assert list(other.glob("*.part*")) == []
    with Warehouse.open(other) as warehouse:
        warehouse.keep(b"it goes on")


def test_a_second_backup_copies_what_is_new_and_heals_damage(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    with Warehouse.open(home) as warehouse:
        back_up(warehouse, target)
        one, two, *_ = sorted(target.rglob("*.zst"))
        before = two.stat()
        one.write_bytes(b"damaged")
        warehouse.keep(b"a new page")
        back_up(warehouse, target)
    assert two.stat().st_mtime_ns == before.st_mtime_ns
    assert pages(target) == pages(home)


def test_a_damaged_warehouse_leaves_the_last_copy(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    with Warehouse.open(home) as warehouse:
        back_up(warehouse, target)
        before = (target / DATABASE).read_bytes()
        with behind_its_back(warehouse) as connection:
            connection.execute("UPDATE _score SET value = value + 1")
        with pytest.raises(WarehouseUnreadable, match="_score, board source_score"):
            back_up(warehouse, target)
    next((home / "archive").rglob("*.zst")).write_bytes(b"damaged")
    assert (target / DATABASE).read_bytes() == before
    assert list(target.glob("*.part*")) == []


def test_a_lost_page_is_no_backup(home: Path, tmp_path: Path) -> None:
    next((home / "archive").rglob("*.zst")).unlink()
    with Warehouse.read(home) as warehouse, pytest.raises(PageLost):
        back_up(warehouse, tmp_path / "backup")
    assert not (tmp_path / "backup" / DATABASE).exists()


def test_nothing_wrong_is_restored(home: Path, tmp_path: Path) -> None:
    target, other = tmp_path / "backup", tmp_path / "other"
    with pytest.raises(WarehouseMissing, match="holds no backup"):
        restore(target, other, str(other / "archive"))
    with Warehouse.read(home) as warehouse:
        back_up(warehouse, target)
    with pytest.raises(WarehouseError, match="holds a warehouse"):
        restore(target, home, str(home / "archive"))
    good = (target / DATABASE).read_bytes()
    for fault in ("UPDATE _backup SET content_hash = '0'", "DROP TABLE _backup"):
        with closing(sqlite3.connect(target / DATABASE)) as connection, connection:
            connection.execute(fault)
        with pytest.raises(WarehouseUnreadable):
            restore(target, other, str(other / "archive"))
        (target / DATABASE).write_bytes(good)
    next(target.rglob("*.zst")).write_bytes(b"damaged")
    with pytest.raises(PageLost):
        restore(target, other, str(other / "archive"))
    assert not (other / DATABASE).exists()
