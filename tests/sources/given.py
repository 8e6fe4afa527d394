"""What every source's pages give, written down in tests/sources/rows.

Of small pages a line for every row, and what the rules set aside; of recorded ones a line for
every page: the number of rows by board, the hash of them all, and how many prices the rules set
aside.

`python -m tests.sources.given` writes both anew, and what `cases` makes of changed pages; a person
reads the difference before it is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from expectations.judge import judge_batch
from expectations.verdict import UnjudgedPage
from sources.catalogue import SOURCES
from sources.contract import Page, ParseError, Reading
from tests import recorded
from tests.sources import cases
from tests.sources.sample import fits, is_set_aside
from tests.sources.small import all_pages


class Given(NamedTuple):
    """What a page gives."""

    file: str
    page: Page
    readings: Sequence[Reading]
    refused: str
    """Why it is refused; empty: it is not."""
    aside: Sequence[str]
    """Entries of a price list that the rules set aside, as if it were the first one."""


@cache
def pages() -> dict[str, list[Page]]:
    """Small pages by source."""
    found: dict[str, list[Page]] = {}
    for name, page in all_pages():
        found.setdefault(name, []).append(page)
    return found


@cache
def of_small() -> dict[str, list[Given]]:
    """What small pages give, by source."""
    return _read((name, page.url, page) for name, some in pages().items() for page in some)


@cache
def of_recorded(*, newest: bool = False) -> dict[str, list[Given]]:
    """What recorded pages give, by source; `newest`: the newest page of every address alone."""
    known = [row for row in recorded.rows() if row["source"] in SOURCES]
    last = {(row["source"], row["url"]): row for row in known}
    return _read(
        (row["source"], file_of(row), recorded.page(row))
        for row in (last.values() if newest else known)
    )


def _read(given: Iterable[tuple[str, str, Page]]) -> dict[str, list[Given]]:
    """Price lists of all sources are judged in one go."""
    read = []
    for name, file, page in given:
        try:
            read.append((name, Given(file, page, list(SOURCES[name].parse(page)), "", ())))
        except ParseError as error:
            read.append((name, Given(file, page, (), str(error)[:200], ())))
    lists = [one for one in read if _is_price_list(one[0]) and not one[1].refused]
    verdicts = judge_batch(
        [UnjudgedPage(name, it.readings, it.page.seen_at.date(), {}) for name, it in lists]
    )
    assert not any(verdict.refused for verdict in verdicts)
    aside = {
        id(it): [bad.entry for one in verdict.readings for bad in one.quarantined]
        for (_, it), verdict in zip(lists, verdicts, strict=True)
    }
    found: dict[str, list[Given]] = {}
    for name, it in read:
        found.setdefault(name, []).append(it._replace(aside=aside.get(id(it), ())))
    return found


def _is_price_list(name: str) -> bool:
    return SOURCES[name].__name__.startswith("sources.prices.")  # type: ignore[attr-defined]


def lines(name: str) -> Iterator[str]:
    """A line for every small page, board and row of a source."""
    for it in of_small()[name]:
        yield json.dumps({"page": it.file})
        for reading in it.readings:
            yield json.dumps(cases.board(reading), ensure_ascii=False)
            for row in reading.rows:
                yield "  " + json.dumps(row, ensure_ascii=False)
        if it.aside:
            yield json.dumps({"set aside": it.aside})


def recorded_lines(name: str, *, newest: bool = False) -> Iterator[str]:
    """A line for every recorded page of a source: its rows by table and board, or its refusal."""
    for it in of_recorded(newest=newest)[name]:
        told = {"refused": it.refused} if it.refused else _counts(it.readings, it.aside)
        yield json.dumps({"source": name, "page": it.file, **told}, ensure_ascii=False)


def file_of(row: Mapping[str, str]) -> str:
    """The file of a line of the index, in its folder."""
    path = Path(row["path"])
    return str(path.relative_to(next(one for one in recorded.FOLDERS if one in path.parents)))


def _counts(found: Sequence[Reading], aside: Sequence[str]) -> dict[str, object]:
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
        **({"set aside": len(aside)} if aside else {}),
    }


RECORDED = "recorded"
"""The file that has the lines of all sources' recorded pages."""


def recorded_sources() -> list[str]:
    """Sources of which there are recorded pages."""
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
