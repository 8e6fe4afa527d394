"""LiveBench: the newest release is found in the site's program; averages as the site makes them."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import pytest

from sources.boards import livebench
from sources.contract import Fetched, Page, Reading, Row, SourceChanged
from tests.sources.sample import PAGES, SEEN_AT, Asked

RELEASE = "2026_01_08"


def body() -> bytes:
    return (PAGES / "livebench" / f"table_{RELEASE}.csv").read_bytes()


def read(content: bytes, release: str = RELEASE) -> Reading:
    (found,) = livebench.parse(Page(livebench.URL.format(release), content, SEEN_AT))
    return found


def scores() -> dict[str, Row]:
    return {row["entry"]: row for row in read(body()).rows}


INDEX = b'<html><script defer="defer" src="./static/js/main.937d8339.js"></script></html>'
PROGRAM = b'x="2031-01-01";const R=["2024-06-24","2025-05-30","2026-01-08","%b"],v=["2032-01-01"];'
SITE = "https://livebench.ai/"


class Site(Asked):
    """livebench.ai with its page, its program and files by name."""

    def __init__(self, newest: str, **files: bytes) -> None:
        super().__init__()
        self.files = {
            SITE: INDEX,
            f"{SITE}static/js/main.937d8339.js": PROGRAM % newest.encode(),
            **{f"{SITE}{name.replace('__', '.')}": content for name, content in files.items()},
        }

    def get(self, url: str, **asked: Any) -> Fetched:
        super().get(url, **asked)
        return Fetched(url, SEEN_AT, 200, Page(url, self.files[url], SEEN_AT))


def test_fetch_finds_the_newest_release_in_the_sites_program() -> None:
    site = Site("2026-06-25", table_2026_06_25__csv=body())
    (look,) = livebench.fetch(site)
    assert look.page is not None
    assert (look.url, look.page.body) == (f"{SITE}table_2026_06_25.csv", body())
    assert len(site.looks) == 3


def test_a_program_of_blanks_is_searched_in_proportion_to_its_length() -> None:
    began = process_time()
    assert livebench.LISTED.findall('["2026-06-25"' + " " * 50_000) == []
    assert process_time() - began < 1


def test_a_release_that_nobody_knew_is_read_with_the_sites_own_categories() -> None:
    tasks = livebench.RELEASES[RELEASE]
    site = Site(
        "2026-11-20",
        table_2026_11_20__csv=body(),
        categories_2026_11_20__json=json.dumps(tasks).encode(),
    )
    (look,) = livebench.fetch(site)
    assert look.page is not None
    (found,) = livebench.parse(look.page)
    assert (found.board, found.category) == ("2026_11_20", "average")
    assert found.warnings == ("release 2026_11_20 is new; add it to RELEASES",)
    assert {row["entry"]: row["value"] for row in found.rows} == {
        entry: row["value"] for entry, row in scores().items()
    }
    assert {row["protocol"] for row in found.rows} == {"LiveBench 2026_11_20"}


@pytest.mark.parametrize(
    ("url", "content"),
    [(SITE, b"<html></html>"), (f"{SITE}static/js/main.937d8339.js", b'x=["2026-01-08"]')],
)
def test_a_site_without_its_list_gives_the_newest_known_release_and_says_so(
    url: str, content: bytes
) -> None:
    site = Site("2026-06-25", table_2026_06_25__csv=body())
    site.files[url] = content
    looks = livebench.fetch(site)
    assert next(looks).url == f"{SITE}table_2026_06_25.csv"
    with pytest.raises(SourceChanged, match=r"names no program|holds no list"):
        next(looks)


def test_the_average_is_the_mean_of_category_means() -> None:
    row = scores()["model-b-medium"]
    header, values = (line.split(",")[1:] for line in body().decode().splitlines()[:3:2])
    cells = dict(zip(header, map(float, values), strict=True))
    means = [
        sum(cells[task] for task in tasks) / len(tasks)
        for tasks in livebench.RELEASES[RELEASE].values()
    ]
    assert row["value"] == pytest.approx(sum(means) / len(means), abs=1e-9)
    assert row["value"] != pytest.approx(sum(cells.values()) / len(cells), abs=1e-3)
