from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from outputs.export.folders import FolderOccupied
from pipelines.publication import publish_folder
from pipelines.settings import Settings
from warehouse.store import Warehouse


def content(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_same_warehouse_gives_the_same_bytes(filled: Warehouse, tmp_path: Path) -> None:
    settings = replace(Settings.from_environment(), home=tmp_path / "home", site=tmp_path / "site")
    for name in ("one", "two"):
        made = publish_folder(filled, settings, tmp_path / name)
        assert made.origin.data_on == "2026-03-10"
    one, two = content(tmp_path / "one"), content(tmp_path / "two")
    assert {"index.html", "charts/eci.png", "data/gapwatch.db", "manifest.json"} <= one.keys()
    assert [path for path in one if one[path] != two.get(path)] == []
    assert one.keys() == two.keys()
    assert made.files == len(one)


def test_a_folder_of_others_is_left_alone(filled: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderOccupied, match="holds other files"):
        publish_folder(filled, Settings.from_environment(), tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
