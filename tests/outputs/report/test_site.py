"""The site: what its pages say, that they are whole, accessible and harmless."""

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from shutil import copytree
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from outputs.report.compose import Extras
from outputs.report.pages import write_report
from outputs.report.publishing import manifest
from tests.outputs import approved, shelf
from tests.outputs.sentences import BLOCKS, own_text
from warehouse.store import Warehouse

SERIES = "series/eci.html"


class Page(BeautifulSoup):
    """A page with its words in one line, drawings and data left out."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "html.parser")

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.stripped_strings).split())


def report(warehouse: Warehouse, folder: Path, now: datetime = shelf.NOW) -> str:
    write_report(warehouse, folder, now=now, sources=[shelf.ECI, shelf.ARENA])
    return (folder / "index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    found = site.rglob("*.html")
    return {it.relative_to(site).as_posix(): Page(it.read_text("utf-8")) for it in found}


def told(file: Path) -> list[str]:
    """Every block of text of a page but those of every page; of a drawing its title and words."""
    soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    for tag in soup.select("script, style, nav, footer"):
        tag.extract()
    for drawn in soup.find_all("svg"):
        words = [it.get_text() for it in drawn.find_all(["title", "desc"])]
        drawn.replace_with(f" [{'. '.join(words) or drawn.get('aria-label') or 'as drawn'}] ")
    found = (" ".join(own_text(block).split()) for block in soup.body.find_all(BLOCKS))
    # What else is declared is no matter of these pages.
    return [
        re.sub(r"(?<=sha256 )[0-9a-f]{64}|(?<=gapwatch )[\d.]+(?=: )", "…", text)
        for text in found
        if text and not text.startswith("No data yet for: ")
    ]


def test_the_pages_say_what_was_approved(site: Path, pages: dict[str, Page]) -> None:
    """1 May 2025 to 10 March 2026 are 313 days, 10.3 months."""
    paths = ("index.html", SERIES, "price.html", "claims.html",
             "status.html", "models.html", "models/open-one.html")  # fmt: skip
    assert set(pages) == {*paths, "methods.html", "models/closed-one.html"}
    approved.check(__file__, {path: told(site / path) for path in paths})


def test_the_front_says_what_changed_and_pages_what_was_not_computed(
    empty: Warehouse, tmp_path: Path
) -> None:
    shelf.put_scores(empty)
    before = shelf.gap(entry="2025-01-01", closed_model="before", closed_value=11.0)
    shelf.put_gaps(empty, [before, shelf.gap(entry=shelf.OLD.isoformat())], inputs_on=shelf.OLD)
    page = Page(report(empty, tmp_path / "site"))
    assert "1 Jun 2025 Epoch Capabilities Index: closed-one is the best closed model" in page.words
    assert "No chart yet: only the leaders on Epoch Capabilities Index are known." in page.words
    for path in ("claims.html", SERIES):  # no lag was computed, and no claim tested
        assert "Not computed yet" in Page((tmp_path / "site" / path).read_text("utf-8")).words


def test_every_link_within_the_site_leads_somewhere(pages: dict[str, Page], site: Path) -> None:
    for path, page in pages.items():
        links = [str(it["href"]) for it in page(["a", "link"], href=True)]
        links += [str(it["src"]) for it in page("script", src=True)]
        for link in links:
            target, _, mark = link.partition("#")
            if ":" in target:
                continue
            file = (site / path).parent / target if target else site / path
            assert file.resolve().is_file(), f"{path}: {link}"
            if mark:
                there = pages[file.resolve().relative_to(site.resolve()).as_posix()]
                assert there.find(id=mark), f"{path}: {link}"


def test_hostile_names_stay_words_everywhere(hostile_site: Path) -> None:
    for file in (path for path in hostile_site.rglob("*") if path.is_file()):
        if file.suffix in (".png", ".js", ".css"):
            continue
        text = file.read_text("utf-8")
        assert file.suffix == ".csv" or "<script>alert" not in text, file
        assert "\u202e" not in text, file
        if file.suffix == ".html":
            harmless(Page(text))
            assert "W" * 1000 not in text
            assert len(text) < 200_000
        if file.suffix == ".json":
            json.loads(text)
    assert 'alert("x")' in shelf.HOSTILE
    assert 'alert("x")' in Page((hostile_site / "index.html").read_text("utf-8")).words
    feed = ElementTree.fromstring((hostile_site / "feed.xml").read_bytes())  # noqa: S314
    assert feed.tag.endswith("feed")
    assert (hostile_site / "charts" / "gapwatch.png").read_bytes().startswith(b"\x89PNG")


def harmless(page: Page) -> None:
    """No script but ours, no handler, no address that runs."""
    kinds = {(it.get("src"), it.get("type")) for it in page("script")}
    ours = {f"assets/{it}.js" for it in ("series", "models", "past", "age")}
    named = {(src and str(src).removeprefix("../"), kind) for src, kind in kinds}
    assert named <= {*((one, None) for one in ours), (None, "application/json")}
    assert not [it for it in page(True) if any(name.startswith("on") for name in it.attrs)]
    assert not [1 for it in page("a") if str(it["href"]).startswith("javascript")]


def test_a_warehouse_with_nothing_says_what_to_do(empty: Warehouse, tmp_path: Path) -> None:
    page = Page(report(empty, tmp_path))
    assert "No gap could be computed yet" in page.words
    assert "gapwatch refresh" in page.words
    status = Page((tmp_path / "status.html").read_text("utf-8"))
    assert "2 of 2 sources bring no new data: 2 not read." in status.words
    assert "Not computed yet" in Page((tmp_path / "price.html").read_text("utf-8")).words


NUMBERS = ("gap_low", "gap_high", "ci_level", "p_open_ahead", "detectable_gap", "unresolved_above")
SIDES = ("open_entry", "open_model", "open_value", "open_vintage", "gap", "gap_low", "gap_high")
EITHER = {"gap_if_unresolved_closed": 5.0, "gap_if_unresolved_open": -1.5,
          "unresolved_above": 1, "unresolved_names": '["mystery"]'}  # fmt: skip
DOUBTS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "gpqa_epoch": (dict.fromkeys(NUMBERS), ("no interval known",)),
    "hle": (dict.fromkeys(SIDES), ("one class",)),
    "eci": (
        EITHER,
        (
            "(+5.0 index points if closed, −1.5 index",
            "open-one, 10.00. 1 entry of unknown model or openness may lead: mystery . Cannot be",
            "judged under “open-source licence”. 1 entry of unknown",
            "enigma . Taken as closed, the gap is +5.0 index points; taken as open, −1.5 index",
        ),
    ),
}


def test_nothing_unknown_is_printed_as_a_number(empty: Warehouse, tmp_path: Path) -> None:
    shelf.put_scores(empty)
    ends = ("counts_from", "sign", "low_from", "low_sign", "high_from", "high_sign")
    for series, (changed, _) in DOUBTS.items():
        shelf.put_gaps(empty, [shelf.gap(**changed)], series=series)
        shelf.put_lags(empty, [shelf.lag(**dict.fromkeys(ends))], series=series)
    another = shelf.gap(**EITHER | {"unresolved_names": '["enigma"]'})
    shelf.put_gaps(empty, [another], rule="permissive")
    texts = {"": Page(report(empty, tmp_path)).words}
    for series, (_, said) in DOUBTS.items():
        texts[series] = Page((tmp_path / "series" / f"{series}.html").read_text("utf-8")).words
        assert [it for it in said if it not in texts[series]] == [], series
    for text in texts.values():
        assert "None" not in text
        assert "nan" not in text.lower().split()


def test_the_same_warehouse_at_the_same_time_gives_the_same_bytes_and_no_path_of_the_machine(
    filled: Warehouse, tmp_path: Path
) -> None:
    """On a day without news ages are made in the browser, charts and files run to the newest day
    of their data. The slider of past days ends on the day, to which a lag on a current page counts.
    """
    shelf.put_scores(filled, url="file:///home/somebody/saved.html")
    shelf.put_lags(filled, [shelf.lag()])
    report(filled, tmp_path / "one")
    report(filled, tmp_path / "two", shelf.NOW.astimezone(timezone(timedelta(hours=-8))))
    one, two = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    for file, body in one.items():
        if file.suffix in (".html", ".json", ".xml"):
            assert str(tmp_path).encode() not in body, file
            assert b"/home/somebody" not in body, file
    before = manifest(tmp_path / "one")
    shelf.stay(filled, tomorrow := shelf.NOW + timedelta(days=1))
    report(filled, tmp_path / "one", tomorrow)
    after = manifest(tmp_path / "one")
    changed = {path for path, sha256 in after.items() if before[path] != sha256}
    assert changed == {"index.html", "methods.html", "api/v1/lag_now.json", SERIES}


def test_a_site_of_a_past_day_says_so_on_every_page(filled: Warehouse, tmp_path: Path) -> None:
    past = Extras(as_of=shelf.TODAY, base_url="https://gaps.example/site/")
    write_report(filled, tmp_path, now=shelf.NOW, sources=[], extras=past)
    for file in tmp_path.rglob("*.html"):
        text = Page(file.read_text("utf-8")).words
        assert "As known on 10 Mar 2026." in text
        assert "what had been published by 10 Mar 2026" in text
    said = json.loads((tmp_path / "api/v1/series.json").read_text("utf-8"))
    assert said["as_of"] == {"day": "2026-03-08", "published": "2026-03-10"}
    # The slider of past days is of the present alone.
    assert "past-days" not in (tmp_path / "methods.html").read_text("utf-8")
    # With an address previews and feed are absolute.
    page = Page((tmp_path / SERIES).read_text("utf-8"))
    [image] = page("meta", property="og:image")
    assert image["content"] == "https://gaps.example/site/charts/gapwatch.png"
    assert "https://gaps.example/site/feed.xml" in (tmp_path / "feed.xml").read_text("utf-8")


def test_past_sites_are_linked_and_stay(site: Path, filled: Warehouse, tmp_path: Path) -> None:
    past = tmp_path / "site" / "as-of" / "2026-02-24"
    copytree(site, tmp_path / "site")
    copytree(site, past)
    assert "24 Feb 2026" in Page(report(filled, tmp_path / "site")).words
    assert (past / SERIES).is_file()
    assert '"first":"2023-01-01"' in (tmp_path / "site" / "methods.html").read_text("utf-8")


def test_a_long_page_is_folded_under_an_index_and_explains_words(pages: dict[str, Page]) -> None:
    found = pages["methods.html"]
    words = {"Lag", "No interval known", "Cannot be judged", "Not tested lately"}
    assert words <= {it.text for it in found("dt")}
    entries = found("details", class_="entry")
    assert len({it["id"] for it in entries}) == len(entries) > 0
    assert {f"#{it['id']}" for it in found("h2", id=True)} <= {it.get("href") for it in found("a")}
    assert all("printed" in it["class"] for it in entries), "paper shows what is folded"
