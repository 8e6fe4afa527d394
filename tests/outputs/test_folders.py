"""A folder of others is left alone, and one of ours is replaced whole or not at all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from outputs.export.archive import write_archive
from outputs.export.package import Asked, export
from outputs.folders import FolderOccupied, replacing
from pipelines.publish import publish_folder
from warehouse.store import Warehouse

MADE = "2026-03-10T12:00:00.000000Z"


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
    "a publication": ("manifest.json", publish_folder),
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


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_writer_that_fails_or_was_killed_leaves_the_earlier_export_whole(
    tmp_path: Path, is_killed: bool
) -> None:
    out = tmp_path / "out"
    exported(out, "page")
    if is_killed:
        (tmp_path / ".out.gapwatch-new").mkdir()
        out.rename(tmp_path / ".out.gapwatch-old")
    with pytest.raises(OSError, match="disk full"), replacing(out, "manifest.json"):
        raise OSError("disk full")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "page"]


def test_a_move_that_fails_puts_the_old_folder_back_and_one_that_ends_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, move = tmp_path / "out", Path.rename
    exported(out, "first")
    exported(out, "second")
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "second"]

    def stubborn(path: Path, target: Path) -> Path:
        if path.name == ".out.gapwatch-new":
            raise OSError("no room")
        return move(path, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(OSError, match="no room"):
        exported(out, "third")
    assert (out / "second").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
