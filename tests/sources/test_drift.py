"""Schema drift: on every source's pages a new, missing or renamed field is refused or told.

Either the parser refuses the page and names the field, or the page's fields differ from those of
the page before, which the pipeline tells (tests/pipelines/ingest/test_schema_change.py).
"""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from sources.catalogue import SOURCES
from sources.reading.fields import changes, fields_of
from tests.sources.edits import NOVELTY, csv_of, zip_of
from tests.sources.sample import PAGES, what_is_told
from tests.sources.small import page_at, paths


def refusal(path: Path, body: bytes) -> str | None:
    """Why the parser refuses the page or rows of it, or what it leaves unread; None: nothing."""
    return what_is_told(SOURCES[path.parent.name].parse, page_at(path, body)) or None


def unseen(path: Path, before: bytes, after: bytes, field: str) -> bool:
    """Whether a change of `field` is neither refused nor told."""
    told = [name for names in changes(fields_of(before), fields_of(after)) for name in names]
    return refusal(path, after) is None and not any(field in name for name in told)


def objects(node: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every object with its way, in which indices of lists and keys of maps do not count."""
    if isinstance(node, dict):
        yield above, node
        for key, value in node.items():
            yield from objects(value, (*above, "*" if is_map(node) else str(key)))
    elif isinstance(node, list):
        for value in node:
            yield from objects(value, (*above, "[]"))


Change = Callable[[dict[str, Any], str], None]


def renamed(found: dict[str, Any], key: str) -> None:
    found[f"{key}_{NOVELTY}"] = found.pop(key)


def mutated(content: Any, way: tuple[str, ...], key: str, change: Change) -> Any:
    """The content with one change at every object that has the same way and the key."""
    fresh = copy.deepcopy(content)
    for place, found in objects(fresh):
        if place == way and key in found:
            change(found, key)
    return fresh


def is_map(found: dict[str, Any]) -> bool:
    return all(isinstance(value, dict) for value in found.values())


def ways(content: Any) -> set[tuple[tuple[str, ...], str]]:
    return {(way, key) for way, found in objects(content) if not is_map(found) for key in found}


def with_novelty(content: Any, way: tuple[str, ...]) -> Any:
    fresh = copy.deepcopy(content)
    for place, found in objects(fresh):
        if place == way:
            found[NOVELTY] = "new"
    return fresh


def field_changes(content: Any) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Every way with the name to be told and the content with that field new, gone or renamed."""
    known = ways(content)
    for way, key in sorted(known):
        for change in (dict.pop, renamed):
            yield way, key, mutated(content, way, key, change)
    for way in sorted({way for way, _ in known}):
        yield way, NOVELTY, with_novelty(content, way)


@pytest.mark.parametrize("path", paths(".json", ".yml"))
def test_fields_of_json_and_yaml_are_refused_or_told(path: Path) -> None:
    as_json = path.suffix == ".json"
    content = json.loads(path.read_bytes()) if as_json else yaml.safe_load(path.read_bytes())

    def dump(some: Any) -> bytes:
        text = json.dumps(some) if as_json else yaml.safe_dump(some, sort_keys=False)
        return text.encode()

    before = dump(content)
    assert refusal(path, before) is None
    assert [(way, name) for way, name, fresh in field_changes(content)
            if unseen(path, before, dump(fresh), name)] == []  # fmt: skip


def columns_changed(rows: list[list[str]]) -> Iterator[tuple[str, list[list[str]]]]:
    """Every header with one column new, gone or renamed, and the name to be told."""
    yield NOVELTY, [[*row, "new" if number else NOVELTY] for number, row in enumerate(rows)]
    for place, name in enumerate(rows[0]):
        yield name, [[*row[:place], *row[place + 1 :]] for row in rows]
        fresh = [list(row) for row in rows]
        fresh[0][place] += f" {NOVELTY}"
        yield name, fresh


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.mark.parametrize("path", paths(".csv"))
def test_columns_of_csv_are_refused_or_told(path: Path) -> None:
    rows = rows_of(path)
    before = csv_of(rows)
    assert refusal(path, before) is None
    assert [name for name, fresh in columns_changed(rows)
            if unseen(path, before, csv_of(fresh), name)] == []  # fmt: skip


def test_columns_and_files_of_epochs_zip_are_refused_or_told() -> None:
    files = {path.name: path for path in sorted((PAGES / "epoch").glob("*.csv"))}
    bodies = {name: path.read_bytes() for name, path in files.items()}
    before, path = zip_of(bodies), PAGES / "epoch" / "benchmark_data.zip"
    assert refusal(path, before) is None
    silent = [
        (name, column)
        for name, one in files.items()
        for column, rows in columns_changed(rows_of(one))
        if column.strip()
        and unseen(path, before, zip_of({**bodies, name: csv_of(rows)}), column.strip())
    ]
    assert silent == []
    for name in files:
        fewer = {other: body for other, body in bodies.items() if other != name}
        assert not unseen(path, before, zip_of(fewer), name)
    assert not unseen(path, before, zip_of({**bodies, "novelty.csv": b"a,b\n1,2\n"}), NOVELTY)


INLINED = {
    "swebench_page/list.html": (b'"site"', b'"novelty"'),
    "swebench_pro/page.html": (b"company", b"novelty"),
    "arena_page/text_2026-02-06.html": (b"modelUrl", b"novelty"),
    "moonshot_pricing_page/chat.md": (b"Context Window", b"novelty"),
    "openai_pricing_page/pricing.html": (b"&quot;tier&quot;", b"&quot;novelty&quot;"),
}
"""Pages whose data lies in scripts or properties: a key of it, and another."""


@pytest.mark.parametrize(("name", "key", "other"), [(n, *keys) for n, keys in INLINED.items()])
def test_keys_of_inlined_data_are_told(name: str, key: bytes, other: bytes) -> None:
    before = (PAGES / name).read_bytes()
    assert key in before
    new, gone = changes(fields_of(before), fields_of(before.replace(key, other)))
    word = key.decode().replace("&quot;", "").strip('"')
    assert [field for field in new if NOVELTY in field]
    assert [field for field in gone if word in field]


TABLE_CELL = re.compile(r"(<th[^>]*>)([^<]+)(</th>)")


def heads(text: str) -> Iterator[tuple[str, str]]:
    """Every page with one head of a table renamed, and that head."""
    for found in TABLE_CELL.finditer(text):
        head = found[2].strip()
        if head:
            yield head, f"{text[: found.start(2)]}{head} {NOVELTY}{text[found.end(2) :]}"
    lines = text.splitlines()
    for number, (head, rule) in enumerate(pairwise(lines)):
        if head.count("|") > 1 and re.fullmatch(r"[\s|:-]+", rule):
            for cell in filter(None, (one.strip() for one in head.split("|"))):
                fresh = [*lines[:number], head.replace(cell, f"{cell} {NOVELTY}", 1),
                         *lines[number + 1 :]]  # fmt: skip
                yield cell, "\n".join(fresh)


@pytest.mark.parametrize("path", paths(".html", ".md"))
def test_heads_of_tables_are_refused_or_told(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert refusal(path, text.encode()) is None
    assert [head for head, fresh in heads(text)
            if unseen(path, text.encode(), fresh.encode(), NOVELTY)] == []  # fmt: skip
