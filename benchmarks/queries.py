"""How long promised views and the documented queries take in a warehouse that is there.

Run `python -m benchmarks.queries HOME`. The promise: 50 ms each, once the file is in memory. A view
that is large by nature (`LARGE`) is promised by the documented queries on it, not as a whole. The
time is the processor's, the least of several, so that other programs do not count.
"""

import re
import shlex
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.table import Figure
from warehouse.connection import open_reader
from warehouse.store import DATABASE
from warehouse.views.promised import PROMISED

PAGES = ("README.md", "docs/cookbook.md")
LARGE = {
    *("score_now", "price_now", "gap_daily", "gap_changes", "lag_daily", "lag_changes"),
    *("price_gap_daily", "model_score"),
}
MOST = 50.0
"""Milliseconds that a promised query may take."""
TIMES = 5
_ASKED = re.compile(r"^sqlite-utils data/warehouse\.db .*?(?=^```)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its parameters, and where it is promised."""

    place: str
    sql: str
    parameters: dict[str, str]

    @property
    def is_promised(self) -> bool:
        """Whether it has to be quick."""
        return self.place not in LARGE


def documented(page: Path) -> Iterator[Question]:
    """The queries that a page of the docs prints, in order."""
    for found in _ASKED.finditer(page.read_text("utf-8")):
        words = shlex.split(found[0].replace("\\\n", " "))
        places = [place for place, word in enumerate(words) if word == "-p"]
        given = {words[place + 1]: words[place + 2] for place in places}
        line = page.read_text("utf-8")[: found.start()].count("\n") + 1
        yield Question(f"{page.name}:{line}", words[2], given)


def milliseconds(connection: sqlite3.Connection, asked: Question) -> tuple[int, float]:
    """Rows, and the processor's time for all of them: the least of several, the first apart."""
    took = []
    for _ in range(TIMES):
        begun = time.process_time()
        rows = len(connection.execute(asked.sql, asked.parameters).fetchall())
        took.append(1000 * (time.process_time() - begun))
        if took[0] > 20 * MOST:
            break
    return rows, min(took[1:] or took)


def measured(home: Path) -> list[tuple[Question, int, float]]:
    """Every query with its rows and milliseconds, slowest first."""
    whole = [Question(name, f"SELECT * FROM {name}", {}) for name in PROMISED]
    pages = [asked for page in PAGES for asked in documented(Path(page))]
    with closing(open_reader(home / DATABASE)) as connection:
        found = [(asked, *milliseconds(connection, asked)) for asked in [*pages, *whole]]
    return sorted(found, key=lambda one: -one[2])


def figure(home: Path) -> Figure:
    """The slowest of the promised queries."""
    promised = [(took, asked.place) for asked, _, took in measured(home) if asked.is_promised]
    took, place = promised[0]
    return Figure(f"slowest of {len(promised)} promised queries", MOST, "ms", took, place)


if __name__ == "__main__":
    for asked, rows, took in measured(Path(sys.argv[1])):
        word = "" if asked.is_promised else "large by nature"
        print(f"{took:9.1f} ms {rows:8,} rows  {asked.place:22} {word}")
