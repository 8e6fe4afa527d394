"""What may change overnight: an optional key, a new category, a broken row. None costs the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sources.catalogue import DAILY, IMPORTED, OPTIONAL, SOURCES
from sources.contract import Reading, Row
from sources.reading.fields import changes, fields_of
from sources.reading.rows import bearable
from tests.sources.boards.drift import DRIFTS as BOARDS
from tests.sources.edits import NOVELTY, Broken, Edit
from tests.sources.prices.drift import DRIFTS as PRICES

DRIFTS = {**BOARDS, **PRICES}
Rows = dict[tuple[str, str, str], list[Row]]


WORDLESS = {
    # A name and numbers. Their modes stand in headings: tests/sources/prices/test_tolerance.py.
    *(name for name in DRIFTS if name.endswith("_pricing_page")),
    "arena_catalog", "helm_safety", "livebench", "llm_prices", "openrouter",
    "vectara_hallucination",
}  # fmt: skip
"""Sources of whose rows no column is a list of words."""


def read(name: str, edit: Edit = lambda body: body) -> Sequence[Reading]:
    page = DRIFTS[name].read()
    changed = replace(page, body=edit(page.body))
    return bearable(name, list(SOURCES[name].parse(changed)))


def rows(readings: Sequence[Reading]) -> Rows:
    return {(one.table, one.board, one.category): list(one.rows) for one in readings}


def numbers(found: Rows) -> object:
    kinds = (int, float)
    return {
        board: [[value for value in row.values() if isinstance(value, kinds)] for row in one]
        for board, one in found.items()
    }


def costs_its_row(name: str, broken: Broken) -> None:
    """The row is refused by name, and every row that is read is as before."""
    before, found = rows(read(name)), read(name, broken.edit)
    refused = [one for reading in found for one in reading.refused]
    assert refused
    for one in refused:
        assert any(known in (one.entry or one.reason) for known in broken.entries), one
        assert one.reason.startswith(f"{name}: ")
    for reading in found:
        whole = before[reading.table, reading.board, reading.category]
        kept = [row for row in whole if row in reading.rows]
        assert list(reading.rows) == kept
        lost = {row["entry"] for row in whole} - {row["entry"] for row in kept}
        assert all(any(known in entry for known in broken.entries) for entry in lost)
    for board in before.keys() - rows(found).keys():
        raise AssertionError(f"{board} is gone")


def test_every_source_with_a_page_may_change_overnight() -> None:
    asked = {source.ABOUT.name for source in (*DAILY, *OPTIONAL, *IMPORTED)}
    assert set(DRIFTS) == asked


@pytest.mark.parametrize("name", DRIFTS)
def test_an_optional_key_is_told_and_costs_nothing(name: str) -> None:
    drift = DRIFTS[name]
    before, found = read(name), read(name, drift.optional)
    assert rows(found) == rows(before)
    assert not [one for reading in found for one in reading.refused]
    body = drift.read().body
    told = [
        *changes(fields_of(body), fields_of(drift.optional(body)))[0],
        *(w for one in found for w in one.warnings),
    ]
    assert [line for line in told if NOVELTY in line]


@pytest.mark.parametrize("name", DRIFTS)
def test_a_broken_row_costs_itself(name: str) -> None:
    costs_its_row(name, DRIFTS[name].broken)


def test_every_source_with_words_may_have_a_new_one() -> None:
    with_words = {name for name, drift in DRIFTS.items() if drift.category or drift.word}
    assert with_words | WORDLESS == set(DRIFTS)
    assert not with_words & WORDLESS


@pytest.mark.parametrize("name", [name for name, drift in DRIFTS.items() if drift.word])
def test_a_new_word_of_an_open_list_is_kept_as_written(name: str) -> None:
    word = DRIFTS[name].word
    assert word
    before, found = rows(read(name)), read(name, word)
    assert not [one for reading in found for one in reading.refused]
    assert numbers(rows(found)) == numbers(before)
    kept = [value for reading in found for row in reading.rows for value in row.values()]
    assert [value for value in kept if NOVELTY in str(value)]


@pytest.mark.parametrize("name", [name for name, drift in DRIFTS.items() if drift.category])
def test_a_new_category_value_costs_its_row(name: str) -> None:
    drift = DRIFTS[name]
    assert drift.category
    costs_its_row(name, drift.category)
    refused = [one for reading in read(name, drift.category.edit) for one in reading.refused]
    assert NOVELTY in refused[0].reason
