"""The files of past days: a page for every half-year, and the change points of the slider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from outputs.report.context import AsOf, Extras, PublishedHistory
from outputs.report.past import half_years
from outputs.report.site import write_report
from tests.outputs.shelf import HOSTILE, NOW, TODAY, gap, put_gaps, put_hostile
from warehouse.store import Warehouse

KNOWN = Extras(published=PublishedHistory({}))


def written(warehouse: Warehouse, folder: Path, extras: Extras = KNOWN) -> Path:
    write_report(warehouse, folder, now=NOW, sources=[], extras=extras)
    return folder


def data(folder: Path) -> dict[str, Any]:
    text = (folder / "past/days.js").read_text("ascii")
    found: dict[str, Any] = json.loads(text.removeprefix("window.gapwatchPast=")[:-2])
    return found


def test_every_half_year_has_a_page_that_the_front_page_links(
    filled: Warehouse, tmp_path: Path
) -> None:
    folder = written(filled, tmp_path / "site")
    front = (folder / "index.html").read_text("utf-8")
    pages = sorted(path.name for path in (folder / "past").glob("*.html"))
    assert pages[0] == "2023-01-01.html"
    assert pages[-1] == "2026-01-01.html"
    for name in pages:
        assert f'href="past/{name}"' in front
    page = (folder / "past/2026-01-01.html").read_text("utf-8")
    assert (
        "By the pages published until 1 Jan 2026 that are kept here, this site would have said:"
        in page
    )
    assert "<h1>No gap could be computed yet</h1>" in page


@pytest.mark.parametrize(
    ("last", "days"),
    [
        ("2023-06-30", ["2023-01-01"]),
        ("2024-01-01", ["2023-01-01", "2023-07-01", "2024-01-01"]),
    ],
)
def test_half_years(last: str, days: list[str]) -> None:
    assert half_years(last) == days


def test_the_slider_holds_ready_words_by_the_day_on_which_they_change(
    filled: Warehouse, tmp_path: Path
) -> None:
    found = data(written(filled, tmp_path / "site"))
    texts = found["texts"]
    said = {row[0]: texts[row[1]] for row in found["said"]}
    assert said == {
        0: "No gap could be computed yet",
        1100: "Open-weight models are behind",  # 5 January 2026
    } | {place: title for place, title in said.items() if place > 1100}
    (first, second, *_) = found["series"]["eci"]
    assert (first[0], texts[first[3]]) == (0, "no page from then")
    assert (second[0], texts[second[1]], texts[second[3]]) == (1100, "+5.0", "closed ahead")


def test_the_script_is_a_file_and_nothing_is_written_into_the_page(
    filled: Warehouse, tmp_path: Path
) -> None:
    front = (written(filled, tmp_path / "site") / "index.html").read_text("utf-8")
    assert '<script src="past/days.js" defer></script>' in front
    assert "<script>" not in front


def test_hostile_names_stay_words(empty: Warehouse, tmp_path: Path) -> None:
    put_hostile(empty, HOSTILE)
    put_gaps(empty, [gap(entry="2025-01-05")])
    folder = written(empty, tmp_path / "site")
    assert "<script>alert" not in (folder / "past/2026-01-01.html").read_text("utf-8")
    assert all(len(text) < 400 for text in data(folder)["texts"])


def test_a_site_of_a_past_day_has_no_slider(filled: Warehouse, tmp_path: Path) -> None:
    folder = written(filled, tmp_path / "site", Extras(as_of=AsOf(TODAY)))
    assert not (folder / "past").exists()
    assert "days.js" not in (folder / "index.html").read_text("utf-8")
