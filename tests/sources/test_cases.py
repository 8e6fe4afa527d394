"""What may change on a page: every case gives what is written of it, and no edit costs the page.

A case of the kind `optional` adds a key or column that nobody needs, `broken` makes one row
unreadable, `category` gives a closed list of words a new one, `word` an open one that is kept as
written. What is written of such a case says so.
"""

import pytest

from sources.catalogue import DAILY, IMPORTED, OPTIONAL, SOURCES
from sources.reading.rows import read_page
from tests.sources import cases
from tests.sources.edits import NOVELTY

WORDLESS = {
    # A name and numbers; their modes stand in headings.
    *(name for name in SOURCES if name.endswith("_pricing_page")),
    "arena_catalog", "helm_safety", "livebench", "llm_prices", "openrouter",
    "openrouter_rankings", "vectara_hallucination",
}  # fmt: skip
"""Sources of whose rows no column is a list of words."""
OF_ALL = ("optional", "broken")
KINDS = [(name, case) for name in cases.names() for case in cases.of(name) if "kind" in case]


@pytest.mark.parametrize("name", cases.names())
def test_a_changed_page_gives_what_is_written_of_it(name: str) -> None:
    assert list(cases.lines(name)) == cases.written("cases", name)


def test_every_source_has_pages_that_change_overnight() -> None:
    asked = {source.ABOUT.name for source in (*DAILY, *OPTIONAL, *IMPORTED)}
    kinds = {kind: {name for name, case in KINDS if case["kind"] == kind} for kind in OF_ALL}
    # Every column of LiveBench is a task of its average: none is optional.
    assert kinds == {"optional": asked - {"livebench"}, "broken": asked}
    with_words = {name for name, case in KINDS if case["kind"] in ("category", "word")}
    assert with_words | WORDLESS == asked
    assert not with_words & WORDLESS


@pytest.mark.parametrize(("name", "case"), KINDS, ids=[f"{n}-{case['kind']}" for n, case in KINDS])
def test_what_changes_overnight_costs_itself(name: str, case: cases.Case) -> None:
    """Rows go one by one, each named; a page or a board stays. A key costs no row at all."""
    found = read_page(name, SOURCES[name].parse, cases.page(name, case))
    refused = [one for reading in found for one in reading.refused]
    assert found
    assert all(one.reason.startswith(f"{name}: ") for one in refused)
    if case["kind"] in ("optional", "word"):
        assert not refused
    elif case["kind"] == "category":
        assert refused
        assert all(NOVELTY in one.reason for one in refused)
    else:
        # Without a price's other half a row goes to the rules, which set it aside.
        assert refused or "drop" in case
