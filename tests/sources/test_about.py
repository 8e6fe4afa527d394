"""What every source declares of itself, against what its recorded pages brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from measures.series import load
from sources import published, registry
from sources.catalogue import SOURCES
from sources.contract import Page, Reading, SourceChanged
from tests import recorded
from tests.recorded import SUMMER
from tests.sources.sample import PAGES, SEEN_AT

SHIPPED = {"registry": registry, "published": published}
HISTORY = 3_000_000
"""Bytes from which a full split is a whole history: minutes to read, and no newest look."""


PARTS = ("excerpt", "DERIVED")
"""How the note of a recorded page begins that is no whole one."""


def _lines(name: str) -> list[dict[str, str]]:
    """Recorded pages of the source up to August, else whole ones of autumn, oldest first."""
    if not SUMMER:
        pytest.skip("GAPWATCH_RECORDED does not name the recorded payloads")
    lines = sorted(recorded.rows(name), key=lambda line: line["seen_at"])
    return [line for line in lines if line["path"].startswith(f"{SUMMER}/")] or [
        line for line in lines if not line["note"].startswith(PARTS)
    ]


def _pages(name: str) -> Iterator[Page]:
    if name in SHIPPED:
        for file, body in SHIPPED[name].pages():
            yield Page(f"package:{name}/{file}", body, SEEN_AT)
        return
    lines = _lines(name)
    for line in lines:
        file = Path(line["path"])
        if not (file.name.startswith("full-") and file.stat().st_size > HISTORY):
            yield recorded.page(line)
    if not lines:
        for file in sorted(PAGES.glob(f"{name}/*")):
            yield Page(SOURCES[name].ABOUT.home, file.read_bytes(), SEEN_AT)


@cache
def _readings(name: str) -> list[tuple[Page, Reading]]:
    found = []
    for page in _pages(name):
        try:
            found += [(page, reading) for reading in SOURCES[name].parse(page)]
        except SourceChanged:  # many were recorded because they are faulty
            continue
    assert found
    return found


def _size(name: str) -> Counter[str]:
    """Rows by table in the newest state of every board."""
    newest: dict[tuple[str, str, str], tuple[object, int]] = {}
    for page, one in _readings(name):
        when = (one.published_on or page.seen_at.date(), page.seen_at)
        key = (one.table, one.board, one.category)
        if key not in newest or newest[key][0] <= when:  # type: ignore[operator]
            newest[key] = (when, len(one.rows))
    sizes: Counter[str] = Counter()
    for (table, *_), (_, rows) in newest.items():
        sizes[table] += rows
    return sizes


@pytest.mark.parametrize("name", SOURCES)
def test_its_tables_and_boards_are_those_that_its_pages_bring(name: str) -> None:
    about = SOURCES[name].ABOUT
    assert bool(about.boards) != bool(about.board_is)
    assert {one.table for _, one in _readings(name)} == set(about.tables)
    if about.boards:
        assert {one.board for _, one in _readings(name)} <= set(about.boards)


@pytest.mark.parametrize("name", SOURCES)
@recorded.skip_without_autumn
def test_its_size_is_that_of_what_was_captured(name: str) -> None:
    about = SOURCES[name].ABOUT
    if name not in SHIPPED and not _lines(name):
        assert about.rows == {}, "a fixture is no measure of what a look brings"
        return
    found = _size(name)
    assert set(found) == set(about.rows)
    for table, told in about.rows.items():
        assert 0.8 * told <= found[table] <= 2 * told, table


@pytest.mark.parametrize("name", SOURCES)
@recorded.skip_without_autumn
def test_what_was_never_read_from_real_bytes_says_so(name: str) -> None:
    """Real rows of a page of which no whole one is known are no description either."""
    doubt = SOURCES[name].ABOUT.doubt
    described = name not in SHIPPED and not recorded.rows(name)
    assert ("its pages were only described" in doubt) == described
    if name not in SHIPPED and not _lines(name):
        assert doubt.startswith("never tried on real data: ")


def test_doubts_name_what_is_not_proven() -> None:
    told = {name: SOURCES[name].ABOUT.doubt for name in ("aider", "helm_safety", "swebench_pro")}
    assert told == {
        "aider": "",
        "helm_safety": "never tried on real data: its pages were only described",
        "swebench_pro": "never tried on real data: a whole page; one row of July or August 2026 "
        "was captured",
    }


def test_every_source_feeds_something() -> None:
    """A series, prices, or what is said about models, which is evidence of their openness."""
    read = {one.source for series in load().values() for one in series.sources}
    told = {
        name for name, one in SOURCES.items() if {"price", "release", "model"} & {*one.ABOUT.tables}
    }
    assert set(SOURCES) - read - told == set()


def test_what_a_series_reads_is_a_declared_board() -> None:
    read = [(one.source, one.board) for series in load().values() for one in series.sources]
    declared = {
        name: source.ABOUT.boards for name, source in SOURCES.items() if source.ABOUT.boards
    }
    checked = [(name, board) for name, board in read if name in declared]
    assert len(checked) > 20
    assert [(name, board) for name, board in checked if board not in declared[name]] == []
