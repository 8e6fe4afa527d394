"""What may change on a page: every case gives what is written of it, and none costs the page.

A case of the kind `optional` adds a key or column that nobody needs, `broken` makes one row
unreadable, `category` gives a closed list of words a new one, `word` an open one that is kept as
written.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sources.catalogue import DAILY, IMPORTED, OPTIONAL, SOURCES
from sources.contract import Page, Reading, Row
from sources.reading.fields import changes, fields_of
from sources.reading.rows import bearable
from tests.sources import cases
from tests.sources.boards.arena import sample as arena
from tests.sources.cases import Case
from tests.sources.edits import NOVELTY

Rows = dict[tuple[str, str, str], list[Row]]
WORDLESS = {
    # A name and numbers; their modes stand in headings.
    *(name for name in SOURCES if name.endswith("_pricing_page")),
    "arena_catalog", "helm_safety", "livebench", "llm_prices", "openrouter",
    "vectara_hallucination",
}  # fmt: skip
"""Sources of whose rows no column is a list of words."""
KINDS = [(name, case) for name in cases.names() for case in cases.of(name) if "kind" in case]


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    found = [(name, case) for name, case in KINDS if case["kind"] in kinds]
    ids = [f"{name}-{case['kind']}" for name, case in found]
    return pytest.mark.parametrize(("name", "case"), found, ids=ids)


@pytest.mark.parametrize("name", cases.names())
def test_a_changed_page_gives_what_is_written_of_it(name: str) -> None:
    assert list(cases.lines(name)) == cases.written(name)


def test_every_source_has_pages_that_change_overnight() -> None:
    asked = {source.ABOUT.name for source in (*DAILY, *OPTIONAL, *IMPORTED)}
    for kind in ("optional", "broken"):
        assert {name for name, case in KINDS if case["kind"] == kind} == asked
    with_words = {name for name, case in KINDS if case["kind"] in ("category", "word")}
    assert with_words | WORDLESS == asked
    assert not with_words & WORDLESS


def before(name: str, case: Case) -> Page:
    """The page as it was; an Arena file has two rows then."""
    if name == "arena":
        return arena.page(arena.parquet([arena.row(model_name=one) for one in "ab"]))
    return cases.page(name, case, edited=False)


def read(name: str, page: Page) -> Sequence[Reading]:
    return bearable(name, list(SOURCES[name].parse(page)))


def rows(readings: Sequence[Reading]) -> Rows:
    return {(one.table, one.board, one.category): list(one.rows) for one in readings}


def numbers(found: Rows) -> object:
    kinds = (int, float)
    return {
        board: [[value for value in row.values() if isinstance(value, kinds)] for row in one]
        for board, one in found.items()
    }


def unnoted(found: Rows) -> object:
    """Without notes: LiveBench's count the cells of a row."""
    return {board: [{**row, "note": None} for row in one] for board, one in found.items()}


@of_kind("optional")
def test_an_optional_key_is_told_and_costs_nothing(name: str, case: Case) -> None:
    old, new = before(name, case), cases.page(name, case)
    found = read(name, new)
    assert unnoted(rows(found)) == unnoted(rows(read(name, old)))
    assert not [one for reading in found for one in reading.refused]
    added, _ = changes(fields_of(old.body), fields_of(new.body))
    told = [*added, *(line for one in found for line in one.warnings)]
    assert [line for line in told if NOVELTY in line]


@of_kind("broken", "category")
def test_a_row_that_is_broken_costs_itself(name: str, case: Case) -> None:
    known, found = rows(read(name, before(name, case))), read(name, cases.page(name, case))
    refused = [one for reading in found for one in reading.refused]
    assert rows(found).keys() == known.keys()
    for one in refused:
        assert one.reason.startswith(f"{name}: ")
        assert case["kind"] != "category" or NOVELTY in one.reason
    changed = {
        row["entry"]
        for board, there in rows(found).items()
        for row in [*known[board], *there]
        if (row in known[board]) != (row in there)
    }
    named = [f"{one.entry} {one.reason}".lower() for one in refused]
    # Without a price's other half a row goes to the rules, which set it aside.
    assert refused or (changed and "drop" in case)
    assert all(any(entry.split("|")[0].lower() in one for one in named) or len(changed) == 1
               for entry in changed)  # fmt: skip


@of_kind("word")
def test_a_new_word_of_an_open_list_is_kept_as_written(name: str, case: Case) -> None:
    found = read(name, cases.page(name, case))
    assert not [one for reading in found for one in reading.refused]
    assert numbers(rows(found)) == numbers(rows(read(name, before(name, case))))
    kept = [value for reading in found for row in reading.rows for value in row.values()]
    assert [value for value in kept if NOVELTY in str(value)]
