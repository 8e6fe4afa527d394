"""Copies of a fresh warehouse: what opening makes, and each a warehouse of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.homes import fresh
from warehouse import migrations
from warehouse.connection import identity
from warehouse.store import DATABASE, Warehouse


def _all(warehouse: Warehouse) -> list[str]:
    """The whole file as SQL, but for the moments at which migrations were applied."""
    return [
        line
        for line in warehouse.connection.iterdump()
        if not line.startswith('INSERT INTO "_sqlite_migrations"')
    ]


def test_a_copy_holds_what_opening_makes(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "made") as made, fresh.copied():
        with (
            Warehouse.open(tmp_path / "copied") as one,
            Warehouse.open(tmp_path / "other") as other,
        ):
            assert _all(one) == _all(made)
            assert len(_all(one)) > 100
            assert migrations.is_current(one.connection)
            names = {identity(each.connection) for each in (made, one, other)}
        assert len(names) == 3
        assert None not in names
    modes = [(tmp_path / home / DATABASE).stat().st_mode for home in ("made", "copied")]
    assert modes[0] == modes[1]


def test_a_copy_is_not_migrated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fresh.copied():
        Warehouse.open(tmp_path / "first").close()
        monkeypatch.delattr(migrations, "migrate")
        Warehouse.open(tmp_path / "second").close()
    with pytest.raises(NameError):
        Warehouse.open(tmp_path / "third")


def test_tests_of_opening_migrate_as_users_do(request: pytest.FixtureRequest) -> None:
    root = request.config.rootpath
    assert all((root / place).exists() for place in fresh.OPENING)
    assert migrations._begin is fresh._truly_begin
    assert fresh.is_about_opening("tests/reliability/test_crash.py")
    assert not fresh.is_about_opening("tests/warehouse/test_search.py")
