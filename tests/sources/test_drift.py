"""Schema drift: on every source's pages a new, missing or renamed field is refused or told.

Either the parser refuses the page and names the field, or the page's fields differ from those of
the page before, which ingest reports.
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

Changed = Iterator[tuple[str, bytes]]
"""Names of fields that must be told, and the page with that change."""


def silent(path: Path, before: bytes, changed: Changed) -> list[str]:
    """The changes that are neither refused nor told."""
    fields, parse = fields_of(before), SOURCES[path.parent.name].parse
    assert not what_is_told(parse, page_at(path, before))

    def is_told(name: str, after: bytes) -> bool:
        news = (one for some in changes(fields, fields_of(after)) for one in some)
        return any(name in one for one in news) or bool(what_is_told(parse, page_at(path, after)))

    return [name for name, after in changed if not is_told(name, after)]


def objects(node: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every object with its way, in which indices of lists and keys of maps do not count."""
    if isinstance(node, dict):
        yield above, node
        is_map = all(isinstance(value, dict) for value in node.values())
        for key, value in node.items():
            yield from objects(value, (*above, "*" if is_map else key))
    elif isinstance(node, list):
        for value in node:
            yield from objects(value, (*above, "[]"))


def keys(content: Any, dump: Callable[[Any], bytes]) -> Changed:
    """Every key gone from all objects at its way, and one new there."""
    known = {
        (way, str(key))
        for way, found in objects(content)
        if not all(isinstance(value, dict) for value in found.values())
        for key in found
    }
    for way, key in sorted(known | {(way, NOVELTY) for way, _ in known}):
        fresh = copy.deepcopy(content)
        for found in [one for place, one in objects(fresh) if place == way]:
            if key == NOVELTY:
                found[NOVELTY] = "new"
            else:
                found.pop(key, None)
        yield key, dump(fresh)


def columns(body: bytes) -> Changed:
    """A CSV file with one column new, gone or renamed."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    yield NOVELTY, csv_of([*row, "new" if n else NOVELTY] for n, row in enumerate(rows))
    for place, name in enumerate(rows[0]):
        if name.strip():
            yield name.strip(), csv_of([*row[:place], *row[place + 1 :]] for row in rows)
            renamed = [*rows[0][:place], f"{name} {NOVELTY}", *rows[0][place + 1 :]]
            yield name.strip(), csv_of([renamed, *rows[1:]])


def heads(text: str) -> Changed:
    """A page with one head of a table renamed."""
    for found in re.finditer(r"(<th[^>]*>)([^<]*\S[^<]*)(</th>)", text):
        head = found[2].strip()
        yield NOVELTY, f"{text[: found.start(2)]}{head} {NOVELTY}{text[found.end(2) :]}".encode()
    lines = text.splitlines()
    for number, (head, rule) in enumerate(pairwise(lines)):
        if head.count("|") > 1 and re.fullmatch(r"[\s|:-]+", rule):
            for cell in filter(None, (one.strip() for one in head.split("|"))):
                fresh = head.replace(cell, f"{cell} {NOVELTY}", 1)
                yield NOVELTY, "\n".join([*lines[:number], fresh, *lines[number + 1 :]]).encode()


@pytest.mark.parametrize("path", paths(".json", ".yml", ".csv", ".html", ".md"))
def test_a_changed_field_is_refused_or_told(path: Path) -> None:
    body = path.read_bytes()
    if path.suffix == ".json":
        content = json.loads(body)
        assert silent(path, body, keys(content, lambda some: json.dumps(some).encode())) == []
    elif path.suffix == ".yml":
        content = yaml.safe_load(body)
        assert silent(path, body, keys(content, lambda some: yaml.safe_dump(some).encode())) == []
    elif path.suffix == ".csv":
        assert silent(path, body, columns(body)) == []
    else:
        assert silent(path, body, heads(body.decode())) == []


def test_a_changed_column_or_file_of_epochs_zip_is_refused_or_told() -> None:
    bodies = {one.name: one.read_bytes() for one in sorted((PAGES / "epoch").glob("*.csv"))}
    changed = [
        (field, zip_of({**bodies, name: fresh}))
        for name, body in bodies.items()
        for field, fresh in columns(body)
    ]
    for name in bodies:
        changed.append((name, zip_of({k: body for k, body in bodies.items() if k != name})))
    changed.append((NOVELTY, zip_of({**bodies, "novelty.csv": b"a,b\n1,2\n"})))
    assert silent(PAGES / "epoch" / "benchmark_data.zip", zip_of(bodies), iter(changed)) == []


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
