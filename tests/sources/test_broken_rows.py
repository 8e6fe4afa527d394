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


def names(*, with_categories: bool = False) -> list[str]:
    return [name for name, drift in DRIFTS.items() if drift.category or not with_categories]


def read(name: str, edit: Edit = lambda body: body) -> Sequence[Reading]:
    page = DRIFTS[name].read()
    changed = replace(page, body=edit(page.body))
    return bearable(name, list(SOURCES[name].parse(changed)))


def rows(readings: Sequence[Reading]) -> Rows:
    return {(one.table, one.board, one.category): list(one.rows) for one in readings}


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
        named = {one.entry for one in reading.refused}
        kept = [row for row in whole if row in reading.rows]
        assert list(reading.rows) == kept
        assert {row["entry"] for row in whole} - {row["entry"] for row in kept} <= named
    for board in before.keys() - rows(found).keys():
        raise AssertionError(f"{board} is gone")


def test_every_source_with_a_page_may_change_overnight() -> None:
    asked = {source.ABOUT.name for source in (*DAILY, *OPTIONAL, *IMPORTED)}
    assert set(DRIFTS) == asked


@pytest.mark.parametrize("name", names())
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


@pytest.mark.parametrize("name", names())
def test_a_broken_row_costs_itself(name: str) -> None:
    costs_its_row(name, DRIFTS[name].broken)


@pytest.mark.parametrize("name", names(with_categories=True))
def test_a_new_category_value_costs_its_row(name: str) -> None:
    drift = DRIFTS[name]
    assert drift.category
    costs_its_row(name, drift.category)
    refused = [one for reading in read(name, drift.category.edit) for one in reading.refused]
    assert NOVELTY in refused[0].reason
