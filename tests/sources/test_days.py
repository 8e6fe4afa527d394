"""A day that no calendar has, in any place of a page where a day stands: its row is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sources.catalogue import SOURCES
from sources.contract import Page, Reading, SourceChanged
from sources.reading.rows import read_page
from terms.days import is_day
from tests.sources import given
from tests.sources.edits import Edit, member
from warehouse.schema.tables import FACTS

LATE = datetime(2031, 1, 1, tzinfo=UTC)
"""After every day written here, so that no other rule of a parser speaks first."""
FORMS = (
    (rb"\d{4}-\d{2}-\d{2}", b"2030-03-01", b"2030-02-30"),
    (rb"(?<!\d)20\d{6}(?!\d)", b"20300301", b"20300230"),
    (rb"[A-Z][a-z]+ \d{1,2}, \d{4}", b"March 1, 2030", b"February 30, 2030"),
)
"""A written day, another one, and one that does not exist."""


def pages(name: str) -> list[Page]:
    """The small pages of a source, of a day after all that stand in them."""
    return [replace(page, seen_at=LATE) for page in given.pages()[name]]


def edits(body: bytes) -> Iterator[tuple[Edit, Edit]]:
    """For every place of a page where a day is written: another day there, and one of none."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            files = {one: archive.read(one) for one in archive.namelist()}
        for file, content in files.items():
            yield from ((member(file, one), member(file, other)) for one, other in edits(content))
        return
    for form, good, bad in FORMS:
        for found in re.finditer(form, body):
            start, end = found.span()
            yield put(start, end, good), put(start, end, bad)


def put(start: int, end: int, text: bytes) -> Edit:
    return lambda body: body[:start] + text + body[end:]


def read(name: str, page: Page) -> Sequence[Reading] | str:
    """What is read, or why the page is refused."""
    try:
        return read_page(name, SOURCES[name].parse, page)
    except SourceChanged as error:
        return str(error)


def days(found: Sequence[Reading] | str) -> list[str]:
    """Every day that is read, of rows and of pages."""
    if isinstance(found, str):
        return []
    of_rows = [
        str(row[column.name])
        for reading in found
        for row in reading.rows
        for column in FACTS[reading.table].columns
        if column.is_day and row.get(column.name) is not None
    ]
    ends = [
        day  # LiteLLM's, from which measures read when an offer ends
        for reading in found
        for row in reading.rows
        for day in re.findall(r"deprecation date: (\S+)", str(row.get("note")))
    ]
    published = [one.published_on.isoformat() for one in found if one.published_on]
    return sorted([*of_rows, *ends, *published])


@pytest.mark.parametrize("name", given.pages())
def test_a_day_of_no_calendar_costs_its_row_or_its_page(name: str) -> None:
    for page in pages(name):
        before = days(read(name, page))
        for other, none in edits(page.body):
            told = read(name, replace(page, body=none(page.body)))
            assert all(is_day(day, in_part=True) for day in days(told))
            if before == days(read(name, replace(page, body=other(page.body)))):
                continue  # part of a name or an address, or of a row that is not read
            if isinstance(told, str):
                assert "2030" in told or "not TOML: Invalid date" in told
                assert told.startswith(f"{name}: ")
                continue
            refused = [one for reading in told for one in reading.refused if "2030" in one.reason]
            assert refused, (name, page.url)
            assert all(one.reason.startswith(f"{name}: ") for one in refused)
            assert [one for one in told if one.rows], "the rest of the page is read"


def test_the_places_of_days_are_found() -> None:
    """Without a place the test above would say nothing: most sources print days."""
    names = given.pages()
    bare = {name for name in names if not any(list(edits(one.body)) for one in pages(name))}
    assert len(bare) < len(names) / 2, bare
