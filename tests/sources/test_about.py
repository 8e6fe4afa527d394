"""What every source declares of itself, against what its pages brought (tests/sources/rows)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from measures.series import load
from sources import published, registry
from sources.catalogue import SOURCES
from sources.contract import Page
from tests import recorded
from tests.sources import given
from tests.sources.sample import SEEN_AT

SHIPPED = {"registry": registry, "published": published}
PARTS = ("excerpt", "DERIVED")
"""How the note of a recorded page begins that is no whole one."""
Rows = dict[tuple[str, str, str], int]
"""Rows by table, board and category, where a page has but one."""


@cache
def _kept() -> dict[str, dict[str, Rows]]:
    """Rows of recorded pages by source and file."""
    found: dict[str, dict[str, Rows]] = {name: {} for name in SOURCES}
    for line in given.written(given.RECORDED):
        said = json.loads(line)
        boards = {tuple(key.split(" ", 1)): count for key, count in said.get("rows", {}).items()}
        category = str(said.get("categories"))
        found[said["source"]][said["page"]] = {(*key, category): n for key, n in boards.items()}
    return found


def _whole(name: str) -> Iterator[Rows]:
    """Recorded pages of the source up to August, else whole ones of autumn, oldest first; not a
    history that a file of the Arena restates.
    """
    lines = sorted(recorded.rows(name), key=lambda line: line["seen_at"])
    summer = [line for line in lines if Path(line["path"]).is_relative_to(str(recorded.SUMMER))]
    for line in summer or [line for line in lines if not line["note"].startswith(PARTS)]:
        file = given.file_of(line)
        if not (name == "arena" and "_full_" in file):
            yield _kept()[name][file]


@cache
def _newest(name: str) -> Rows:
    """Rows of the newest state of every board; of the small pages where no whole one is known."""
    found: Rows = {}
    if name in SHIPPED:
        for file, body in SHIPPED[name].pages():
            for one in SOURCES[name].parse(Page(f"package:{name}/{file}", body, SEEN_AT)):
                found[one.table, one.board, one.category] = len(one.rows)
        return found
    for rows in _whole(name):
        found |= rows
    for page in [] if found else given.pages()[name]:
        for one in SOURCES[name].parse(page):
            found[one.table, one.board, one.category] = len(one.rows)
    return found


@pytest.mark.parametrize("name", SOURCES)
@recorded.skip_without_autumn
def test_its_tables_and_boards_are_those_that_its_pages_bring(name: str) -> None:
    about = SOURCES[name].ABOUT
    assert bool(about.boards) != bool(about.board_is)
    assert {table for table, *_ in _newest(name)} == set(about.tables)
    if about.boards:
        assert {board for _, board, _ in _newest(name)} <= set(about.boards)
    if name not in SHIPPED and not list(_whole(name)):
        assert about.doubt.startswith("never tried on real data: ")


@recorded.skip_without_november
def test_what_was_never_read_from_real_bytes_says_so() -> None:
    """Real rows of a page of which no whole one is known are no description either."""
    assert recorded.NOVEMBER is not None
    excerpts = {line["source"] for line in recorded.rows(folders=[recorded.NOVEMBER])}
    for name, source in SOURCES.items():
        described = name not in SHIPPED and not _kept()[name]
        told = "its pages were only described" in source.ABOUT.doubt
        assert told == described or (described and name in excerpts), name
    assert SOURCES["aider"].ABOUT.doubt == ""
    assert SOURCES["swebench_pro"].ABOUT.doubt == (
        "never tried on real data: a whole page; one row of summer 2026 and three of the ten of V2 "
        "were captured, the tab hard as text alone; the level of its ±"
    )


def test_every_source_feeds_something_and_a_series_reads_declared_boards() -> None:
    """A series, prices, how much models are used, or what is said about them, which is evidence of
    their openness."""
    read = [(one.source, one.board) for series in load().values() for one in series.sources]
    others = {"price", "release", "model", "usage"}
    told = {name for name, one in SOURCES.items() if others & {*one.ABOUT.tables}}
    assert set(SOURCES) - {source for source, _ in read} - told == set()
    declared = [(name, board) for name, board in read if SOURCES[name].ABOUT.boards]
    assert len(declared) > 20
    assert [one for one in declared if one[1] not in SOURCES[one[0]].ABOUT.boards] == []
