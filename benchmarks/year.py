"""What measuring costs after a month, half a year and a year of pages that change a little.

Run: python -m benchmarks.year HOME, which is changed. Every page comes again every day. News: on
three days a week a tenth of the rows of dated boards whose entries are estimated together, every
day three rows of each of the six longest price lists, once a month a row of every other board.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from zlib import crc32

from measures.series import load
from pipelines import version
from pipelines.measure.run import measure
from sources.catalogue import DAILY
from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.schema.facts import FACTS, ITEM_RESULT, PRICE, RELEASE, SCORE
from warehouse.store import Warehouse

DAYS = (30, 180, 365)
USUAL, QUIET = "a usual day", "a day without news"
NEWS, ONE_ROW = "a day with 5 changed series", "a day with one changed row"


@dataclass(frozen=True, slots=True)
class MeasureCost:
    """Of measuring a day: seconds of the processor, peak of memory, and vintages written."""

    seconds: float
    megabytes: float
    vintages: int


Year = dict[str, dict[int, MeasureCost]]
"""By kind of day and number of days."""


@dataclass(eq=False)
class _Page:
    seen: Seen
    boards: dict[BoardKey, Arrival]

    def rows(self) -> int:
        return sum(len(one.rows) for one in self.boards.values())


def measured(home: Path, archive: str, counted: Sequence[int] = DAYS) -> Year:
    """A year from now on in a home that holds pages, up to each number of days.

    Measured, each by a process of its own, are a day of each kind, and two usual ones before.
    """
    found: Year = {USUAL: {}, QUIET: {}, NEWS: {}, ONE_ROW: {}}
    with Warehouse.open(home, archive) as warehouse:
        days = _Days(_pages(warehouse), datetime.now(UTC))
    for last in counted:
        with Warehouse.open(home, archive) as warehouse:
            while days.passed < last - 3:
                days.come(warehouse, USUAL)
        for kind in (USUAL, *found):
            with Warehouse.open(home, archive) as warehouse:
                now = days.come(warehouse, kind)
            # Forked from a small server, so that the peak is its own.
            with ProcessPoolExecutor(1, get_context("forkserver")) as pool:
                found[kind][last] = pool.submit(_measured, home, archive, now).result()
    return found


def _measured(home: Path, archive: str, now: datetime) -> MeasureCost:
    newest = "SELECT coalesce(max(id), 0) FROM _page_state"
    with Warehouse.open(home, archive) as warehouse:
        before = warehouse.connection.execute(newest).fetchone()[0]
        begun = time.process_time()
        for _ in measure(warehouse, now):
            pass
        took = time.process_time() - begun
        written = warehouse.connection.execute(newest).fetchone()[0] - before
    return MeasureCost(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, written)


def _pages(warehouse: Warehouse) -> list[_Page]:
    """The newest pages of what is fetched daily, or of everything in a home without its scores."""
    tables = [table.name for table in (SCORE, PRICE, RELEASE, ITEM_RESULT)]
    found = [one for name in tables for one in history_read.newest(warehouse.connection, name)]
    daily = {source.ABOUT.name for source in DAILY}
    if any(one.key.source in daily and one.key.fact_table == SCORE.name for one in found):
        found = [one for one in found if one.key.source in daily]
    pages: dict[str, _Page] = {}
    for one in found:
        key, sha256 = one.key, one.page_sha256
        names = FACTS[key.fact_table].names()
        state = history_read.state_of(warehouse.connection, one)
        rows = [{name: row[name] for name in names} for row in state.rows]
        if rows:  # a page with an empty board would be read every day
            url = f"https://bench.example/{sha256}"
            seen = Seen(key.source, url, datetime.now(UTC), version.reading(), sha256)
            on = date.fromisoformat(one.published_on)
            board = Arrival(key, on, rows, basis=one.basis, own_date=one.own_date)
            pages.setdefault(url, _Page(seen, {})).boards[key] = board
    return list(pages.values())


class _Days:
    """Days on which every page comes again, some with news."""

    def __init__(self, pages: list[_Page], begun: datetime) -> None:
        self.pages, self.begun, self.passed, self.chance = pages, begun, 0, Random(30)  # noqa: S311
        sold = [page for page in pages if any(key.fact_table == PRICE.name for key in page.boards)]
        self.price_lists = sorted(sold, key=_Page.rows)[-6:]
        self.together: set[BoardKey] = set()
        self.of_series: list[BoardKey] = []
        """The first board of every series."""
        for series in load(begun.date()).values():
            boards = [
                BoardKey(SCORE.name, one.source, one.board, one.category) for one in series.sources
            ]
            self.together.update(boards if series.axis == "board" else ())
            there = [one for one in boards if any(one in page.boards for page in pages)]
            self.of_series += there[:1]

    def come(self, warehouse: Warehouse, kind: str) -> datetime:
        """Let every page of the next day come, and say when that is."""
        self.passed += 1
        at = self.begun + timedelta(self.passed)
        changed = {NEWS: 5, ONE_ROW: 1}.get(kind, 0)
        chosen = self.chance.sample(self.of_series, changed)
        for page in self.pages:
            usual = self._usual(page) if kind == USUAL else ()
            news = [*usual, *((key, 1) for key in chosen if key in page.boards)]
            for key, rows in news:
                page.boards[key] = self._changed(page.boards[key], rows, at)
            page.seen = replace(page.seen, seen_at=at)
            if news:
                body = f"{page.seen.url} {at}".encode()
                page.seen = replace(page.seen, page_sha256=warehouse.keep(body))
            if news or warehouse.repeat(page.seen) is None:
                warehouse.accept(page.seen, [_of_day(one, at) for one in page.boards.values()])
        return at

    def _usual(self, page: _Page) -> Iterator[tuple[BoardKey, int]]:
        """Boards with news, and how many of their rows change."""
        if page in self.price_lists:
            yield from ((key, 1) for key in self.chance.choices([*page.boards], k=3))
            return
        is_dated = any(one.own_date and key in self.together for key, one in page.boards.items())
        for key, board in page.boards.items():
            if is_dated and key.fact_table == SCORE.name:
                if self.passed % 7 in (1, 3, 5):
                    yield key, 1 + len(board.rows) // 10
            elif crc32(repr(key).encode()) % 30 == self.passed % 30:
                yield key, 1

    def _changed(self, board: Arrival, count: int, at: datetime) -> Arrival:
        rows = list(board.rows)
        for place in self.chance.sample(range(len(rows)), min(count, len(rows))):
            by = self.chance.uniform(0.97, 1)
            numbers = ("value", "input_per_mtok", "output_per_mtok")
            rows[place] = {
                name: round(value * by, 6) if value and name in numbers else value
                for name, value in rows[place].items()
            }
        return replace(board, rows=rows, published_on=at.date())


def _of_day(board: Arrival, at: datetime) -> Arrival:
    return board if board.own_date else replace(board, published_on=at.date())


def tell(year: Year) -> None:
    """Print every cost."""
    for kind, costs in year.items():
        for day, cost in costs.items():
            print(
                f"{cost.seconds:8.1f} s {cost.megabytes:5.0f} MB {cost.vintages:5} vintages: "
                f"measuring {kind}, day {day}"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year")
    parser.add_argument("home", metavar="HOME", type=Path)
    place = parser.parse_args().home
    tell(measured(place, f"{place}/archive"))
