"""Pages on real data: whole names, wide enough columns, no overlap; the slider of past days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.golden.replayed import NEEDED, Replayed
from tests.outputs.browser.conftest import served
from tests.outputs.browser.test_site import (
    FIRST_VIEW_BYTES,
    ONE_OF_EACH,
    ROOM,
    SWITCHED,
    faults,
    watched,
)

pytestmark = NEEDED
SIZES = (1280, 390)
SCREENS = {1280: 800, 390: 844}
"""Height of the first screen by its width."""
OPEN_ALL = "document.querySelectorAll('details').forEach(it => it.open = true)"
CUT = """() => [...document.querySelectorAll('.bench > span')]
  .filter(it => it.scrollWidth > it.clientWidth + 1).map(it => it.textContent.trim())"""
NARROW = """least => [...document.querySelectorAll('.bench')].flatMap(row =>
  Object.entries(least).filter(([name, width]) => {
    const cell = row.querySelector('.' + name);
    return cell.textContent.trim() && cell.getBoundingClientRect().width < width;
  }).map(([name]) => row.dataset.series + ' ' + name))"""
OVERLAP = """() => [...document.querySelectorAll('.bench')].flatMap(row => {
  const cells = [...row.children].map(it => [it.className, it.getBoundingClientRect()]);
  return cells.flatMap(([name, one], at) => cells.slice(at + 1).filter(([, other]) =>
    one.width && other.width && one.left < other.right - 1 && other.left < one.right - 1 &&
    one.top < other.bottom - 1 && other.top < one.bottom - 1
  ).map(([other]) => row.dataset.series + ': ' + name + ' and ' + other));
})"""
LABELS = """kind => {
  const boxes = [...document.querySelectorAll('svg.drawn.' + kind + ' text')]
    .map(it => [it.textContent, it.getBoundingClientRect()]).filter(([text]) => text);
  return boxes.flatMap(([text, one], at) => boxes.slice(at + 1).filter(([, other]) =>
    one.left < other.right - 1 && other.left < one.right - 1 &&
    one.top < other.bottom - 3 && other.top < one.bottom - 3
  ).map(([other]) => text + ' and ' + other));
}"""
LEAST = {
    1280: {"b-name": 210, "b-gap": 110, "b-said": 130, "b-lead": 165, "b-age": 80},
    390: {"b-name": 180, "b-gap": 70, "b-said": 70, "b-lead": 150, "b-age": 55},
}
"""Pixels below which a column of the table is crushed."""
MOVE = """place => {
  const slider = document.getElementById('then-day');
  slider.value = place;
  slider.dispatchEvent(new Event('input'));
}"""


@pytest.fixture(scope="module")
def front(replayed: Replayed) -> Iterator[str]:
    """Where its site is served."""
    yield from served(replayed.site)


PATHS = ("index.html", "price.html", *SWITCHED)


@pytest.mark.parametrize("width", SIZES)
def test_no_name_is_cut_no_column_crushed_and_nothing_overlaps(
    face: Any, front: str, width: int
) -> None:
    with watched(face, front, width) as seen:
        for path in PATHS:
            page = seen.open(path)
            page.evaluate(OPEN_ALL)
            assert page.evaluate(CUT) == [], path
            assert page.evaluate(NARROW, LEAST[width]) == [], path
            assert page.evaluate(OVERLAP) == [], path
            assert page.evaluate(LABELS, "wide" if width > 860 else "slim") == [], path
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
            if facts := page.query_selector(".four"):
                box = facts.bounding_box()
                assert box["y"] + box["height"] <= SCREENS[width] - ROOM.get(path, 0), path


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("path", PATHS)
def test_every_front_is_accessible_quiet_and_small(
    browser: Any, front: str, width: int, path: str
) -> None:
    with watched(browser, front, width) as seen:
        page = seen.open(path)
        page.evaluate(OPEN_ALL)
        page.evaluate(ONE_OF_EACH)
        assert faults(page, path, {"resultTypes": ["violations"]}) == {}
        assert seen.complaints == []
        assert seen.size < FIRST_VIEW_BYTES


@pytest.mark.parametrize("width", SIZES)
def test_the_slider_is_moved_by_keys_alone(browser: Any, front: str, width: int) -> None:
    with watched(browser, front, width) as seen:
        title = seen.open("index.html").inner_text("h1")
        page = seen.open("methods.html")
        assert page.inner_text(".then-title") == title
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "then-day":
                break
        # Its name says what it is, its value which day: not the count of days since 2023.
        slider = page.get_by_role("slider", name="Day", exact=True)
        page.keyboard.press("Home")
        assert slider.get_attribute("aria-valuetext") == "1 Jan 2023"
        page.keyboard.press("ArrowRight")
        assert page.inner_text("#then-on") == "2 Jan 2023"
        page.evaluate(MOVE, 1277)
        assert page.inner_text("#then-on") == "1 Jul 2026"
        assert page.inner_text(".then-title") == (
            "Open-weight models were about 8 months behind in December"
        )
        assert page.inner_text(".then-now").startswith("The list of 11 Aug 2026 puts open models")
        assert faults(page, "methods.html", {"resultTypes": ["violations"]}) == {}
        assert seen.complaints == []
