"""What every source's pages give, written down in tests/sources/rows.

Of small pages a line for every row; of recorded ones a line for every page: the number of rows by
board, and the hash of them all.

`python -m tests.sources.given` writes both anew, and what `cases` makes of changed pages; a person
reads the difference before it is kept.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from sources.catalogue import SOURCES
from sources.contract import Page, ParseError, Reading
from tests import recorded
from tests.sources import cases
from tests.sources.edits import zipped
from tests.sources.sample import PAGES, SEEN_AT, URLS, fits, is_set_aside


def paths(*endings: str) -> list[Path]:
    """Files of small pages with these endings, or all; those of Epoch's zip are no pages."""
    return [
        path
        for path in sorted(PAGES.rglob("*.*"))
        if path.parent.name in SOURCES.keys() - {"epoch"}
        and (not endings or path.suffix in endings)
    ]


def page_at(path: Path, body: bytes | None = None) -> Page:
    """The page of such a file, or of another body in its place."""
    url = URLS.get(path.parent.name, f"https://example.org/{path.name}")
    return Page(url, path.read_bytes() if body is None else body, SEEN_AT)


@cache
def pages() -> dict[str, list[Page]]:
    """Small pages by source."""
    found = {"epoch": [page_at(PAGES / "epoch" / "data.zip", zipped(PAGES / "epoch"))]}
    for path in paths():
        found.setdefault(path.parent.name, []).append(page_at(path))
    return found


@cache
def of_small(name: str) -> list[tuple[str, list[Reading]]]:
    """Address of every small page of a source, and what it gives."""
    return [(page.url, list(SOURCES[name].parse(page))) for page in pages()[name]]


def lines(name: str) -> Iterator[str]:
    """A line for every small page, board and row of a source."""
    for url, readings in of_small(name):
        yield json.dumps({"page": url})
        for reading in readings:
            yield json.dumps(cases.board(reading), ensure_ascii=False)
            for row in reading.rows:
                yield "  " + json.dumps(row, ensure_ascii=False)


def recorded_lines(name: str, *, newest: bool = False) -> Iterator[str]:
    """A line for every recorded page of a source: its rows by table and board, or its refusal.

    `newest`: for the newest page of every address alone.
    """
    every = recorded.rows(name)
    for row in {one["url"]: one for one in every}.values() if newest else every:
        try:
            told = _counts(list(SOURCES[name].parse(recorded.page(row))))
        except ParseError as error:
            told = {"refused": str(error)[:200]}
        yield json.dumps({"source": name, "page": file_of(row), **told}, ensure_ascii=False)


def file_of(row: Mapping[str, str]) -> str:
    """The file of a line of the index, in its folder."""
    path = Path(row["path"])
    return str(path.relative_to(next(one for one in recorded.FOLDERS if one in path.parents)))


def _counts(found: Sequence[Reading]) -> dict[str, object]:
    """Every row fits its table, or is set aside by the rules."""
    rows: Counter[str] = Counter()
    for one in found:
        rows[f"{one.table} {one.board}"] += len(one.rows)
        for statement in one.rows:
            if not is_set_aside(statement):
                fits(one.table, statement)
    told = [line for one in found for line in (*one.warnings, *(bad.reason for bad in one.refused))]
    whole = json.dumps([[cases.board(one), *one.rows] for one in found], ensure_ascii=False)
    return {
        "rows": rows,
        "sha256": sha256(whole.encode()).hexdigest()[:16],
        **({"told": told} if told else {}),
    }


RECORDED = "recorded"
"""The file that has the lines of all sources' recorded pages."""


def recorded_sources() -> list[str]:
    return sorted({row["source"] for row in recorded.rows()} & SOURCES.keys())


if __name__ == "__main__":
    for source in cases.names():
        cases.write("cases", source, cases.lines(source))
    for source in pages():
        cases.write("rows", source, lines(source))
    if recorded.FOLDERS:
        cases.write(
            "rows",
            RECORDED,
            (line for source in recorded_sources() for line in recorded_lines(source)),
        )
