"""What a killed process left beside a folder goes after a day, and nothing else does."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from outputs.folders import LEFT_BEHIND_SECONDS, remove_leftovers, replacing
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
