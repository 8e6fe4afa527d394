"""Whole recorded pages: as many rows as before, and single ones as a person reads them there."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sources.catalogue import SOURCES
from sources.contract import Reading
from tests import recorded
from tests.recorded import skip_without, skip_without_autumn
from tests.sources import cases, given

pytestmark = [pytest.mark.recorded, skip_without, skip_without_autumn]
KNOWN = [json.loads(line) for line in cases.written("rows", "known")]
"""Rows of a page (part of its file's name) by entry: its value, its input, cached and output price,
or some columns. `by`: rows by another column, `on`: of one day of a history, `as`: who says so."""
PRICES = ("input_per_mtok", "cached_input_per_mtok", "output_per_mtok")


@pytest.mark.parametrize("newest", [True, pytest.param(False, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("name", given.recorded_sources())
def test_a_recorded_page_gives_the_rows_or_refusal_of_before(name: str, newest: bool) -> None:
    kept = [
        line for line in cases.written("rows", given.RECORDED) if json.loads(line)["source"] == name
    ]
    found = list(given.recorded_lines(name, newest=newest))
    assert found
    assert sorted(found) == sorted(line for line in kept if not newest or line in found)


@cache
def read(source: str, part: str) -> list[Reading]:
    (row,) = [one for one in recorded.rows(source) if part in Path(one["path"]).name]
    return list(SOURCES[source].parse(recorded.page(row)))


def columns(said: Any) -> dict[str, Any]:
    """What is known of a row, by column."""
    if isinstance(said, dict):
        return said
    return dict(zip(PRICES, said, strict=True)) if isinstance(said, list) else {"value": said}


@pytest.mark.parametrize("known", KNOWN, ids=[f"{one['source']}-{one['page']}" for one in KNOWN])
def test_rows_are_those_that_a_person_reads(known: dict[str, Any]) -> None:
    rows = [
        row
        for one in read(known["source"], known["page"])
        if (one.board, one.table) == (known["board"], one.table)
        and one.table in ("score", "price")
        and known.get("category", one.category) == one.category
        and known.get("on", str(one.published_on)) == str(one.published_on)
        for row in one.rows
    ]
    for name, said in known["rows"].items():
        expected = columns(said)
        found = [row for row in rows if row[known.get("by", "entry")] == name]
        close = {key: pytest.approx(value, abs=0.051) if key == "value" else value
                 for key, value in expected.items()}  # fmt: skip
        assert any({key: row[key] for key in expected} == close for row in found), (name, found)
