"""Every source's pages: the rows that they give; odd values and cut pages break no parser."""

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from sources.catalogue import SOURCES
from tests.sources import cases, given
from tests.sources.sample import fits, is_set_aside, reads_or_refuses, spoilt

SILENT = {
    "aider": 6, "arena_catalog": 4, "arena_top50_mirror": 1, "genai_prices": 13, "helm_safety": 3,
    "llm_prices": 12, "llm_stats": 9, "mmmu": 14, "model_prices": 27, "models_dev": 13,
    "openrouter": 10, "openrouter_rankings": 2, "swebench": 28, "tau2": 32,
}  # fmt: skip
"""Edits that take away an entry and tell nothing: it is not there, unnamed, or has no number."""


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


def entries(path: Path, body: bytes | None = None) -> set[object]:
    read = SOURCES[path.parent.name].parse(given.page_at(path, body))
    return {(one.table, one.board, one.category, row["entry"]) for one in read for row in one.rows}


def test_odd_values_anywhere_are_read_or_refused() -> None:
    silent: Counter[str] = Counter()
    for path in given.paths(".json", ".yml"):
        name, every, outcomes = path.parent.name, entries(path), []
        for content in spoilt(yaml.safe_load(path.read_bytes())):
            odd = json.dumps(content, default=str).encode()
            outcomes.append(reads_or_refuses(SOURCES[name].parse, given.page_at(path, odd)))
            silent[name] += outcomes[-1] and not every <= entries(path, odd)
        assert outcomes.count(False) > len(outcomes) / 4, path
    assert +silent == SILENT


@pytest.mark.parametrize("path", given.paths(".md", ".html"), ids=lambda path: path.stem)
def test_a_page_that_ends_early_is_refused_until_its_main_table_begins(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    parse = SOURCES[path.parent.name].parse
    parts = (b"".join(lines[:count]) for count in range(len(lines)))
    read = [reads_or_refuses(parse, given.page_at(path, part)) for part in parts]
    assert read == sorted(read)
    assert read.count(False) > len(read) / 5
