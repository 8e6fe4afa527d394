from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet
import pytest

from pipelines.publication import publish_folder
from pipelines.settings import Settings
from sources.catalogue import SOURCES
from sources.contract import NONE_STATED
from warehouse.store import Warehouse


def content(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_same_warehouse_gives_the_same_bytes(filled: Warehouse, tmp_path: Path) -> None:
    settings = replace(Settings.from_environment(), home=tmp_path / "home", site=tmp_path / "site")
    made = [publish_folder(filled, settings, tmp_path / "public")]
    one = content(tmp_path / "public")
    made.append(publish_folder(filled, settings, tmp_path / "public"))  # in the place of the first
    two = content(tmp_path / "public")
    assert {it.origin.data_on for it in made} == {"2026-03-10"}
    assert {"index.html", "charts/gapwatch.png", "data/gapwatch.db", "manifest.json"} <= one.keys()
    assert [path for path in one if one[path] != two.get(path)] == []
    assert one.keys() == two.keys()
    assert made[1].files == len(one)


def test_tables_that_nobody_licensed_are_not_passed_on(
    filled: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = "SELECT source, count(*) FROM score_now GROUP BY source"
    held = dict(filled.connection.execute(counted))
    unlicensed = replace(SOURCES["epoch_eci"].ABOUT, licence=NONE_STATED)
    monkeypatch.setattr(SOURCES["epoch_eci"], "ABOUT", unlicensed)
    publish_folder(filled, Settings.from_environment(), tmp_path / "public")
    data = tmp_path / "public" / "data"
    with closing(sqlite3.connect(data / "gapwatch.db")) as database:
        sent = dict(database.execute(counted))
        assert database.execute("SELECT left_out FROM as_of").fetchone() == ("epoch_eci",)
        shown = database.execute("SELECT count(*) FROM gap_daily WHERE series = 'eci'")
        assert shown.fetchone()[0] > 0
    assert held
    assert sent == {}
    parquet = pyarrow.parquet.read_table(data / "score_now.parquet", columns=["source"])
    assert parquet.num_rows == 0
    notice = (data / "NOTICE.md").read_text("utf-8")
    assert "Nobody licensed its tables: " in notice
    assert "Licence: none stated" in notice
    assert dict(filled.connection.execute(counted)) == held
