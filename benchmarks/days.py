"""What whole days cost: a replay, a day on which every page is new, and one without news.

Run: python -m benchmarks.days FOLDER..., recorded pages in the product's own archive format. The
newest look at every source is held back, the others are the replay. Then those come as yesterday's
look, and today again unchanged. A day is recording, measuring and writing the report, without the
network's time; seconds are the processor's, of this process and of the one that reads pages.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks import queries
from benchmarks.backfill import seconds
from pipelines.ingest import child
from pipelines.ingest.curated import curate
from pipelines.ingest.page import ingest_pages
from pipelines.ingest.replay import IndexLine, read_index, replay
from pipelines.measure.run import measure
from pipelines.publish import publish
from pipelines.settings import Settings
from sources.catalogue import SOURCES
from sources.contract import Fetched
from warehouse.store import Warehouse

REPLAY, CHANGED, QUIET = "replay", "a day on which everything changed", "a day without news"


@dataclass(frozen=True, slots=True)
class DayCosts:
    """Seconds of the replay of so many pages, and of two days on which so many addresses answer."""

    pages: int
    addresses: int
    seconds: dict[str, float]
    queries: dict[str, float]
    """Milliseconds of every promised query in that home, by where it is promised."""


def recorded() -> list[Path]:
    """Folders of recorded pages: the third holds parts of pages, which no fetch would bring."""
    named = os.environ.get("GAPWATCH_RECORDED", "").split(os.pathsep)
    return [Path(one) for one in named if one][:2]


def measured(folders: Sequence[Path]) -> DayCosts:
    """A replay and two days, in a home of their own."""
    lines = sorted(
        (line for folder in folders for line in read_index(folder) if line.source in SOURCES),
        key=lambda line: (line.seen_at, line.source),
    )
    days = {line.source: line.seen_at.date() for line in lines}  # of its last line
    newest = [line for line in lines if line.seen_at.date() == days[line.source]]
    before = [line for line in lines if line.seen_at.date() != days[line.source]]
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(Path(place), f"{place}/archive", Path(place) / "site")
        with Warehouse.open(settings.home, settings.archive) as warehouse:
            today = datetime.now(UTC)
            # No two issues of one time: which of them were the newest?
            first, yesterday = today - timedelta(days=2), today - timedelta(days=1)
            took = {
                name: seconds(partial(_day, warehouse, settings, taken, now))
                for name, taken, now in (
                    (REPLAY, _replayed(warehouse, before, first), first),
                    (CHANGED, _looks(warehouse, newest, yesterday), yesterday),
                    (QUIET, _looks(warehouse, newest, today), today),
                )
            }
        asked = queries.measured(settings.home)
    promised = {one.place: took for one, _, took in asked if one.is_promised}
    return DayCosts(len(before), len(newest), took, promised)


def _day(warehouse: Warehouse, settings: Settings, taken: Iterable[object], now: datetime) -> None:
    for _ in taken:
        pass
    child.close()  # so that its time counts
    for _ in measure(warehouse, now):
        pass
    publish(warehouse, settings, now)


def _replayed(warehouse: Warehouse, lines: Sequence[IndexLine], now: datetime) -> Iterable[object]:
    yield from curate(warehouse, lambda: now)
    yield from replay(warehouse, list(lines))


def _looks(warehouse: Warehouse, lines: Iterable[IndexLine], at: datetime) -> Iterable[object]:
    looks = [
        (SOURCES[line.source], Fetched(line.url, at, 200, line.fetched().page)) for line in lines
    ]
    yield from ingest_pages(warehouse, looks)


def main(folders: Sequence[Path]) -> None:
    """Print the seconds."""
    found = measured(folders)
    print(f"{found.pages} pages replayed, {found.addresses} addresses a day")
    for name, took in found.seconds.items():
        print(f"{took:8.1f} s {name}")
    print(f"{max(found.queries.values()):8.1f} ms the slowest of {len(found.queries)} queries")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.days")
    parser.add_argument("folders", metavar="FOLDER", type=Path, nargs="+")
    main(parser.parse_args().folders)
