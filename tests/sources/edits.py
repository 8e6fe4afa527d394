"""Edits of hand-made pages: what a place may change overnight, for the tests of every source."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sources.contract import Page
from tests.sources.sample import PAGES, SEEN_AT

Edit = Callable[[bytes], bytes]
NOVELTY = "novelty"
"""The name of a key, and the value of a category, that no source ever had."""


@dataclass(frozen=True)
class Broken:
    """An edit that makes one row unreadable; `entries`: what its boards may call that row."""

    edit: Edit
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Drift:
    """A page of a source, and what may change on it overnight."""

    page: str
    """Under tests/pages: a file, or a folder whose files make a zip."""
    optional: Edit
    """Adds a key or column called `NOVELTY` that nobody needs."""
    broken: Broken
    category: Broken | None = None
    """Gives a closed list of words the new one `NOVELTY`; None: the page has no such list."""
    word: Edit | None = None
    """Gives a list of words that is kept as written (licences, makers) the new one `NOVELTY`."""
    url: str = ""
    body: Callable[[], bytes] | None = None
    """Makes the page, where it is no text file."""

    def read(self) -> Page:
        """The page as it was."""
        path = PAGES / self.page
        body = self.body() if self.body else zipped(path) if path.is_dir() else path.read_bytes()
        return Page(self.url or f"https://example.org/{path.name}", body, SEEN_AT)


def swap(old: str, new: str) -> Edit:
    """The first `old` becomes `new`; it has to be there."""

    def edit(body: bytes) -> bytes:
        assert old.encode() in body, old
        return body.replace(old.encode(), new.encode(), 1)

    return edit


def put(*way: str | int, value: Any = NOVELTY) -> Edit:
    """The value at the end of a way through JSON becomes another; a new key is made."""

    def edit(body: bytes) -> bytes:
        content = json.loads(body)
        _put(content, way, value)
        return json.dumps(content).encode()

    return edit


def put_in_yaml(*way: str | int, value: Any = NOVELTY) -> Edit:
    """The same in YAML."""

    def edit(body: bytes) -> bytes:
        content = yaml.safe_load(body)
        _put(content, way, value)
        return yaml.safe_dump(content, sort_keys=False).encode()

    return edit


def _put(content: Any, way: tuple[str | int, ...], value: Any) -> None:
    for step in way[:-1]:
        content = content[step]
    content[way[-1]] = value


def column(body: bytes) -> bytes:
    """A CSV file with a column more."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    return _csv([*row, NOVELTY if number == 0 else "x"] for number, row in enumerate(rows))


def cell(number: int, name: str, value: str) -> Edit:
    """A cell of a CSV file becomes another: row `number` below the header."""

    def edit(body: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        rows[number][rows[0].index(name)] = value
        return _csv(rows)

    return edit


def _csv(rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def markdown_column(body: bytes) -> bytes:
    """Every pipe table of a Markdown page with a column more."""
    return "".join(_longer(body.decode().splitlines(keepends=True))).encode()


def _longer(lines: list[str]) -> Iterator[str]:
    inside = -1
    for line in lines:
        text = line.rstrip()
        inside = inside + 1 if text.lstrip().startswith("|") else -1
        added = {0: f" {NOVELTY} |", 1: " --- |"}.get(inside, " x |")
        yield f"{text.removesuffix('|')}|{added}\n" if inside >= 0 else line


def html_column(body: bytes) -> bytes:
    """The tables of an HTML page whose heads are `th` with a column more."""
    text = body.decode().replace("</th></tr>", f"</th><th>{NOVELTY}</th></tr>")
    return text.replace("</td></tr>", "</td><td>x</td></tr>").encode()


def zipped(folder: Path) -> bytes:
    """The CSV files of a folder as one zip."""
    return zip_of({path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))})


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def member(name: str, edit: Edit) -> Edit:
    """The edit of one file of a zip."""

    def of_zip(body: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            files = {one: archive.read(one) for one in archive.namelist()}
        return zip_of({**files, name: edit(files[name])})

    return of_zip
