"""Plain values out of what a version made, the same for two runs of the same code.

What belongs here: taking times, code version and vintage numbers out of texts, JSON and rows, and
the JSON files and texts of the site. What is left out is listed with the reason.
"""

from __future__ import annotations

import json
import re
import sqlite3
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

from benchmarks.same.differences import Allowed, Difference, of_lines, of_rows
from benchmarks.same.versions import Snapshot

DATABASE = "warehouse.db"
LEFT_OUT = {
    "recorded_at": "when this warehouse learned it: the time of the run",
    "code_version": "a hash of the code",
    "age_hours": "hours since the last look, up to the moment of asking",
}
NAMES = (
    *("measure", "series", "openness_rule", "variant", "rule", "clock", "threshold", "id"),
    *("reading", "source", "name", "path", "key", "from_on", "on_date"),
)
"""Keys by which an object in a JSON list is known; without any it goes by its place."""
_TIME = r"\d\d(:|%3A)\d\d((:|%3A)\d\d(\.\d+)?)?(Z| UTC| GMT|(\+|%2B)00(:|%3A)?00)?"
_VERSION = re.compile(r"\d+\.\d+\.\d+\+[0-9a-f]{8}\b")
_AGE = re.compile(r"^(\d+ (h|days?)|less than an hour) ago$")
"""A line that says how long ago a source was looked at: it goes on between two runs."""
VINTAGE = re.compile(r"(^|[._])vintages?(\[\d+\])?$")

Clean = Callable[[str], str]


def flattened(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every plain value in `value` with its path; objects in lists go by their name if they can."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from flattened(each, f"{path}.{key}")
    elif isinstance(value, list):
        for name, each in zip(_names(value), value, strict=True):
            yield from flattened(each, f"{path}[{name}]")
    else:
        yield path, value


def _names(items: list[Any]) -> list[str]:
    if items and all(isinstance(item, dict) for item in items):
        names = ["|".join(str(i[k]) for k in NAMES if _is_plain(i.get(k))) for i in items]
        if len(set(names)) == len(items) and all(names):
            return names
    return [str(place) for place in range(len(items))]


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float)


@dataclass(frozen=True, slots=True)
class Side:
    """A version's home: how its texts are cleaned, and what its vintages are called."""

    name: str
    home: Path
    past: Path
    clean: Clean
    vintages: Mapping[int, str]

    def cells(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Plain values by column; JSON in a column becomes one value per path.

        `detail` of an estimate leaves its name out, so that a part may become a column.
        """
        return {
            self.clean(path).removeprefix("detail."): each
            for column, value in row.items()
            for path, each in self.values(column, _unpacked(value))
        }

    def values(self, column: str, value: Any) -> Iterator[tuple[str, Any]]:
        """Every value in `value` with its path, cleaned; vintages by what they are."""
        for path, each in flattened(value, column):
            if path.rpartition(".")[2] in LEFT_OUT:
                continue
            if isinstance(each, str):
                yield path, self.clean(each)
            elif each is not None:
                yield path, self.vintages.get(each, each) if VINTAGE.search(path) else each


def _unpacked(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def side(name: str, snapshot: Snapshot, allowed: Allowed) -> Side:
    """How the contents of `snapshot` are read; `name` is `before` or `after`."""
    clean = _cleaner(snapshot)
    vintages = _vintages(snapshot.home / DATABASE, clean, allowed if name == "after" else Allowed())
    return Side(name, snapshot.home, snapshot.past, clean, vintages)


def _cleaner(snapshot: Snapshot) -> Clean:
    """Takes out what belongs to the run: its times, its code version, its folder.

    An instant of today is one of the run: recorded pages were captured on earlier days.
    """
    day = date.fromisoformat(snapshot.day)
    instant = re.compile(f"({day}[T ]|{day:%-d %b %Y},? |{day:%d %b %Y},? ){_TIME}")
    folder = str(snapshot.folder)

    def clean(text: str) -> str:
        text = instant.sub("(time of the run)", text).replace(folder, "(folder)")
        return _VERSION.sub("(code version)", text)

    return clean


def _vintages(file: Path, clean: Clean, allowed: Allowed) -> dict[int, str]:
    """What each vintage is, without its number, which is only its place in the order of arrival."""
    asked = f"""SELECT v.id, concat_ws('|', b.fact_table, b.source, b.board, b.category,
        v.published_on, v.seen_at, v.restated)
        FROM {allowed.table("_page_state")} v JOIN {allowed.table("_board")} b ON b.id = v.board_id
        ORDER BY v.id"""
    with closing(sqlite3.connect(file)) as connection:
        named = {number: clean(name) for number, name in connection.execute(asked)}
    times: Counter[str] = Counter()
    for number, name in named.items():
        times[name] += 1
        named[number] = f"{name}|{times[name]}"
    return named


def of_site(before: Side, after: Side) -> Iterator[Difference]:
    """Which files there are, the values of the JSON files, and the text of the pages."""
    yield from _of_file_names(before, after)
    yield from _of_json(before, after)
    yield from _of_texts(before, after)


def _of_json(before: Side, after: Side) -> Iterator[Difference]:
    """The site's JSON files, value by value."""
    for name in _files(before, after, "api/**/*.json"):
        sides = [_json(each, each.home / "site" / name) for each in (before, after)]
        yield from of_rows(name, *sides)


def _json(side: Side, file: Path) -> dict[str, dict[str, Any]]:
    """Values by path; the first two steps of the path are the row, the rest is the cell."""
    rows: dict[str, dict[str, Any]] = {}
    content = json.loads(file.read_text()) if file.exists() else {}
    for part, value in content.items():
        for path, each in side.values("", _with_named_pages(side, part, value)):
            head, tail = _split(path)
            rows.setdefault(side.clean(part + head), {})[side.clean(tail)] = each
    return rows


def _split(path: str) -> tuple[str, str]:
    """The first step of a path, a key or a place in a list, and the rest."""
    first = re.match(r"\.[^.\[]+|\[[^]]*\]", path)
    return (first[0], path[first.end() :]) if first else ("", path)


def _with_named_pages(side: Side, part: str, value: Any) -> Any:
    """`pages` of a file go by vintage number."""
    if part == "pages":
        return {side.vintages.get(int(key), key): each for key, each in value.items()}
    if part == "data" and isinstance(value, dict) and "pages" in value:
        return {**value, "pages": _with_named_pages(side, "pages", value["pages"])}
    return value


def _of_texts(before: Side, after: Side) -> Iterator[Difference]:
    """The text of every page of the report, and of its feed, line by line."""
    for pattern in ("**/*.html", "**/*.xml"):
        for name in _files(before, after, pattern):
            old, new = (_text(each, each.home / "site" / name) for each in (before, after))
            if old != new:
                yield from of_lines(name, _lines(old), _lines(new))


def _text(side: Side, file: Path) -> str:
    return side.clean(file.read_text()) if file.exists() else ""


def _lines(page: str) -> list[str]:
    """What a reader sees of a page, a piece of text per line."""
    with warnings.catch_warnings(action="ignore", category=XMLParsedAsHTMLWarning):
        soup = BeautifulSoup(page, "html.parser")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    lines = (" ".join(line.split()) for line in soup.stripped_strings)
    return [_AGE.sub("(age)", line) for line in lines]


def _files(before: Side, after: Side, pattern: str) -> list[str]:
    found = {
        file.relative_to(side.home / "site").as_posix()
        for side in (before, after)
        for file in (side.home / "site").glob(pattern)
    }
    return sorted(found)


def _of_file_names(before: Side, after: Side) -> Iterator[Difference]:
    """Files of the site that only one version wrote."""
    names: list[dict[str, dict[str, Any]]] = [
        {name: {} for name in _files(each, each, "**/*.*")} for each in (before, after)
    ]
    return of_rows("files of the site", *names)
