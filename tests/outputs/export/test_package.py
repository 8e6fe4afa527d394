from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from outputs.export import package as exporting
from outputs.export.archive import write_archive
from outputs.export.formats import plain
from outputs.export.package import Asked, export
from outputs.folders import FolderOccupied
from tests.outputs.shelf import ARENA, ECI, put_registry, put_scores
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

MADE_AT = "2026-03-10T12:00:00.000000Z"


def written(warehouse: Warehouse, folder: Path, *formats: str, **more: Any) -> dict[str, Any]:
    more.setdefault("views", tuple(PROMISED))
    return export(warehouse, folder, Asked(formats, **more), [ARENA, ECI], MADE_AT)


def test_rows_and_columns_are_those_of_the_view(filled: Warehouse, tmp_path: Path) -> None:
    descriptor = written(filled, tmp_path / "out", "csv", views=["model_search", "gap_daily"])
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text()) == descriptor
    # Without columns that only a search gives a meaning.
    (told, _) = descriptor["resources"]
    names = [field["name"] for field in told["schema"]["fields"]]
    assert names == ["id", "model", "name", "maker", "aliases"]
    assert all(field["description"] for field in told["schema"]["fields"])
    with (tmp_path / "out" / "gap_daily.csv").open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    days = filled.connection.execute(
        "SELECT openness_rule, on_date, gap FROM gap_daily ORDER BY 1, 2"
    )
    assert [(r["openness_rule"], r["on_date"], float(r["gap"])) for r in rows] == days.fetchall()


def test_the_descriptor_names_terms_types_and_the_day(filled: Warehouse, tmp_path: Path) -> None:
    bounds = {"published": "2026-03-01", "seen": None, "recorded": None}
    descriptor = written(filled, tmp_path / "out", "csv", bounds=bounds, views=["gap_daily"])
    assert descriptor["asOf"]["bounds"] == bounds
    assert descriptor["asOf"]["newestRecordedAt"].startswith("2026-03-10")
    assert {line["attribution"] for line in descriptor["sources"]} == {
        "Arena, modified", "Epoch AI",
    }  # fmt: skip
    (gap,) = descriptor["resources"]
    fields = {field["name"]: field for field in gap["schema"]["fields"]}
    assert fields["on_date"]["type"] == "date"
    assert fields["gap"]["type"] == "number"
    assert fields["p_open_ahead"]["constraints"] == {"minimum": 0, "maximum": 1}
    assert fields["series"]["constraints"] == {"required": True}
    assert fields["recorded_at"]["type"] == "datetime"
    notice = (tmp_path / "out" / "NOTICE.md").read_text()
    assert "Arena, modified" in notice
    assert "CC-BY-4.0" in notice


def test_a_name_that_is_a_formula_arrives_as_text(empty: Warehouse, tmp_path: Path) -> None:
    hostile = {"closed": "=cmd|' /C calc'!A0", "open": "@SUM(1)"}
    put_scores(empty, names=hostile)
    put_registry(empty)
    written(empty, tmp_path / "out", "csv", views=["score_now"])
    text = (tmp_path / "out" / "score_now.csv").read_text("utf-8")
    with (tmp_path / "out" / "score_now.csv").open(newline="", encoding="utf-8") as opened:
        notes = {row["entry"]: row["note"] for row in csv.DictReader(opened)}
    assert ',"=' not in text
    assert plain(notes["closed-entry"]) == hostile["closed"]
    assert notes["open-entry"] == "'@SUM(1)"


def test_a_folder_of_ours_is_replaced_and_its_notes_kept(filled: Warehouse, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written(filled, out, "csv", views=["gap_daily"])
    written(filled, out, "json", views=["series"])
    assert {path.name for path in out.glob("*.*")} == {
        "series.json", "datapackage.json", "NOTICE.md", "CITATION.cff",
    }  # fmt: skip
    (out / "notes.md").write_text("years of work")
    with pytest.raises(FolderOccupied, match=r"holds notes\.md, which gapwatch did not write"):
        written(filled, out, "csv")
    assert (out / "series.json").exists()


def test_pages_that_a_person_keeps_with_an_index_are_left_alone(
    empty: Warehouse, tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    write_archive(empty, pages)
    write_archive(empty, pages)
    (pages / "aider.yml").write_text("years of work")
    with (pages / "index.csv").open("a") as index:
        index.write("aider,https://a.example,2026-01-01T00:00:00Z,aider.yml,13,cf19,\n")
    with pytest.raises(FolderOccupied, match=r"no index\.csv of gapwatch"):
        write_archive(empty, pages)
    assert (pages / "aider.yml").exists()


def test_a_failure_leaves_the_earlier_export_whole(
    filled: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    written(filled, out, "csv", views=["gap_daily"])
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def broken(*_: object) -> int:
        raise OSError("disk full")

    monkeypatch.setitem(exporting.WRITERS, "csv", broken)
    with pytest.raises(OSError, match="disk full"):
        written(filled, out, "csv")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["out"]
