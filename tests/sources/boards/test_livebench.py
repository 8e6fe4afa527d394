"""LiveBench: releases apart, averages as the site makes them, broken rows without a value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import process_time
from typing import Any

import pytest

from sources.boards import livebench
from sources.contract import Fetched, Page, Reading, Row, SourceChanged
from tests.sources.sample import PAGES, SEEN_AT, Asked, recorded, strictly, whole

RELEASE = "2026_01_08"


def body() -> bytes:
    return (PAGES / "livebench" / f"table_{RELEASE}.csv").read_bytes()


def read(content: bytes, release: str = RELEASE) -> Reading:
    (found,) = livebench.parse(Page(livebench.URL.format(release), content, SEEN_AT))
    return found


def scores() -> dict[str, Row]:
    return {row["entry"]: row for row in read(body()).rows}


def without(task: str) -> bytes:
    lines = [line.split(",") for line in body().decode().splitlines()[:3]]
    place = lines[0].index(task)
    return "\n".join(",".join([*li[:place], *li[place + 1 :]]) for li in lines).encode()


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
    ("categories", "names"),
    [
        ({"All": ["typos"]}, "has the unknown tasks"),
        ({**livebench.RELEASES[RELEASE], "More": ["novelty"]}, r"lacks \['novelty'\]"),
        ({**livebench.RELEASES[RELEASE], "More": ["typos"]}, "the categories of"),
        ({**livebench.RELEASES[RELEASE], "More": []}, "the categories of"),
        ({"All": "typos"}, "All is 'typos', not a list"),
        ({}, "the categories of"),
    ],
)
def test_categories_that_do_not_fit_the_table_are_refused(categories: Any, names: str) -> None:
    both = {"categories": json.dumps(categories), "table": body().decode()}
    odd = Page(f"{SITE}table_2026_11_20.csv", json.dumps(both).encode(), SEEN_AT)
    with pytest.raises(SourceChanged, match=names):
        list(livebench.parse(odd))


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


def test_releases_run_from_the_newest() -> None:
    assert list(livebench.RELEASES) == sorted(livebench.RELEASES, reverse=True)


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


def test_a_release_before_its_later_task_is_apart() -> None:
    found = read(without("consecutive_events"))
    assert found.category == "average without consecutive_events"
    assert {row["protocol"] for row in found.rows} == {
        "LiveBench 2026_01_08, average without consecutive_events"
    }


@pytest.mark.parametrize(
    ("content", "release", "names"),
    [
        (body(), "2027_01_01", "2027_01_01 is no known release and comes without"),
        (body().replace(b"80.0", b"-5", 1), RELEASE, "is -5, outside 0 to 100"),
        (body().replace(b"80.0", b"150", 1), RELEASE, "is 150, outside 0 to 100"),
        (body().replace(b"80.0", b"8_0", 1), RELEASE, "'8_0', which is no number"),
        (body(), "2025_11_25", "unknown tasks .'consecutive_events', 'integrals"),
        (without("typos"), RELEASE, r"lacks \['typos'\]"),
        (without("consecutive_events"), "2026_06_25", r"lacks \['consecutive_events'\]"),
        (body().replace(b"80.0", b"high", 1), RELEASE, "'high', which is no number"),
        (body().replace(b"qwen-max", b""), RELEASE, "names no model"),
        (body().replace(b"model,", b"name,", 1), RELEASE, "columns are"),
        (b"", RELEASE, "columns are"),
        (b"<html>", RELEASE, "columns are"),
        (b"\xff", RELEASE, "not CSV"),
    ],
)
def test_what_is_not_known_is_refused_by_name(content: bytes, release: str, names: str) -> None:
    odd = Page(livebench.URL.format(release), content, SEEN_AT)
    with pytest.raises(SourceChanged, match=names) as caught:
        list(strictly(livebench.parse, odd))
    assert str(caught.value).startswith("livebench: ")


@pytest.mark.parametrize("row", recorded("livebench"))
def test_recorded_pages_are_read_whole(row: Mapping[str, str]) -> None:
    (found,) = whole(livebench.parse, row)
    day = row["seen_at"][:10]
    valueless = [one for one in found.rows if one["value"] is None]
    assert len(valueless) == (day in ("2024-11-25", "2026-07-01"))
    assert (found.category != "average") == (day == "2026-01-08")
    best = max((one for one in found.rows if one["value"]), key=lambda one: one["value"])
    if day == "2026-03-06":
        assert best["entry"] == "gemini-3.1-pro-preview-high"
        assert round(best["value"], 2) == 79.93
