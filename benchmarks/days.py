"""What whole days cost: a replay, a day on which every page is new, and one without news.

The newest look at every source is held back, the others are the replay. Then those come as
yesterday's look, and today again unchanged. A day is recording, measuring and writing the report,
without the network's time. They follow the newest recorded page, so that each day of the year
measures the same: prices age.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks import queries
from benchmarks.table import Figure, seconds
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


def recorded() -> list[Path]:
    """Folders of recorded pages: the third holds parts of pages, which no fetch would bring."""
    named = os.environ.get("GAPWATCH_RECORDED", "").split(os.pathsep)
    return [Path(one) for one in named if one][:2]


def figures(folders: Sequence[Path]) -> Iterator[Figure]:
    """A replay and two days in a home of their own, and every promised query there."""
    lines = sorted(
        (line for folder in folders for line in read_index(folder) if line.source in SOURCES),
        key=lambda line: (line.seen_at, line.source),
    )
    last = {line.source: line.seen_at.date() for line in lines}
    newest = [line for line in lines if line.seen_at.date() == last[line.source]]
    before = [line for line in lines if line.seen_at.date() != last[line.source]]
    asked, today = f"{len(newest)} addresses", lines[-1].seen_at + timedelta(days=3)
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(Path(place), f"{place}/archive", Path(place) / "site")
        with Warehouse.open(settings.home, settings.archive) as warehouse:
            # No two states derived at one time: which of them were the newest?
            for what, most, ago in (
                (f"replay, {len(before)} pages", 20, 2),
                (f"a day on which everything changed, {asked}", 15, 1),
                (f"a day without news, {asked}", 4, 0),
            ):
                at = today - timedelta(days=ago)
                taken = _looks(warehouse, newest, at) if ago < 2 else _replay(warehouse, before, at)
                took = seconds(partial(_day, warehouse, settings, taken, at))
                yield Figure(what, most, "s", took)
        yield queries.figure(settings.home)


def _day(warehouse: Warehouse, settings: Settings, taken: Iterable[object], now: datetime) -> None:
    for _ in taken:
        pass
    child.close()  # so that its time counts
    for _ in measure(warehouse, now):
        pass
    publish(warehouse, settings, now)


def _replay(warehouse: Warehouse, lines: Sequence[IndexLine], now: datetime) -> Iterable[object]:
    yield from curate(warehouse, lambda: now)
    yield from replay(warehouse, list(lines))


def _looks(warehouse: Warehouse, lines: Iterable[IndexLine], at: datetime) -> Iterable[object]:
    looks = [
        (SOURCES[line.source], Fetched(line.url, at, 200, line.fetched().page)) for line in lines
    ]
    yield from ingest_pages(warehouse, looks)
