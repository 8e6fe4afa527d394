"""What a page costs that never changes, from its first day on and after ten years.

Run: python -m benchmarks.unchanged [DAYS]

One page gives BOARDS boards, every other one without a date of its own, and comes again every day.
Measured are the rows that a day adds to every table, and the processor's time of recording a day
and of two questions, on day 10 and on the last.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Seen
from warehouse.store import Warehouse

BOARDS, ENTRIES, EARLY = 30, 60, 10
START = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = 5


@dataclass(frozen=True, slots=True)
class UnchangedDays:
    """Rows that all days but the first added, by table; milliseconds on day 10 and the last."""

    days: int
    added: dict[str, int]
    milliseconds: dict[str, tuple[float, float]]


def measured(days: int) -> UnchangedDays:
    """The page on its first day, and again on every other."""
    with tempfile.TemporaryDirectory() as place, Warehouse.open(Path(place)) as warehouse:
        sha = warehouse.keep(b"a page")
        warehouse.accept(_seen(0, sha), [_board(number) for number in range(BOARDS)])
        before = _sizes(warehouse)
        for day in range(1, EARLY):
            warehouse.repeat(_seen(day, sha))
        early = _milliseconds(warehouse, EARLY, sha)
        for day in range(EARLY + TIMES, days):
            warehouse.repeat(_seen(day, sha))
        late = _milliseconds(warehouse, days, sha)
        after = _sizes(warehouse)
    added = {name: rows - before[name] for name, rows in after.items() if rows != before[name]}
    return UnchangedDays(days, added, {name: (early[name], late[name]) for name in early})


def _seen(day: int, sha: str) -> Seen:
    return Seen("bench", "https://bench.example/page", START + timedelta(days=day), "1", sha, 200)


def _board(number: int) -> Arrival:
    rows = [
        {
            "entry": f"e{entry}",
            "value": float(entry),
            "unit": "elo",
            "provenance": "maintainer",
            "protocol": "votes",
        }
        for entry in range(ENTRIES)
    ]
    key = BoardKey("score", "bench", f"board {number}")
    return Arrival(key, START.date(), rows, own_date=number % 2 == 0)


def _sizes(warehouse: Warehouse) -> dict[str, int]:
    """Rows by table, without the seals, which are a row for every hundred."""
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT NULL"
    names = [name for (name,) in warehouse.connection.execute(named) if name != "_seal"]
    count = "SELECT count(*) FROM "
    return {name: warehouse.connection.execute(count + name).fetchone()[0] for name in names}


def _milliseconds(warehouse: Warehouse, day: int, sha: str) -> dict[str, float]:
    past = Bounds(published=(START + timedelta(days=5)).date())
    later = iter(range(day, day + TIMES))
    one = {"source": "bench", "board": "board 1"}
    query = "SELECT * FROM score_now WHERE board = 'board 1'"
    return {
        "record": _least(lambda: warehouse.repeat(_seen(next(later), sha))),
        "a board now": _least(lambda: warehouse.connection.execute(query).fetchall()),
        "a board as of": _least(
            lambda: history_read.as_of(warehouse.connection, "score", past, **one)
        ),
    }


def _least(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        begun = time.process_time()
        work()
        took.append(1000 * (time.process_time() - begun))
    return min(took)


def main(days: int) -> None:
    """Print the rows and the times."""
    found = measured(days)
    print(f"{days} days of one unchanged page with {BOARDS} boards; rows added: {found.added}")
    for name, (early, late) in found.milliseconds.items():
        print(
            f"{name:14} day {EARLY} {early:8.2f} ms, day {days} {late:8.2f} ms: {late / early:.2f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.unchanged")
    parser.add_argument("days", metavar="DAYS", type=int, nargs="?", default=3650)
    main(**vars(parser.parse_args()))
