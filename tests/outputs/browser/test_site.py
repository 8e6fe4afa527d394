"""The site as a browser shows it: quiet console, drawn charts, no foreign request, accessible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

LONG = "series/arena_text_raw.html"
PAGES = (
    "index.html",
    "by/arena_webdev-permissive.html",
    "series/eci.html",
    "models.html",
    "models/kimi-k3.html",
    "price.html",
    "claims.html",
    "methods.html",
    "status.html",
    "series/mmlu_vendor_5shot.html",
    LONG,
)
OPENED = (
    "index.html",
    "models.html",
    "models/kimi-k3.html",
    "price.html",
    "status.html",
    "series/mmlu_vendor_5shot.html",
)
OPEN_ALL = "document.querySelectorAll('details').forEach(it => it.open = true)"
ONE_OF_EACH = r"""() => {
  const shape = it => it.outerHTML.replace(/>[^<]+</g, '>_<')
    .replace(/ (?!class|role|style|aria-hidden)([\w-]+)="[^"]+"/g, ' $1="_"');
  for (const parent of document.querySelectorAll('main *:not(svg):not(svg *)')) {
    const seen = new Set();
    for (const child of [...parent.children]) {
      if (seen.has(shape(child))) child.remove();
      else seen.add(shape(child));
    }
  }
}"""
"""Leaves of what lies side by side (rows, folds, entries) one of each shape: axe takes 60 seconds
for the whole pages, and finds the same."""
DARK = "rgb(20, 23, 26)"
BLACK = """() => [...document.querySelectorAll('svg text')]
  .filter(it => getComputedStyle(it).fill === 'rgb(0, 0, 0)').map(it => it.textContent)"""
FIRST_VIEW_BYTES = 300_000
WIDE, NARROW = 1280, 390
PAPER = 718
"""Pixels of a sheet of A4 between its margins."""
INK = "rgb(27, 33, 39)"


class Watched:
    """A page with everything it asked for and everything it complained about."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.size = 0
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", self._answered)

    def _answered(self, response: Any) -> None:
        self.size += int(response.headers.get("content-length", 0))
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def open(self, path: str) -> Any:
        self.page.goto(f"{self.address}/{path}")
        return self.page

    @property
    def foreign(self) -> list[str]:
        """Requests that left the site."""
        kept = (self.address, "data:")
        return [url for url in self.asked if not url.startswith(kept)]


@contextmanager
def watched(browser: Any, address: str, width: int = WIDE, **options: Any) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    try:
        yield Watched(context.new_page(), address)
    finally:
        context.close()


def test_every_page_is_quiet_accessible_and_asks_only_its_own_site(
    browser: Any, address: str
) -> None:
    found: dict[str, str] = {}
    with watched(browser, address, color_scheme="light") as seen:
        for path in PAGES:
            page = seen.open(path)
            if path in OPENED:
                page.evaluate(OPEN_ALL)
            assert page.evaluate("document.documentElement.scrollWidth") == WIDE, path
            page.evaluate(ONE_OF_EACH)
            found |= faults(page, path, {"resultTypes": ["violations"]})
        assert found == {}
        assert seen.complaints == []
        assert seen.foreign == []


def test_the_dark_has_enough_contrast(browser: Any, address: str) -> None:
    found: dict[str, str] = {}
    with watched(browser, address, color_scheme="dark") as seen:
        for path in OPENED:
            page = seen.open(path)
            page.evaluate(OPEN_ALL)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == DARK
            # axe does not look at the letters of drawings.
            assert page.evaluate(BLACK) == [], path
            page.evaluate(ONE_OF_EACH)
            only = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
            found |= faults(page, path, only)
    assert found == {}


def test_what_is_wrong_in_one_row_of_many_is_found(browser: Any, address: str) -> None:
    with watched(browser, address) as seen:
        page = seen.open("models.html")
        page.evaluate(OPEN_ALL)
        page.evaluate(
            """() => {
              const cell = [...document.querySelectorAll('tbody tr')].at(-3).cells[1];
              cell.innerHTML = '<a href="x"></a>';
            }"""
        )
        page.evaluate(ONE_OF_EACH)
        assert "link-name" in faults(page, "models.html", {})["models.html"]


def faults(page: Any, path: str, options: dict[str, Any]) -> dict[str, str]:
    """What axe finds on a page, by path; empty when it finds nothing."""
    result = Axe().run(page, options=options)
    return {path: result.generate_report()} if result.violations_count else {}


def test_nothing_is_wider_than_a_telephone(face: Any, address: str) -> None:
    with watched(face, address, NARROW) as seen:
        for path in PAGES:
            page = seen.open(path)
            page.evaluate(OPEN_ALL)
            assert page.evaluate("document.documentElement.scrollWidth") == NARROW, path


def test_the_first_view_is_small_and_loads_no_script(browser: Any, address: str) -> None:
    with watched(browser, address) as seen:
        seen.open("index.html")
        assert 0 < seen.size < FIRST_VIEW_BYTES
        assert not [url for url in seen.asked if url.endswith(".js")]


def test_charts_are_drawn_before_any_script(browser: Any, address: str) -> None:
    with watched(browser, address, java_script_enabled=False) as seen:
        page = seen.open(LONG)
        for kind in ("gap", "best"):
            box = page.locator(f"[data-chart={kind}] svg.wide").bounding_box()
            assert box["width"] > 900
            assert box["height"] > 200
            assert page.locator(f"[data-chart={kind}] svg.slim").is_hidden()


def test_pointing_and_arrow_keys_read_the_change_points(browser: Any, address: str) -> None:
    with watched(browser, address) as seen:
        page = seen.open(LONG)
        plot = page.locator("[data-chart=gap] svg.wide")
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        page.mouse.move(box["x"] + 0.88 * box["width"], box["y"] + 80)
        line = page.locator("[data-chart=gap] .readout")
        newest = line.inner_text()
        assert newest.startswith("From ")
        assert "95\u00a0% interval" in newest
        assert line.locator("a[href^='https://']").count() >= 1
        # The cursor stands inside the plot, at most where the axis ends.
        cursor = page.locator("[data-chart=gap] .cursor").bounding_box()
        edges = [float(plot.get_attribute(f"data-{side}")) for side in ("left", "right")]
        place = (cursor["x"] - box["x"]) / box["width"]
        assert edges[0] <= place <= edges[1] + 0.002
        page.locator("[data-chart=gap] .plot").focus()
        page.keyboard.press("ArrowLeft")
        assert line.inner_text() != newest
        page.keyboard.press("End")
        assert line.inner_text() == newest
        assert line.get_attribute("aria-live") == "polite"
        assert seen.complaints == []


SWITCHED = [
    *(f"by/eci-{rule}.html" for rule in ("permissive",)),
    *(
        f"by/{series}-{rule}.html"
        for series in ("arena_text", "arena_webdev")
        for rule in ("any_weights", "permissive")
    ),
]
ROOM = {"index.html": 24}
"""Pixels that the front page has to spare: another system's letters are wider, another day's words
longer. A switched front must fit."""
FIRST_SCREENS = ((1280, 800, "wide", "slim"), (390, 844, "slim", "wide"))


@pytest.mark.parametrize(("width", "height", "shown", "hidden"), FIRST_SCREENS)
def test_five_answers_stand_on_the_first_screen(
    face: Any, address: str, width: int, height: int, shown: str, hidden: str
) -> None:
    """How big, on what, since when, how sure, at what price: without scrolling."""
    context = face.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    try:
        page.goto(f"{address}/index.html")
        seen = page.evaluate(
            """height => [...document.querySelectorAll(`h1, .front .lead, .hero figcaption,
                 .hero svg text, .four dt, .four dd`)]
               .filter(it => { const box = it.getBoundingClientRect();
                               return box.height > 0 && box.bottom <= height; })
               .map(it => it.textContent.trim()).join(' | ')""",
            height,
        )
        assert re.search(r"Open-weight models .* behind", seen)  # how big, in time
        # How big, in points.
        assert re.search(r"gap (is|was) [\d.]+ index points", seen)
        assert "Epoch Capabilities Index" in seen  # on what
        assert "areas: closed models lead" in seen
        assert re.search(r"where closed models were in \w+ 20\d\d", seen)  # since when
        assert re.search(r"(>\s)?\d+(\.\d)?\s% \| sure that closed models", seen)  # how sure
        # At what price, and whose.
        price = r"\$[\d.]+( or less)? \([^)]+\)"
        assert re.search(rf"open {price}, closed as good {price} per million tokens", seen)
        # How sure the months are.
        assert re.search(r"behind on \d+ \w+ 20\d\d \(95\s% interval [\d.]+ to [\d.]+\)", seen)
        assert "Closed 167.33 | Claude Opus 5.5" in seen
        assert re.search(r"7\.1 months \(8 Oct\)", seen)  # the same lag in the picture
        assert not re.search(r"Widening|Narrowing|trend", seen)
        assert page.locator(f".hero svg.{shown}").is_visible()
        assert page.locator(f".hero svg.{hidden}").is_hidden()
    finally:
        context.close()


@pytest.mark.parametrize(("width", "height"), [screen[:2] for screen in FIRST_SCREENS])
def test_every_switched_front_fits_the_first_screen(
    face: Any, address: str, width: int, height: int
) -> None:
    with watched(face, address, width) as seen:
        for path in ("index.html", *SWITCHED):
            page = seen.open(path)
            assert page.locator(".switch a").count() == 3, path
            assert page.locator(".hero svg:visible").count() or "No chart" in page.inner_text(
                ".hero"
            )
            box = page.query_selector(".four").bounding_box()
            assert box["y"] + box["height"] <= height - ROOM.get(path, 0), path


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_words_of_the_picture_meet_or_leave_it(face: Any, address: str, width: int) -> None:
    """As the browser sets the letters, not as we estimate them."""
    with watched(face, address, width) as seen:
        for path in (*SWITCHED, "index.html", "series/eci.html", "price.html", LONG):
            page = seen.open(path)
            page.evaluate(OPEN_ALL)
            met = page.evaluate(
                """() => { const box = it => it.getBoundingClientRect();
                  const found = [];
                  const drawn = [...document.querySelectorAll('svg.drawn, svg.leads')]
                    .filter(it => box(it).height > 0);
                  drawn.forEach(svg => {
                  const texts = [...svg.querySelectorAll('text')].filter(it => it.textContent);
                  const bars = [...svg.querySelectorAll('.lead-bar')];
                  texts.forEach(a => bars.forEach(bar => { const one = box(a), two = box(bar);
                    if (one.left < two.right && two.left < one.right &&
                        one.top < two.bottom - 3 && two.top < one.bottom - 3) {
                      found.push(a.textContent + ' lies on a bar'); } }));
                  texts.forEach((a, n) => { const one = box(a);
                    if (one.right > innerWidth + 1) { found.push(a.textContent + ' leaves'); }
                    texts.slice(n + 1).forEach(b => { const two = box(b);
                      if (one.left < two.right - 1 && two.left < one.right - 1 &&
                          one.top < two.bottom - 3 && two.top < one.bottom - 3) {
                        found.push(a.textContent + ' meets ' + b.textContent); } }); }); });
                  return found; }"""
            )
            assert met == [], path


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_both_drawings_of_a_chart_say_its_words(browser: Any, address: str, width: int) -> None:
    """They stand once, in the drawing for a screen, which a telephone hides."""
    with watched(browser, address, width) as seen:
        page = seen.open("series/eci.html")
        for title in ("by release date", "days until open weights had"):
            assert page.get_by_role("img", name=re.compile(title)).count() == 1


def test_claims_are_filtered_by_verdict_without_script(browser: Any, address: str) -> None:
    with watched(browser, address, java_script_enabled=False) as seen:
        page = seen.open("claims.html#only-ambiguous")
        assert page.locator(".claim.is-ambiguous").first.is_visible()
        assert page.locator(".claim.is-partly").first.is_hidden()
        page.get_by_role("link", name="All again").click()
        assert page.locator(".claim.is-partly").first.is_visible()


def test_it_works_from_a_disk(browser: Any, published: Path) -> None:
    with watched(browser, published.as_uri()) as seen:
        page = seen.open(LONG)
        page.locator("[data-chart=gap] .plot").press("End")
        assert page.locator("[data-chart=gap] .readout").inner_text().startswith("From ")
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        assert seen.complaints == []
        assert seen.foreign == []


def test_every_link_can_be_followed(browser: Any, address: str) -> None:
    with watched(browser, address) as seen:
        links: set[str] = set()
        for path in PAGES:
            page = seen.open(path)
            links |= set(page.eval_on_selector_all("a[href]", "all => all.map(it => it.href)"))
        inner = sorted({link.partition("#")[0] for link in links if link.startswith(address)})
        assert len(inner) > len(PAGES)
        for link in inner:
            assert seen.page.request.get(link).ok, link


def test_the_keyboard_reaches_the_content_first(browser: Any, address: str) -> None:
    with watched(browser, address) as seen:
        page = seen.open("index.html")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        page.wait_for_url("**/index.html#main")


def test_it_prints_without_navigation(browser: Any, address: str) -> None:
    with watched(browser, address) as seen:
        page = seen.open(LONG)
        page.emulate_media(media="print")
        assert page.locator("nav").first.is_hidden()
        assert page.locator("[data-chart=gap] svg.drawn").first.is_visible()
        assert page.locator(".tools").first.is_hidden()
        assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_holds_whole_tables(browser: Any, address: str, scheme: str) -> None:
    """Paper is narrower than a screen, and no telephone: cards made 56 pages of the prices."""
    with watched(browser, address, PAPER, color_scheme=scheme) as seen:
        page = seen.open("series/eci.html")
        page.emulate_media(media="print", color_scheme=scheme)
        colours = "it => [getComputedStyle(it).backgroundColor, getComputedStyle(it).color]"
        assert page.eval_on_selector("body", colours) == ["rgb(255, 255, 255)", INK]
        cells = "all => [...new Set(all.map(it => getComputedStyle(it).display))]"
        assert page.eval_on_selector_all(".cards td", cells) == ["table-cell"]
        assert page.evaluate("document.documentElement.scrollWidth") == PAPER


def test_hostile_names_do_nothing(browser: Any, hostile_address: str) -> None:
    with watched(browser, hostile_address) as seen:
        for path in ("index.html", "status.html", "price.html", "claims.html", "series/eci.html"):
            page = seen.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") == WIDE, path
        page.locator("[data-chart=best] .plot").press("End")
        assert "<script>" in page.locator("[data-chart=best] .readout").inner_text()
        assert page.locator(".readout script").count() == 0
        assert seen.complaints == []
        assert seen.foreign == []
