"""The front page on real data: whole names, wide enough columns, no overlap, and its slider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outputs.report.context import Extras
from outputs.report.site import write_report
from pipelines.measure.past import published_by_day
from tests.golden.replayed import NEEDED, NOW, Replayed
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
HALVES = """() => {
  const line = [...document.querySelectorAll('.hero line.veil')]
    .map(it => it.getBoundingClientRect()).find(it => it.height > 0);
  return [...document.querySelectorAll('.hero text')]
    .filter(it => getComputedStyle(it).visibility === 'visible')
    .map(it => [it.textContent, it.getBoundingClientRect()])
    .filter(([, box]) => box.left < line.left && line.left < box.right && box.top < line.bottom)
    .map(([text]) => text);
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
def front(replayed: Replayed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site of everything recorded is served."""
    folder: Path = tmp_path_factory.mktemp("front")
    published = published_by_day(replayed.warehouse, NOW)
    write_report(
        replayed.warehouse, folder, now=NOW, sources=[], extras=Extras(published=published)
    )
    yield from served(folder)


PATHS = ("index.html", "price.html", "past/2026-01-01.html", *SWITCHED)


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
def test_the_slider_tells_a_past_day_as_its_page_does(browser: Any, front: str, width: int) -> None:
    with watched(browser, front, width) as seen:
        page = seen.open("past/2026-07-01.html")
        title, lead = page.inner_text("h1"), page.inner_text(".lead")
        lines = told(page)
        page = seen.open("index.html")
        today = page.inner_text(".boards")
        page.evaluate(MOVE, 1277)
        assert page.inner_text("#then-on") == "1 Jul 2026"
        assert page.inner_text(".then-title") == title
        assert page.inner_text(".then-said") == lead
        assert lines.items() <= told(page).items()
        assert page.locator(f".hero svg.{'wide' if width > 860 else 'slim'} .ring").count() == 2
        assert page.evaluate(CUT) == []
        assert page.evaluate(OVERLAP) == []
        assert faults(page, "index.html", {"resultTypes": ["violations"]}) == {}
        page.click("#then-today")
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = false)")
        assert page.inner_text(".boards") == today
        assert page.locator(".hero .veil").count() == 0
        assert seen.complaints == []
        assert seen.foreign == []


def test_the_slider_is_moved_by_keys_alone(browser: Any, front: str) -> None:
    with watched(browser, front) as seen:
        page = seen.open("index.html")
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "then-day":
                break
        assert page.evaluate("document.activeElement.id") == "then-day"
        # Its name says what it is, its value which day: not the count of days since 2023.
        slider = page.get_by_role("slider", name="Day", exact=True)
        assert slider.get_attribute("aria-valuetext") == "today"
        page.keyboard.press("Home")
        assert page.inner_text("#then-on") == "1 Jan 2023"
        # Nothing had been published then: no line looks as if it had a verdict.
        assert page.locator(".bench").count() > 30
        assert page.locator(".bench:not(.unpublished)").count() == 0
        page.keyboard.press("ArrowRight")
        assert page.inner_text("#then-on") == "2 Jan 2023"
        assert page.get_attribute("#then-day", "aria-valuetext") == "2 Jan 2023"
        assert page.inner_text(".then-title")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.inner_text("#then-on") == "today"
        assert page.locator(".hero .veil").count() == 0
        assert seen.complaints == []


def told(page: Any) -> dict[str, list[str]]:
    """What each benchmark's line says, by series."""
    page.evaluate(OPEN_ALL)
    found: dict[str, list[str]] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.bench')].map(it => [
          it.dataset.series,
          ['b-gap', 'b-said', 'b-lead', 'b-age'].map(one =>
            it.querySelector('.' + one).textContent.replace(/\\s+/g, ' ').trim()),
        ]))"""
    )
    return found


@pytest.mark.parametrize("width", SIZES)
def test_no_name_stands_half_in_the_light_of_a_past_day(
    browser: Any, front: str, width: int
) -> None:
    with watched(browser, front, width) as seen:
        page = seen.open("index.html")
        cut = 0
        for place in range(100, 1400, 100):
            page.evaluate(MOVE, place)
            assert page.evaluate(HALVES) == [], place
            cut += page.locator(".hero text.halved").count()
        assert cut > 0
        page.click("#then-today")
        assert page.locator(".hero text.halved").count() == 0
        assert seen.complaints == []


def test_without_a_script_the_half_years_are_links(browser: Any, front: str) -> None:
    with watched(browser, front, java_script_enabled=False) as seen:
        page = seen.open("index.html")
        assert not page.locator(".slide").is_visible()
        links = page.locator(".half-years a")
        assert links.count() == 8
        links.first.click()
        assert page.url.endswith("past/2023-01-01.html")
