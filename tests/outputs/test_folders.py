"""A folder of others is left alone; what a killed process left beside one goes after a day."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from outputs.folders import LEFT_BEHIND_SECONDS, FolderOccupied, remove_leftovers, replacing
from outputs.report.publishing import place


def left(path: Path, age: float = LEFT_BEHIND_SECONDS + 60) -> Path:
    path.mkdir(parents=True)
    (path / "file").write_text("half")
    os.utime(path, (time.time() - age,) * 2)
    return path


@pytest.mark.parametrize("folder_is_there", [True, False])
def test_only_ours_and_only_the_old_goes(tmp_path: Path, folder_is_there: bool) -> None:
    site = tmp_path / "site"
    if folder_is_there:
        site.mkdir()
    gone = [left(tmp_path / ".site.123")]
    kept = [
        left(tmp_path / ".site.124", age=60),
        left(tmp_path / ".site.mine"),
        left(tmp_path / ".sites.125"),
        left(tmp_path / ".site.old"),
    ]
    (gone if folder_is_there else kept).append(left(tmp_path / ".site.126.old"))
    remove_leftovers(site)
    assert [path for path in gone if path.exists()] == []
    assert [path for path in kept if not path.exists()] == []


def test_a_report_and_an_export_sweep_before_they_begin(tmp_path: Path) -> None:
    old = [left(tmp_path / ".site.123"), left(tmp_path / ".out.124")]
    place(tmp_path / "site", {"index.html": b"<p>"})
    with replacing(tmp_path / "out", "mark") as out:
        (out / "mark").touch()
    assert [path for path in old if path.exists()] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "site"]


def exported(out: Path, *names: str) -> None:
    with replacing(out, "manifest.json") as folder:
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).touch()
        listed = json.dumps({"gapwatch": "1.0", "files": dict.fromkeys(names)})
        (folder / "manifest.json").write_text(listed)


@pytest.mark.parametrize(
    "mark", ["{}", "[]", "", "no json", '{"files": ["mine.txt"]}', '{"gapwatch": "1", "files": {}}']
)
def test_a_file_with_the_name_of_our_list_makes_no_folder_ours(tmp_path: Path, mark: str) -> None:
    (tmp_path / "manifest.json").write_text(mark)
    (tmp_path / "mine.txt").write_text("years of work")
    with pytest.raises(FolderOccupied, match="name a new or an empty folder"):
        exported(tmp_path, "page")
    assert (tmp_path / "manifest.json").read_text() == mark
    assert (tmp_path / "mine.txt").read_text() == "years of work"


@pytest.mark.parametrize("name", ["mine.txt", "deep/mine.txt", ".git/HEAD"])
def test_a_file_that_came_into_our_folder_is_named_and_kept(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    exported(out, "page", "deep/page")
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("years of work")
    with pytest.raises(FolderOccupied, match=f"holds {name}, which gapwatch did not write: move"):
        exported(out, "page")
    assert (out / name).read_text() == "years of work"
    (out / name).unlink()
    exported(out, "page")
    assert not (out / "deep").exists()


def test_a_file_that_comes_while_an_export_runs_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    exported(out, "page")
    with pytest.raises(FolderOccupied, match=r"holds mine\.txt"), replacing(out, "manifest.json"):
        (out / "mine.txt").write_text("years of work")
    assert (out / "mine.txt").read_text() == "years of work"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
