"""Placing a site: whole or not at all, past sites kept, nothing of others written over."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from outputs.charts.axes import DaySpan, Piece
from outputs.charts.card import Words
from outputs.charts.staircase import Staircases
from outputs.folders import FolderOccupied
from outputs.report import publishing
from outputs.report.pages import drawn_card
from outputs.report.publishing import MANIFEST, Drawn, manifest, past_days, place

FILES = {"index.html": b"one", "series/a.html": b"a", "assets/x.js": b"x"}
TWO = {"index.html": b"two"}


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_a_folder_holds_exactly_the_files_and_is_replaced_never_half_written(
    tmp_path: Path,
) -> None:
    site = tmp_path / "deep" / "site"
    assert place(site, FILES) == site / "index.html"
    assert held(site) == FILES
    before = site.stat().st_ino
    place(site, TWO)
    assert held(site) == TWO, "pages of removed series go"
    assert site.stat().st_ino != before
    assert [path.name for path in site.parent.iterdir()] == ["site"]


@pytest.mark.parametrize("how", ["a watcher holds the name", "a mount"])
def test_a_folder_that_cannot_be_moved_is_filled_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    site, renamed = tmp_path / "site", Path.rename
    place(site, FILES)

    def refused(path: Path, target: Path) -> Path:
        if Path(target) == site and not path.name.endswith(".old"):
            raise OSError("busy")
        return renamed(path, target)

    if how == "a mount":
        monkeypatch.setattr(publishing, "_exchanged", lambda *_: False)
    else:
        monkeypatch.setattr(Path, "rename", refused)
    place(site, TWO)
    assert held(site) == TWO
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_files_of_others_stay_and_ours_are_replaced_one_by_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    place(site, FILES)
    (site / "CNAME").write_text("gaps.example")
    inode = site.stat().st_ino
    place(site, {**TWO, "new.html": b"n"})
    assert held(site) == {**TWO, "new.html": b"n", "CNAME": b"gaps.example"}
    assert site.stat().st_ino == inode


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
    assert manifest(site).files == ()
    place(site, FILES)
    assert held(site) == FILES
    assert set(manifest(site).files) == FILES.keys()


def test_past_sites_are_kept_and_listed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    place(site, FILES)
    for day in ("2026-01-02", "2026-03-04"):
        place(site / "as-of" / day, FILES)
    place(site, TWO)
    assert past_days(site) == ["2026-03-04", "2026-01-02"]
    assert len(held(site)) == 1 + 2 * len(FILES)


def test_what_is_drawn_is_drawn_again_only_when_its_key_changes(tmp_path: Path) -> None:
    drawn: list[str] = []

    def picture(key: str) -> Drawn:
        return Drawn(key, lambda: (drawn.append(key), key.encode())[1])

    for key in ("a", "a", "b"):
        place(tmp_path / "site", {"index.html": b"", "x.png": picture(key)})
    assert drawn == ["a", "b"]
    assert held(tmp_path / "site")["x.png"] == b"b"
    (tmp_path / "site" / "x.png").unlink()
    place(tmp_path / "site", {"index.html": b"", "x.png": picture("b")})
    assert drawn == ["a", "b", "b"]


def test_a_failure_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    def fails() -> bytes:
        raise ValueError("no picture")

    place(tmp_path / "site", FILES)
    with pytest.raises(ValueError, match="no picture"):
        place(tmp_path / "site", {**TWO, "x.png": Drawn("k", fails)})
    assert held(tmp_path / "site") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_chart_that_runs_until_today_is_drawn_anew_once_a_week_or_when_it_tells_more() -> None:
    def key(today: date, value: float = 90.0) -> str:
        began, span = date(2026, 1, 5), DaySpan(date(2026, 1, 1), today)
        led = [Piece(began, today, value)]
        shown = Staircases([], span, None, True, published={"closed": led})
        return drawn_card(Words("Title", "Said", "Foot"), shown, today).key

    monday = date(2026, 11, 23)
    days = [monday + timedelta(days=day) for day in range(8)]
    assert len({key(day) for day in days[:7]}) == 1
    assert key(days[7]) != key(monday)
    assert key(days[2], 91.0) != key(days[2])
