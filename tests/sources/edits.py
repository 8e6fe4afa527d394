"""Edits of hand-made pages: a column more, and other members of a zip."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Edit = Callable[[bytes], bytes]
NOVELTY = "novelty"
"""The name of a key, and the value of a category, that no source ever had."""


def column(body: bytes) -> bytes:
    """A CSV file with a column more."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    return csv_of([*row, NOVELTY if number == 0 else "x"] for number, row in enumerate(rows))


def without(body: bytes, names: Sequence[str]) -> bytes:
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    gone = {rows[0].index(name) for name in names}
    return csv_of([cell for at, cell in enumerate(row) if at not in gone] for row in rows)


def csv_of(rows: Any) -> bytes:
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
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # the same bytes at any time
    return body.getvalue()


def with_members(body: bytes, changed: Mapping[str, str | None]) -> bytes:
    """A zip with other members beside its own, or without some."""
    kept = {name: content for name, content in members(body).items() if name not in changed}
    return zip_of(
        kept | {name: text.encode() for name, text in changed.items() if text is not None}
    )


def members(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


COLUMNS: Mapping[str, Edit] = {".csv": column, ".md": markdown_column, ".html": html_column}
"""Adds a column to the tables of such a file."""
