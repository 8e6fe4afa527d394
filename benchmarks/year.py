"""What measuring costs after a month, half a year and a year of pages that change a little.

Run: python -m benchmarks.year HOME, which is changed; a new one holds what ships.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.table import Figure
from measures.series import load
from pipelines import version
from pipelines.ingest.curated import curate
from pipelines.measure.run import measure
from sources.catalogue import DAILY
from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.reads.pages import newest_vintage
from warehouse.schema.facts import FACTS, ITEM_RESULT, PRICE, RELEASE, SCORE
from warehouse.store import Warehouse

DAYS = (30, 180, 365)
USUAL, QUIET, NEWS = "a usual day", "a day without news", "a day with 5 changed series"
MOST = {QUIET: 1.0, NEWS: 2.0}
"""Seconds of the processor."""
NUMBERS = ("value", "input_per_mtok", "output_per_mtok")


class Cost(NamedTuple):
    """Of measuring a day: seconds of the processor, peak of memory, and vintages written."""

    seconds: float
    megabytes: float
    vintages: int


@dataclass(eq=False)
class _Page:
    seen: Seen
    boards: dict[BoardKey, Arrival]


def figures(home: Path) -> Iterator[Figure]:
    """A year from now on, of which a day of each kind is measured after some numbers of days, and
    two usual ones before; each by a process of its own."""
    found: dict[str, dict[int, Cost]] = {USUAL: {}, QUIET: {}, NEWS: {}}
    with Warehouse.open(home) as warehouse:
        list(curate(warehouse))
        days = _Days(_pages(warehouse), datetime.now(UTC))
    for last in DAYS:
        with Warehouse.open(home) as warehouse:
            while days.passed < last - 3:
                days.come(warehouse, USUAL)
        for kind in (USUAL, *found):  # of the usual days the second one counts
            with Warehouse.open(home) as warehouse:
                now = days.come(warehouse, kind)
            # Forked from a small server, so that the peak is its own.
            with ProcessPoolExecutor(1, get_context("forkserver")) as pool:
                found[kind][last] = pool.submit(_measured, home, now).result()
    for kind, costs in found.items():
        took = [one.seconds for one in costs.values()]
        if kind in MOST:
            yield Figure(f"measuring {kind}, after a year", MOST[kind], "s", took[-1])
        told = f"days {', '.join(map(str, DAYS))}: {', '.join(f'{one:.1f}' for one in took)} s"
        yield Figure(f"growth of measuring {kind}", 1.5, "times", took[-1] / took[0], told)
    peak = max(one.megabytes for costs in found.values() for one in costs.values())
    yield Figure("memory of measuring any of them", 600, "MB", peak)
    yield Figure(f"measuring {QUIET} writes", 0, "vintages", found[QUIET][DAYS[-1]].vintages)


def _measured(home: Path, now: datetime) -> Cost:
    with Warehouse.open(home) as warehouse:
        before = newest_vintage(warehouse.connection)
        begun = time.process_time()
        for _ in measure(warehouse, now):
            pass
        took = time.process_time() - begun
        written = newest_vintage(warehouse.connection) - before
    return Cost(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, written)


def _pages(warehouse: Warehouse) -> list[_Page]:
    """The newest pages of what is fetched daily, or of everything in a home without its scores."""
    tables = [table.name for table in (SCORE, PRICE, RELEASE, ITEM_RESULT)]
    found = [one for name in tables for one in history_read.newest(warehouse.connection, name)]
    daily = {source.ABOUT.name for source in DAILY}
    if any(one.key.source in daily and one.key.fact_table == SCORE.name for one in found):
        found = [one for one in found if one.key.source in daily]
    pages: dict[str, _Page] = {}
    for one in found:
        names = FACTS[one.key.fact_table].names()
        state = history_read.state_of(warehouse.connection, one)
        rows = [{name: row[name] for name in names} for row in state.rows]
        if rows:  # a page with an empty board would be read every day
            url = f"https://bench.example/{one.page_sha256}"
            seen = Seen(one.key.source, url, datetime.now(UTC), version.reading(), one.page_sha256)
            on = date.fromisoformat(one.published_on)
            board = Arrival(one.key, on, rows, own_date=one.own_date)  # whole, as fetched
            pages.setdefault(url, _Page(seen, {})).boards[one.key] = board
    return list(pages.values())


class _Days:
    """Days on which every page comes again, some with news."""

    def __init__(self, pages: list[_Page], begun: datetime) -> None:
        self.pages, self.begun, self.passed, self.chance = pages, begun, 0, Random(30)  # noqa: S311
        known = {key: board for page in pages for key, board in page.boards.items()}
        self.of_series: list[BoardKey] = []  # the first board of each
        together = set()
        for series in load(begun.date()).values():
            keys = [BoardKey(SCORE.name, it.source, it.board, it.category) for it in series.sources]
            found = [key for key in keys if key in known]
            self.of_series += found[:1]
            if series.axis == "board":
                together |= {key for key in found if known[key].own_date}
        sold = [
            page
            for page in pages
            if any(key.fact_table == PRICE.name for key in page.boards)
            and not self._is_release(page)
        ]
        sold.sort(key=lambda page: sum(len(board.rows) for board in page.boards.values()))
        self.price_lists = [[*page.boards] for page in sold[-6:]]
        self.dated: dict[BoardKey, int] = {}  # a tenth of the rows
        self.others: list[list[BoardKey]] = []  # together; a dated price list is one release
        for page in pages:
            if together & page.boards.keys():
                scores = [one for one in page.boards.values() if one.key.fact_table == SCORE.name]
                self.dated |= {one.key: 1 + len(one.rows) // 10 for one in scores}
            elif self._is_release(page):
                self.others.append([*page.boards])
            elif page not in sold[-6:]:
                self.others += [[key] for key in page.boards]

    def _is_release(self, page: _Page) -> bool:
        return any(it.own_date and it.key.fact_table == PRICE.name for it in page.boards.values())

    def come(self, warehouse: Warehouse, kind: str) -> datetime:
        """Let every page of the next day come, and say when that is."""
        self.passed += 1
        at = self.begun + timedelta(self.passed)
        news = self._news(kind)
        for page in self.pages:
            page.seen = replace(page.seen, seen_at=at)
            for key, board in page.boards.items():
                page.boards[key] = self._on(at.date(), board, news[key])
            if news.keys() & page.boards.keys():
                sha256 = warehouse.keep(f"{page.seen.url} {at}".encode())
                page.seen = replace(page.seen, page_sha256=sha256)
            if warehouse.repeat(page.seen) is None:
                warehouse.accept(page.seen, list(page.boards.values()))
        return at

    def _news(self, kind: str) -> Counter[BoardKey]:
        """How many rows of a board a day changes: usually three of each of the longest price lists
        and, thrice a week, a tenth of boards estimated together; once a month one of any other, and
        of all lists of a release of prices."""
        if kind != USUAL:
            return Counter(self.chance.sample(self.of_series, 5 if kind == NEWS else 0))
        news = Counter(key for keys in self.others[self.passed % 30 :: 30] for key in keys)
        for keys in self.price_lists:
            news.update(self.chance.choices(keys, k=3))
        if self.passed % 7 in (1, 3, 5):
            news.update(self.dated)
        return news

    def _on(self, day: date, board: Arrival, changed: int) -> Arrival:
        """A list that dates its prices gets a row for a new one, and keeps the one before."""
        if board.own_date and not changed:
            return board
        rows = {row["entry"]: dict(row) for row in board.rows}
        dated = sorted(rows.values(), key=lambda row: row.get("effective_on") or "")
        newest = {(row.get("offering", row["entry"]), row.get("mode")): row for row in dated}
        for row in self.chance.sample([*newest.values()], min(changed, len(newest))):
            by = self.chance.uniform(0.97, 1)
            new = row | {name: round(row[name] * by, 6) for name in NUMBERS if row.get(name)}
            if began := row.get("effective_on"):
                new |= {"effective_on": f"{day}", "withdrawn_on": None}
                new["entry"] = row["entry"].replace(began, f"{day}")
            rows[new["entry"]] = new
        return replace(board, rows=[*rows.values()], published_on=day)


if __name__ == "__main__":
    for figure in figures(Path(sys.argv[1])):
        print(figure.line)
