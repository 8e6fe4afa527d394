"""A folder of others is left alone; what a killed process left beside one goes after a day."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from outputs.export.archive import write_archive
from outputs.export.package import Asked, export
from outputs.folders import LEFT_BEHIND_SECONDS, FolderOccupied, remove_leftovers, replacing
from pipelines.publication import publish_folder
from pipelines.settings import Settings
from warehouse.store import Warehouse

MADE = "2026-03-10T12:00:00.000000Z"


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


def exported(out: Path, *names: str) -> None:
    with replacing(out, "manifest.json") as folder:
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).touch()
        listed = json.dumps({"gapwatch": "1.0", "files": dict.fromkeys(names)})
        (folder / "manifest.json").write_text(listed)


WRITERS: dict[str, tuple[str, Callable[[Warehouse, Path], object]]] = {
    "a folder": ("manifest.json", lambda _, out: exported(out, "page")),
    "a package": ("datapackage.json", lambda it, out: export(it, out, Asked(("csv",)), [], MADE)),
    "a publication": (
        "manifest.json", lambda it, out: publish_folder(it, Settings.from_environment(), out)
    ),
    "an archive": ("index.csv", write_archive),
}  # fmt: skip
OTHERS = ("{}", "[]", "", "no json", '{"files": ["mine.txt"]}', '{"gapwatch": "1", "files": {}}',
          '{"name": "thesis", "resources": [{"path": "mine.txt"}]}', '["sda1"]')  # fmt: skip
"""What others may have written into a file with the name of our list."""


@pytest.mark.parametrize("kind", WRITERS)
def test_no_writer_takes_a_folder_of_others_for_ours(
    filled: Warehouse, tmp_path: Path, kind: str
) -> None:
    mark, write = WRITERS[kind]
    (tmp_path / "mine").mkdir()
    mine = tmp_path / "mine" / "mine.txt"
    mine.write_text("years of work")
    for text in (None, *OTHERS):
        if text is not None:
            mine.with_name(mark).write_text(text)
        with pytest.raises(FolderOccupied, match="name a new or an empty folder"):
            write(filled, mine.parent)
        assert mine.read_text() == "years of work"


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


def test_a_writer_that_fails_leaves_the_earlier_export_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    exported(out, "page")
    with pytest.raises(OSError, match="disk full"), replacing(out, "manifest.json"):
        raise OSError("disk full")
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "page"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_move_that_fails_puts_the_old_folder_back_and_one_that_ends_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, move = tmp_path / "out", Path.rename
    exported(out, "first")
    exported(out, "second")
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "second"]

    def stubborn(path: Path, target: Path) -> Path:
        if path.name.endswith(str(os.getpid())):
            raise OSError("no room")
        return move(path, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(OSError, match="no room"):
        exported(out, "third")
    assert (out / "second").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
