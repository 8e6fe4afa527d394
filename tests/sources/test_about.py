"""What every source declares of itself, against what its pages bring."""

import pytest

from measures.series import load
from sources import published, registry
from sources.catalogue import SOURCES
from sources.contract import Page
from tests import recorded
from tests.sources import given
from tests.sources.sample import SEEN_AT

SHIPPED = {"registry": registry, "published": published}


def _brought(name: str) -> set[tuple[str, str]]:
    """Tables and boards of the small pages of a source and of its newest recorded one."""
    pages = [*given.pages().get(name, ()), *[*recorded.pages(name)][-1:]]
    for file, body in SHIPPED[name].pages() if name in SHIPPED else ():
        pages.append(Page(f"package:{name}/{file}", body, SEEN_AT))
    found = [one for page in pages for one in SOURCES[name].parse(page)]
    return {(one.table, one.board) for one in found}


@pytest.mark.parametrize("name", SOURCES)
@recorded.skip_without
def test_its_tables_and_boards_are_those_that_its_pages_bring(name: str) -> None:
    about, brought = SOURCES[name].ABOUT, _brought(name)
    assert bool(about.boards) != bool(about.board_is)
    assert {table for table, _ in brought} == set(about.tables)
    assert not about.boards or {board for _, board in brought} <= {*about.boards, "submission"}


@recorded.skip_without_november
def test_what_was_never_read_from_real_bytes_says_so() -> None:
    """Real rows of a page of which no whole one is known are no description either."""
    real = {line["source"] for line in recorded.rows()} & SOURCES.keys()
    excerpts = {line["source"] for line in recorded.rows(folders=[recorded.NOVEMBER])}
    for name in SOURCES.keys() - SHIPPED.keys() - real:
        unproven = SOURCES[name].ABOUT.unproven
        assert unproven
        assert ("its pages were only described" in unproven) == (name not in excerpts)
    assert SOURCES["aider"].ABOUT.unproven == ""


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
