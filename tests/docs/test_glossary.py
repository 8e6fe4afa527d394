"""The glossary: each term once, with a place in the code that exists, and linked where needed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([a-zA-Z ()]+) \| (.+) \| (.+) \|$", GLOSSARY, re.MULTILINE)
TERMS = (
    "source", "board", "entry", "page", "snapshot", "vintage", "as of", "revision", "quarantine",
    "series", "protocol", "provenance", "frontier", "gap", "lag", "openness", "alias", "model",
    "offering", "derived", "freshness", "claim", "reading", "price at quality", "headline",
    "harness", "variant", "schema change", "withdrawal",
)  # fmt: skip


def test_every_term_is_defined_once() -> None:
    defined = Counter(term for term, _, _ in ROWS if term != "term")
    assert set(TERMS) - defined.keys() == set()
    assert [term for term, times in defined.items() if times > 1] == []


@pytest.mark.parametrize(("term", "place"), [(term, place) for term, _, place in ROWS
                                             if term != "term"])  # fmt: skip
def test_a_term_lives_in_a_file_that_is_there(term: str, place: str) -> None:
    paths = [path for path in re.findall(r"`([^`]+)`", place) if "/" in path]
    assert paths, f"{term} names no file"
    assert [path for path in paths if not (DOCS.parent / path).exists()] == []


FAR = {
    "schema change": "an exception of the contract",
    "revision": "what recording finds",
    "as of": "a way to read, not a thing",
    "alias": "a spelling",
    "offering": "a line of the price book",
    "frontier": "a question to the table of contenders",
}
"""Terms that no file is named after, and what they are to the file that holds them."""


def test_a_term_is_found_from_the_names_of_files_alone() -> None:
    """One that is a column, a key, a table or a view says so: then the schema holds it."""

    def is_told(term: str, place: str) -> bool:
        words = term.partition(" (")[0].lower().split()
        stems = [word[:7] for word in words if len(word) > 2]
        paths = re.findall(r"`([^`]+/[^`]*)`", place)
        is_named = any(stem in path for stem in stems for path in paths)
        return is_named or bool(re.search(r"(column|table)s? in", place))

    far = {term for term, _, place in ROWS if term != "term" and not is_told(term, place)}
    assert far == set(FAR)


@pytest.mark.parametrize("page", ["tables.md", "index.md", "../mkdocs.yml", "../CONTRIBUTING.md"])
def test_the_glossary_is_linked(page: str) -> None:
    assert "glossary.md" in (DOCS / page).read_text("utf-8")
