"""Import-only sources of Arena boards: hand-made pages of the real shape, and recorded ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sources.boards.arena import catalog as arena_catalog
from sources.boards.arena import page as arena_page
from sources.boards.arena.boards import around
from sources.boards.arena.mirrors import csv_tables, top50
from sources.contract import Page, Reading, Row, Source, SourceChanged
from tests.sources.sample import (
    PAGES,
    strictly,
)

SEEN_AT = datetime(2026, 8, 6, tzinfo=UTC)
SITE = "https://arena.ai/leaderboard/"
CSV = "https://raw.githubusercontent.com/fboulnois/llm-leaderboard-csv/main/csv/"
CATALOG = "https://raw.githubusercontent.com/lmarena/arena-catalog/main/data/"
SC_FILE = "leaderboard-text-style-control.json"

HANDMADE: dict[str, tuple[Source, str, str]] = {
    "catalog": (arena_catalog, f"arena_catalog/{SC_FILE}", CATALOG + SC_FILE),
    "page": (arena_page, "arena_page/text_2026-02-06.html", SITE + "text"),
    "csv_old": (csv_tables, "arena_csv_mirror/lmsys_2024-06-19.csv", CSV + "lmsys.csv"),
    "csv_new": (csv_tables, "arena_csv_mirror/lmsys_2025-07-18.csv", CSV + "lmsys.csv"),
    "top50": (top50, "arena_top50_mirror/last_snapshot.json",
              SITE + "text/overall-no-style-control"),
}  # fmt: skip


def handmade(name: str, url: str | None = None) -> tuple[Source, Page]:
    source, path, own = HANDMADE[name]
    return source, Page(url or own, (PAGES / path).read_bytes(), SEEN_AT)


def read(name: str, url: str | None = None) -> list[Reading]:
    source, page = handmade(name, url)
    return list(source.parse(page))


def rows(name: str, table: str = "score") -> dict[str, Row]:
    found = [row for one in read(name) if one.table == table for row in one.rows]
    return {row["entry"]: row for row in found}


def changed(name: str, content: Any, url: str | None = None) -> Iterator[Reading]:
    source, page = handmade(name, url)
    yield from strictly(source.parse, Page(page.url, json.dumps(content).encode(), SEEN_AT))


def content(name: str) -> Any:
    return json.loads(handmade(name)[1].body)


@pytest.mark.parametrize("leaf", ["scatterplot-data.json", "leaderboard-code.json"])
def test_another_file_of_the_catalogue_is_refused(leaf: str) -> None:
    with pytest.raises(SourceChanged, match=leaf):
        read("catalog", CATALOG + leaf)


def test_a_catalogue_without_all_votes_is_refused() -> None:
    with pytest.raises(SourceChanged, match="'full'"):
        list(changed("catalog", {"coding": {}}))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://arena.ai/leaderboard", "only ten entries"),
        (SITE + "vision", "a wrong slug"),
        (SITE + "text/coding", "a wrong slug"),
        (SITE + "text/overall-no-style-control", "style control True"),
        ("https://example.org/leaderboard/text", "not the page of one board"),
    ],
)
def test_a_page_that_is_not_what_its_address_says_is_refused(url: str, told: str) -> None:
    with pytest.raises(SourceChanged, match=told):
        read("page", url)


def page_with(old: str, new: str, name: str = "page") -> Page:
    body = handmade(name)[1].body.decode()
    flight = "".join(json.loads(f'"{one}"') for one in arena_page.PUSHED.findall(body))
    assert old in flight
    script = f"<script>self.__next_f.push([1,{json.dumps(flight.replace(old, new))}])</script>"
    return Page(SITE + "text", script.encode(), SEEN_AT)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"totalModels":3', '"totalModels":302', "3 of 302 models"),
        ('"leaderboard":{"arena', '"other":{"arena', "0 boards"),
        ('"arenaSlug":"text"', '"arenaSlug":"agent"', "has no scores"),
        ('"ratingLower":1485.1,', "", "ratingLower"),
        ('"votes":2830', '"votes":-1', "no count"),
        ('"votes":2830', '"votes":2830,"hue":1', "hue"),
        ("2026-02-06T13:00:00.000Z", "yesterday", "yesterday"),
        ('"id":"c0c180f6-4862-4fad-b14f-0e91070ab9bc"',
         '"id":"leaderboard-sets/public/leaderboards/text-overall-raw/x"', "not one of"),
        ('"styleControl":true', '"styleControl":true,"beta":1', "beta"),
    ],
)  # fmt: skip
def test_a_board_that_contradicts_itself_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(SourceChanged, match=told):
        list(strictly(arena_page.parse, page_with(old, new)))


def test_later_forms_of_a_page_are_read() -> None:
    board_id = '"id":"leaderboard-sets/public/leaderboards/text-overall-style_control/latest"'
    page = page_with('"id":"c0c180f6-4862-4fad-b14f-0e91070ab9bc"', board_id)
    assert len(list(arena_page.parse(page))) == 2
    page = page_with('"rating":1001.5', '"modelKey":"k","releaseType":null,"rating":null')
    (scores, _) = arena_page.parse(page)
    assert scores.rows[-1]["value"] is None


def test_a_page_without_style_control_is_the_other_board() -> None:
    page = page_with('"styleControl":true', '"styleControl":false')
    url = SITE + "text/overall-no-style-control"
    (scores, _) = arena_page.parse(Page(url, page.body, SEEN_AT))
    assert (scores.board, scores.category) == ("text", "overall")
    assert scores.rows[0]["protocol"] == "blind pairwise votes, no style control, Bradley-Terry"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("arena_elo", "elo", "has the scores"),
        ("url", "link", "no column"),
        ("+3/-4", "3", "interval '3'"),
        ("42046", "4.2e4", "votes"),
        ("1287", "n/a", "n/a"),
    ],
)
def test_another_csv_is_refused(old: str, new: str, told: str) -> None:
    source, page = handmade("csv_old")
    body = page.body.replace(old.encode(), new.encode())
    with pytest.raises(SourceChanged, match=told):
        list(strictly(source.parse, Page(page.url, body, SEEN_AT)))
    with pytest.raises(SourceChanged, match=r"other\.csv"):
        read("csv_old", CSV + "other.csv")


def test_a_missing_rank_is_refused() -> None:
    with pytest.raises(SourceChanged, match="rows are missing"):
        list(changed("top50", content("top50")[1:]))
    with pytest.raises(SourceChanged, match="neither"):
        read("top50", SITE + "text")


def test_an_interval_lies_around_its_value() -> None:
    assert around(1496.22, 11, 12) == (1485.22, 1508.22)
