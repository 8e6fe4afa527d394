"""The site as a browser shows it: quiet console, drawn charts, no foreign request, accessible."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.outputs.browser import looks

PAGES = (
    "index.html",
    "series/eci.html",
    "models.html",
    "models/kimi-k3.html",
    "price.html",
    "claims.html",
    "methods.html",
    "status.html",
    "series/mmlu_vendor_5shot.html",
)
OPENED = (
    "index.html",
    "models.html",
    "models/kimi-k3.html",
    "price.html",
    "status.html",
    "series/mmlu_vendor_5shot.html",
)
DARK, INK = "rgb(20, 23, 26)", "rgb(27, 33, 39)"
BLACK = """() => [...document.querySelectorAll('svg text')]
  .filter(it => getComputedStyle(it).fill === 'rgb(0, 0, 0)').map(it => it.textContent)"""
TALLEST = """Math.max(0, ...[...document.querySelectorAll('[aria-labelledby=quality] tr')]
  .map(it => it.clientHeight))"""
PAPER = 718
"""Pixels of a sheet of A4 between its margins."""


def test_every_page_fits_is_quiet_accessible_and_leads_only_where_something_is(
    browser: Any, address: str, published: Path
) -> None:
    links: set[str] = set()
    for seen in looks.looked(browser, address, looks.WIDE, PAGES):
        page, path = seen.page, seen.page.url.removeprefix(f"{address}/")
        if path == "index.html":
            assert 0 < seen.size < looks.FIRST_VIEW_BYTES
            asked = {url.rpartition("/")[2] for url in seen.asked if url.endswith(".js")}
            assert asked == {"age.js", "series.js"}
        if path == "series/eci.html":  # the words of a drawing stand once
            assert page.get_by_role("img", name=re.compile("by release date")).count() == 1
        links |= set(page.eval_on_selector_all("a[href]", "all => all.map(it => it.href)"))
        if path not in OPENED:
            page.evaluate(looks.CLOSE_ALL)
        page.evaluate(looks.ONE_OF_EACH)
        assert looks.faults(page) == "", path
        assert seen.complaints == []
        assert seen.foreign == []
    inner = {link.partition("#")[0] for link in links if link.startswith(address)}
    assert len(inner) > len(PAGES)
    assert [it for it in inner if not (published / it.removeprefix(f"{address}/")).is_file()] == []


@pytest.mark.parametrize(
    "path", [OPENED[0], *(pytest.param(it, marks=pytest.mark.nightly) for it in OPENED[1:])]
)
def test_the_dark_has_enough_contrast(browser: Any, address: str, path: str) -> None:
    with looks.watched(browser, address, color_scheme="dark") as seen:
        page = seen.open(path)
        page.evaluate(looks.OPEN_ALL)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == DARK
        # axe does not look at the letters of drawings.
        assert page.evaluate(BLACK) == []
        page.evaluate(looks.ONE_OF_EACH)
        assert looks.faults(page, "color-contrast") == ""


def test_every_page_fits_on_a_telephone(browser: Any, address: str) -> None:
    pages = looks.looked(browser, address, looks.NARROW, PAGES)
    tallest = [seen.page.evaluate(TALLEST) for seen in pages]
    assert len(tallest) == len(PAGES)
    assert 200 < max(tallest) < 300, "prices of eighteen benchmarks are six screens"


def test_the_slider_is_moved_by_keys_alone(browser: Any, address: str) -> None:
    with looks.watched(browser, address) as seen:
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
        slider.evaluate("it => { it.value = 1277; it.dispatchEvent(new Event('input')); }")
        assert page.inner_text("#then-on") == "1 Jul 2026"
        assert page.inner_text(".then-title") == "No overall index existed yet"
        assert seen.complaints == []


def test_pointing_and_arrow_keys_read_the_change_points(browser: Any, published: Path) -> None:
    with looks.watched(browser, published.as_uri()) as seen:
        page = seen.open("index.html")
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        plot = page.locator(".hero svg.wide")
        box = plot.bounding_box()
        page.mouse.move(box["x"] + 0.97 * box["width"], box["y"] + 80)
        line = page.locator(".hero .readout")
        newest = line.inner_text()
        assert newest.startswith("From ")
        assert "gap +" in newest
        # The cursor stands inside the plot, at most where the axis ends.
        cursor = page.locator(".hero .cursor").bounding_box()
        edges = [float(plot.get_attribute(f"data-{side}")) for side in ("left", "right")]
        place = (cursor["x"] - box["x"]) / box["width"]
        assert edges[0] <= place <= edges[1] + 0.002
        page.locator(".hero .plot").focus()
        page.keyboard.press("ArrowLeft")
        assert line.inner_text() != newest
        # To the values at the right end of the picture.
        page.keyboard.press("End")
        assert (read := line.inner_text()) == newest
        assert line.get_attribute("aria-live") == "polite"
        ends = page.locator(".hero svg.wide text", has_text=re.compile("^(Closed|Open) "))
        assert ends.count() == 2
        assert all(end.split()[1] in read for end in ends.all_text_contents()), read
        page = seen.open("series/eci.html")
        page.locator(".hero .plot").press("Home")
        assert page.locator(".hero .readout b").inner_text().startswith("From ")
        assert seen.complaints == []
        assert seen.foreign == []


def test_the_keyboard_reaches_the_content_first(browser: Any, address: str) -> None:
    with looks.watched(browser, address, looks.NARROW) as seen:
        page = seen.open("index.html")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        page.wait_for_url("**/index.html#main")


def test_paper_is_white_and_holds_whole_tables(browser: Any, address: str) -> None:
    """Paper is narrower than a screen, and no telephone: cards made 56 pages of the prices."""
    with looks.watched(browser, address, PAPER, color_scheme="dark") as seen:
        page = seen.open("series/eci.html")
        page.emulate_media(media="print", color_scheme="dark")
        colours = "it => [getComputedStyle(it).backgroundColor, getComputedStyle(it).color]"
        assert page.eval_on_selector("body", colours) == ["rgb(255, 255, 255)", INK]
        cells = "all => [...new Set(all.map(it => getComputedStyle(it).display))]"
        assert page.eval_on_selector_all(".cards td", cells) == ["table-cell"]
        assert page.evaluate("document.documentElement.scrollWidth") == PAPER
        assert page.locator("nav").first.is_hidden()
        assert page.locator(".hero svg.drawn:visible").count() == 1
        assert page.pdf().startswith(b"%PDF")


def test_hostile_names_do_nothing(browser: Any, hostile_address: str) -> None:
    with looks.watched(browser, hostile_address) as seen:
        for path in ("index.html", "status.html", "price.html", "claims.html", "series/eci.html"):
            page = seen.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") == looks.WIDE, path
        page.locator(".hero .plot").press("End")
        assert "<script>" in page.locator(".hero .readout").inner_text()
        assert page.locator(".readout script").count() == 0
        assert seen.complaints == []
        assert seen.foreign == []
