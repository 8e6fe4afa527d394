"""What a browser is asked of a page, and a page that notes everything it asks for."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe

WIDE, NARROW = 1280, 390
SCREENS = {WIDE: 800, NARROW: 844}
"""Height of the first screen by its width."""
DRAWN = {"wide": WIDE, "slim": NARROW}
"""Class of a drawing to the width that shows it."""
FIRST_VIEW_BYTES = 300_000
ROOM = 24
"""Pixels that the front page has to spare: another system's letters are wider, another day's words
longer."""
OPEN_ALL = "document.querySelectorAll('details').forEach(it => it.open = true)"
CLOSE_ALL = OPEN_ALL.replace("true", "false")
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
CUT = """() => [...document.querySelectorAll('.bench > span')]
  .filter(it => it.scrollWidth > it.clientWidth + 1).map(it => it.textContent.trim())"""
CRUSHED = """least => [...document.querySelectorAll('.bench')].flatMap(row =>
  Object.entries(least).filter(([name, width]) => {
    const cell = row.querySelector('.' + name);
    return cell.textContent.trim() && cell.getBoundingClientRect().width < width;
  }).map(([name]) => row.dataset.series + ' ' + name))"""
LEAST = {
    WIDE: {"b-name": 210, "b-gap": 110, "b-said": 130, "b-lead": 165, "b-age": 80},
    NARROW: {"b-name": 180, "b-gap": 70, "b-said": 70, "b-lead": 150, "b-age": 55},
}
"""Pixels below which a column of the table is crushed."""
OVERLAP = """() => [...document.querySelectorAll('.bench')].flatMap(row => {
  const cells = [...row.children].map(it => [it.className, it.getBoundingClientRect()]);
  return cells.flatMap(([name, one], at) => cells.slice(at + 1).filter(([, other]) =>
    one.width && other.width && one.left < other.right - 1 && other.left < one.right - 1 &&
    one.top < other.bottom - 1 && other.top < one.bottom - 1
  ).map(([other]) => row.dataset.series + ': ' + name + ' and ' + other));
})"""
MEETING = """() => { const box = it => it.getBoundingClientRect();
  const found = [];
  const drawn = [...document.querySelectorAll('svg.drawn')].filter(it => box(it).height > 0);
  drawn.forEach(svg => {
  const texts = [...svg.querySelectorAll('text')].filter(it => it.textContent);
  texts.forEach((a, n) => { const one = box(a);
    if (one.right > innerWidth + 1) { found.push(a.textContent + ' leaves'); }
    texts.slice(n + 1).forEach(b => { const two = box(b);
      if (one.left < two.right - 1 && two.left < one.right - 1 &&
          one.top < two.bottom - 3 && two.top < one.bottom - 3) {
        found.push(a.textContent + ' meets ' + b.textContent); } }); }); });
  return found; }"""
"""As the browser sets the letters, not as we estimate them."""
SEEN = """height => [...document.querySelectorAll(`h1, .front .lead, .hero figcaption,
     .hero svg text, .four dt, .four dd`)]
   .filter(it => { const box = it.getBoundingClientRect();
                   return box.height > 0 && box.bottom <= height; })
   .map(it => it.textContent.trim()).join(' | ')"""
PRICE = r"\$[\d.]+( or less)? \([^)]+\)"
ANSWERS = (
    r"Open-weight models .* behind",  # how big, in time
    r"gap (is|was) [\d.]+ index points",  # how big, in points
    r"Epoch Capabilities Index",  # on what
    r"areas( tested lately)?: closed models lead",
    r"where closed models were in \w+ 20\d\d",  # since when
    r"(>\s)?\d+(\.\d)?\s% \| sure that closed models",  # how sure
    # At what price, and whose.
    rf"for open: {PRICE}; a closed one as good: (at most )?{PRICE}; per million tokens",
    # How sure the months are.
    r"behind on \d+ \w+ 20\d\d \(95\s% interval [\d.]+ to [\d.]+\)",
    r"Closed 167\.33 \| Claude Opus 5\.5",
    r"7\.1 months \(8 Oct\)",  # the same lag in the picture
    r"10 index points are about the step from \S.* to \S",  # what a point is
)
"""How big, on what, since when, how sure, at what price: on the first screen."""


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
        kept = (self.address, "data:")
        return [url for url in self.asked if not url.startswith(kept)]


@contextmanager
def watched(browser: Any, address: str, width: int = WIDE, **options: Any) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    try:
        yield Watched(context.new_page(), address)
    finally:
        context.close()


def faults(page: Any, *only: str) -> str:
    """What axe finds on a page, or `only` by these rules; empty when it finds nothing."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(only)} if only else {})
    result = Axe().run(page, options=options)
    return str(result.generate_report()) if result.violations_count else ""


def looked(browser: Any, address: str, width: int, paths: Sequence[str]) -> Iterator[Watched]:
    """Each page once it is seen to fit: no name is cut, no column crushed, nothing overlaps nor
    leaves. Its folds are open."""
    with watched(browser, address, width) as seen:
        for path in paths:
            page = seen.open(path)
            if path == "index.html":
                box = page.query_selector(".four").bounding_box()
                assert box["y"] + box["height"] <= SCREENS[width] - ROOM
                first = page.evaluate(SEEN, SCREENS[width])
                assert [it for it in ANSWERS if not re.search(it, first)] == [], first
                assert not re.search(r"Widening|Narrowing|trend", first)
                drawn = {it: page.locator(f".hero svg.{it}").is_visible() for it in DRAWN}
                assert drawn == {it: DRAWN[it] == width for it in DRAWN}
            page.evaluate(OPEN_ALL)
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
            assert page.evaluate(CUT) == [], path
            assert page.evaluate(CRUSHED, LEAST[width]) == [], path
            assert page.evaluate(OVERLAP) == [], path
            assert page.evaluate(MEETING) == [], path
            yield seen
