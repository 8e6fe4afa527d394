"""What every source's pages give, written down in tests/sources/rows.

Of small pages a line for every row, and what the rules set aside; of recorded ones a line for
every page: the number of rows by board, of every column the sum of its numbers or how often it has
its texts, and how many prices the rules set aside.

`python -m tests.sources.given` writes both anew, and what `cases` makes of changed pages; a person
reads the difference before it is kept.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from expectations.judge import judge_batch
from expectations.verdict import UnjudgedPage
from sources.catalogue import SOURCES
from sources.contract import Page, ParseError, Reading, Row
from tests import recorded
from tests.sources import cases
from tests.sources.sample import fits, is_set_aside
from tests.sources.small import all_pages

FEW, SHORT = 6, 30
"""So many words of so many characters are counted one by one."""
FOLDER = Path(__file__).parent / "rows"


@cache
def pages() -> dict[str, list[Page]]:
    """Small pages by source."""
    found: dict[str, list[Page]] = {}
    for name, page in all_pages():
        found.setdefault(name, []).append(page)
    return found


def lines(name: str) -> Iterator[str]:
    """A line for every page, board and row of a source."""
    read = [(page, list(SOURCES[name].parse(page))) for page in pages()[name]]
    for (page, readings), aside in zip(read, _set_aside(name, read), strict=True):
        yield json.dumps({"page": page.url})
        for reading in readings:
            yield json.dumps(cases.board(reading), ensure_ascii=False)
            for row in reading.rows:
                yield "  " + json.dumps(row, ensure_ascii=False)
        if aside:
            yield json.dumps({"set aside": aside})


def _set_aside(name: str, read: Sequence[tuple[Page, Sequence[Reading]]]) -> list[list[str]]:
    """By page, entries of a price list that the rules set aside, as if it were the first one."""
    if not SOURCES[name].__name__.startswith("sources.prices."):  # type: ignore[attr-defined]
        return [[] for _ in read]
    verdicts = judge_batch([UnjudgedPage(name, one, p.seen_at.date(), {}) for p, one in read])
    assert not any(verdict.refused for verdict in verdicts)
    return [[bad.entry for one in it.readings for bad in one.quarantined] for it in verdicts]


def written(name: str) -> list[str]:
    """The lines that were kept."""
    return (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def _write(name: str, found: Iterator[str]) -> None:
    text = "".join(f"{line}\n" for line in found)
    (FOLDER / f"{name}.jsonl").write_text(text, encoding="utf-8")


def of_recorded(name: str, *, newest: bool = False) -> Iterator[str]:
    """A line for every recorded page of a source: its rows by table and board, or its refusal.

    `newest`: for the newest page of every address alone.
    """
    read: dict[str, tuple[Page, list[Reading]]] = {}
    refused: dict[str, str] = {}
    known = recorded.rows(name)
    last = {row["url"]: row for row in known}
    files = {file_of(row): row for row in (last.values() if newest else known)}
    for file, row in files.items():
        page = recorded.page(row)
        try:
            read[file] = page, list(SOURCES[name].parse(page))
        except ParseError as error:
            refused[file] = str(error)[:200]
    aside = dict(zip(read, _set_aside(name, list(read.values())), strict=True))
    for file in files:
        told = (
            {"refused": refused[file]} if file in refused else _counts(read[file][1], aside[file])
        )
        yield json.dumps({"source": name, "page": file, **told}, ensure_ascii=False)


def file_of(row: Mapping[str, str]) -> str:
    """The file of a line of the index, in its folder."""
    path = Path(row["path"])
    return str(path.relative_to(next(one for one in recorded.FOLDERS if one in path.parents)))


def _counts(found: Sequence[Reading], aside: Sequence[str]) -> dict[str, object]:
    """Every row fits its table, or is set aside by the rules."""
    for one in found:
        for statement in one.rows:
            if not is_set_aside(statement):
                fits(one.table, statement)
    rows: Counter[str] = Counter()
    for one in found:
        rows[f"{one.table} {one.board}"] += len(one.rows)
    told = [line for one in found for line in (*one.warnings, *(bad.reason for bad in one.refused))]
    categories = {one.category for one in found}
    return {
        "categories": len(categories) if len(categories) > 1 else categories.pop(),
        "rows": rows,
        "columns": _columns([row for one in found for row in one.rows]),
        **({"told": told} if told else {}),
        **({"set aside": len(aside)} if aside else {}),
    }


def _columns(rows: Sequence[Row]) -> dict[str, object]:
    """Of every column the sum of its numbers, how often each of a few words, or texts in cells."""
    columns: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return {name: _column(values) for name, values in columns.items() if any(values)}


def _column(values: list[Any]) -> object:
    known = [value for value in values if value is not None]
    if not isinstance(known[0], str):
        return round(math.fsum(known), 3)
    words = Counter(known)
    if len(words) > FEW or len(max(words, key=len)) > SHORT:
        return f"{len(words)} in {len(known)}"
    return words


RECORDED = "recorded"
"""The file that has the lines of all sources' recorded pages."""


def recorded_sources() -> list[str]:
    """Sources of which there are recorded pages."""
    return sorted({row["source"] for row in recorded.rows()} & SOURCES.keys())


if __name__ == "__main__":
    for source in cases.names():
        cases.write(source)
    for source in pages():
        _write(source, lines(source))
    if recorded.FOLDERS:
        _write(RECORDED, (line for source in recorded_sources() for line in of_recorded(source)))
