"""Every source's pages: the rows that they give; odd values and cut pages break no parser."""

import json
from pathlib import Path

import pytest
import yaml

from sources.catalogue import SOURCES
from tests.sources import cases, given
from tests.sources.sample import fits, is_set_aside, reads_or_refuses, spoilt


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("name", given.pages())
def test_a_page_gives_these_boards_and_rows(name: str) -> None:
    assert list(given.lines(name)) == cases.written("rows", name)


def test_every_row_fits_its_table() -> None:
    read = [one for name in given.pages() for _, read in given.of_small(name) for one in read]
    rows = [(reading.table, row) for reading in read for row in reading.rows]
    whole = [(table, row) for table, row in rows if not is_set_aside(row)]
    for table, row in whole:
        fits(table, row)
    assert (len(rows) - len(whole), len(rows) > 300) == (8, True)


@pytest.mark.parametrize("path", given.paths(".json", ".yml"), ids=name_of)
def test_odd_values_anywhere_are_read_or_refused(path: Path) -> None:
    parse = SOURCES[path.parent.name].parse
    content = yaml.safe_load(path.read_bytes())
    odd = (json.dumps(one, default=str).encode() for one in spoilt(content))
    outcomes = [reads_or_refuses(parse, given.page_at(path, body)) for body in odd]
    assert outcomes.count(False) > len(outcomes) / 4


@pytest.mark.parametrize("path", given.paths(".md", ".html"), ids=name_of)
def test_a_page_that_ends_early_is_refused_until_its_main_table_begins(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    parse = SOURCES[path.parent.name].parse
    parts = (b"".join(lines[:count]) for count in range(len(lines)))
    read = [reads_or_refuses(parse, given.page_at(path, part)) for part in parts]
    assert read == sorted(read)
    assert read.count(False) > len(read) / 5
