from __future__ import annotations

from pathlib import Path

import pytest

from outputs.export.manifest import (
    MANIFEST,
    ManifestInvalid,
    Origin,
    differences,
    read_manifest,
    write_manifest,
)

ORIGIN = Origin("2026-03-10", "2026-03-10T12:00:00.000000Z", "0.1.0", "0.1.0+a", "0.1.0+b")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "data" / "gap.csv").write_text("gap")
    write_manifest(tmp_path, ORIGIN)
    return tmp_path


def test_a_folder_as_it_was_written_is_equal(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest.origin == ORIGIN
    assert list(manifest.files) == ["data/gap.csv", "index.html"]
    assert differences(folder, manifest) == []


def test_changed_missing_and_foreign_files_are_named(folder: Path) -> None:
    manifest = read_manifest(folder)
    (folder / "data" / "gap.csv").write_text("gaq")
    (folder / "index.html").unlink()
    (folder / "other.html").touch()
    assert differences(folder, manifest) == [
        "data/gap.csv holds other bytes than were published",
        "index.html is missing",
        "other.html was not published",
    ]
    assert differences(folder, manifest, "index.html") == ["index.html is missing"]
    assert differences(folder, manifest, "other.html") == ["other.html was not published"]


@pytest.mark.parametrize("text", [None, "no json", "{}", '{"files": {"a": 1}}', "[]"])
def test_without_a_manifest_it_says_what_to_name(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(ManifestInvalid, match="gapwatch publish"):
        read_manifest(tmp_path)
