"""Which fields a page has, whatever its format: to tell when a source adds, drops or renames one.

Parsers refuse what they cannot read. A field that they do not read, or may do without, comes and
goes unseen by them; comparing the fields of two pages of one address tells it all the same.
"""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from sources.contract import ParseError
from sources.reading.page_tables import pushed
from sources.reading.strict import files_of_zip

_HEAD_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_TITLE = re.compile(r"""\{\s*title:\s*"([^"]+)\"""")
_SCRIPT = re.compile(r"<script\b[^>]*>\s*([\[{].*?)</script>", re.IGNORECASE | re.DOTALL)
_PROPERTIES = re.compile(r'\bprops="(\{[^"]*)"')
_LIST = re.compile(r'(?:"(\w+)":)?(\[)\{"')
_RAGGED = 2
"""A first line with fewer cells is no header of a table."""
MOST, MANY = 0.95, 20
"""Of many values so large a share must be objects for their keys to be data: LiteLLM's map of
models holds one list beside them."""


def fields_of(body: bytes) -> frozenset[str]:
    """Names of the fields of a page, with the way to them; empty for a format without any.

    JSON and YAML: paths like `models[].cost.input`; an object that holds objects only is taken for
    a map from names to things of one kind, whose keys are data (`openai.*`). CSV: columns; Parquet:
    columns; zip: columns of its files. HTML and Markdown: heads of tables, keys of JSON in scripts
    and in properties. What a page's program receives (React's flight text, alone or in scripts):
    keys of lists of objects (`entries[].score`).
    """
    try:
        if body.startswith(b"PK\x03\x04"):
            return frozenset(_zip(body))
        if body.startswith(b"PAR1"):
            return frozenset(pq.read_schema(io.BytesIO(body)).names)
        text = body.decode("utf-8-sig").lstrip()
        return frozenset(_reader(text)(text))
    # A ValueError is no JSON, no UTF-8 or an integer of thousands of digits.
    except (ParseError, pa.ArrowException, OSError, csv.Error, yaml.YAMLError, ValueError,
            RecursionError):  # fmt: skip
        return frozenset()


def changes(before: frozenset[str], after: frozenset[str]) -> tuple[list[str], list[str]]:
    """Fields that came and fields that went from one page to the next, sorted."""
    return sorted(after - before), sorted(before - after)


def _reader(text: str) -> Callable[[str], Iterator[str]]:
    if text.startswith(("{", "[")):
        return _json
    if text.startswith("- "):
        return _yaml
    if text.startswith("<"):
        return _html
    return _lists if _LIST.search(text) else _tables_or_columns


def _zip(body: bytes) -> Iterator[str]:
    for name, content in files_of_zip(body, "").items():
        for field in fields_of(content):
            yield f"{name}: {field}"


def _json(text: str) -> Iterator[str]:
    try:
        yield from _paths(json.loads(text))
    except json.JSONDecodeError:
        return


def _yaml(text: str) -> Iterator[str]:
    yield from _paths(yaml.safe_load(text))


def _paths(node: Any) -> set[str]:
    found: set[str] = set()
    _collect(node, "", found, set())
    return found


def _collect(node: Any, path: str, found: set[str], flat: set[tuple[str, ...]]) -> None:
    """`flat`: path and keys of objects without inner ones that were seen; most have the same."""
    if isinstance(node, list):
        for item in node:
            _collect(item, f"{path}[]", found, flat)
    elif isinstance(node, dict):
        if {dict, list}.isdisjoint(map(type, node.values())):
            if (shape := (path, *node)) in flat:
                return
            flat.add(shape)
        is_map = _is_map(node)
        for key, value in node.items():
            inner = f"{path}.*" if is_map else f"{path}.{key}"
            if not is_map:
                found.add(inner.lstrip("."))
            _collect(value, inner, found, flat)


def _is_map(node: dict[str, Any]) -> bool:
    objects = sum(isinstance(value, dict) for value in node.values())
    return objects > 0 and (objects == len(node) or objects >= MOST * len(node) >= MOST * MANY)


def _tables_or_columns(text: str) -> Iterator[str]:
    yield from [*_tables(text)] or _csv(text)


def _csv(text: str) -> Iterator[str]:
    header = next(csv.reader(io.StringIO(text)), [])
    if len(header) >= _RAGGED:
        yield from (cell.strip() for cell in header if cell.strip())


def _html(text: str) -> Iterator[str]:
    yield from _tables(text)
    for script in (*_SCRIPT.findall(text), *map(html.unescape, _PROPERTIES.findall(text))):
        yield from _json(script)
    yield from _lists(pushed(text))


def _lists(text: str) -> Iterator[str]:
    """Keys of the objects of every list, with the list's own; all else there is layout."""
    decoder = json.JSONDecoder()
    for found in _LIST.finditer(text):
        try:
            rows = decoder.raw_decode(text, found.start(2))[0]
        except json.JSONDecodeError:
            continue
        keys = {key for row in rows if isinstance(row, dict) for key in row}
        yield from (f"{found[1] or ''}[].{key}" for key in keys)


def _tables(text: str) -> Iterator[str]:
    """Heads of tables, those of Markdown and of its components too: pages mix them."""
    yield from (title.strip() for title in _TITLE.findall(text))
    for cell in _HEAD_CELL.findall(text):
        yield " ".join(html.unescape(_TAG.sub(" ", cell)).split())
    for head, rule in pairwise(text.splitlines()):
        if "|" in head and _RULE.match(rule):
            yield from (cell.strip() for cell in head.strip().strip("|").split("|") if cell.strip())
