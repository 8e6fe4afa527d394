"""A publication: what its manifest holds it to, and what it may not pass on."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet
import pytest

from outputs.export import manifest
from pipelines.publish import publish_folder
from sources.catalogue import SOURCES
from sources.contract import NONE_STATED
from warehouse.store import Warehouse

ORIGIN = manifest.Origin("2026-03-10", "2026-03-10T12:00:00.000000Z", "0.1.0", "0.1.0+a", "0.1.0+b")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "data" / "gap.csv").write_text("gap")
    manifest.write_manifest(tmp_path, ORIGIN)
    return tmp_path


def test_changed_missing_and_foreign_files_are_named(folder: Path) -> None:
    known = manifest.read_manifest(folder)
    assert (known.origin, list(known.files)) == (ORIGIN, ["data/gap.csv", "index.html"])
    assert manifest.differences(folder, known) == []
    (folder / "data" / "gap.csv").write_text("gaq")
    (folder / "index.html").unlink()
    (folder / "other.html").touch()
    assert manifest.differences(folder, known) == [
        "data/gap.csv holds other bytes than were published",
        "index.html is missing",
        "other.html was not published",
    ]


@pytest.mark.parametrize("text", [None, "no json", "{}", '{"files": {"a": 1}}', "[]"])
def test_without_a_manifest_it_says_what_to_name(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / manifest.MANIFEST).write_text(text)
    with pytest.raises(manifest.ManifestInvalid, match="gapwatch publish"):
        manifest.read_manifest(tmp_path)


def test_tables_that_nobody_licensed_are_not_passed_on(
    filled: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = "SELECT source, count(*) FROM score_now GROUP BY source"
    held = dict(filled.connection.execute(counted))
    unlicensed = replace(SOURCES["epoch_eci"].ABOUT, licence=NONE_STATED)
    monkeypatch.setattr(SOURCES["epoch_eci"], "ABOUT", unlicensed)
    publish_folder(filled, tmp_path / "public")
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
