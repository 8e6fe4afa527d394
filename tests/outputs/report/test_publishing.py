"""Placing a site: whole or not at all, past sites kept, nothing of others written over."""

import json
from pathlib import Path

import pytest

from outputs.folders import FolderOccupied
from outputs.report import publishing
from outputs.report.publishing import MANIFEST, faults, manifest, place

FILES = {"index.html": b"one", "series/a.html": b"a", "assets/x.js": b"x"}
TWO = {"index.html": b"two"}


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_a_folder_holds_exactly_the_files_and_only_what_changed_is_written(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    site.mkdir(parents=True)
    (site / "CNAME").write_text("gaps.example")
    others = {"CNAME": b"gaps.example"}
    assert place(site, FILES) == site / "index.html"
    assert held(site) == FILES | others
    before = {path: (site / path).stat().st_ino for path in FILES}
    place(site, FILES | TWO)
    kept = {path for path in FILES if (site / path).stat().st_ino == before[path]}
    assert kept == {"series/a.html", "assets/x.js"}
    place(site, TWO)
    assert held(site) == TWO | others, "pages of removed series go, files of others stay"


@pytest.mark.parametrize("before", [{}, {"index.html": b"old", "gone.html": b"old"}])
@pytest.mark.parametrize("steps", range(5))
def test_a_writing_that_was_killed_is_ended_by_the_next(
    before: dict[str, bytes], steps: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if before:
        place(tmp_path, before)
    left, write = iter(range(steps)), publishing._write
    with monkeypatch.context() as killed:
        killed.setattr(publishing, "_write", lambda *about: (next(left), write(*about)))
        with pytest.raises(StopIteration):
            place(tmp_path, FILES)
    place(tmp_path, FILES)
    assert held(tmp_path) == FILES


def test_a_site_of_ours_that_was_damaged_is_told_and_written_anew(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert faults(site) == []
    place(site, FILES)
    assert faults(site) == []
    (site / "index.html").write_text("x")
    (site / "assets" / "x.js").unlink()
    assert [it.split(": ")[1].split(";")[0] for it in faults(site)] == ["gone", "changed"]
    place(site, FILES)
    assert faults(site) == []
    (site / MANIFEST).unlink()
    assert ["gone or damaged" in it for it in faults(site)] == [True]


@pytest.mark.parametrize("path", ["index.html", "series/a.html"])
@pytest.mark.parametrize("is_site", [True, False])
def test_a_file_of_others_is_not_written_over(tmp_path: Path, path: str, is_site: bool) -> None:
    site = tmp_path / "site"
    if is_site:
        place(site, {"other.html": b"o"})
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text("mine")
    before = held(site)
    with pytest.raises(FolderOccupied, match=f"holds {path}, which gapwatch did not write"):
        place(site, FILES)
    assert held(site) == before
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    "text", [None, "{", "", "[]", '{"files": 1}', json.dumps({"files": ["a"]})]
)
def test_without_its_list_a_site_of_ours_is_written_anew(tmp_path: Path, text: str | None) -> None:
    site = tmp_path / "site"
    place(site, {**FILES, "index.html": b"<head>" + publishing.OURS})
    (site / MANIFEST).unlink() if text is None else (site / MANIFEST).write_text(text)
    assert manifest(site) == {}
    place(site, FILES)
    assert held(site) == FILES
    assert set(manifest(site)) == FILES.keys()
