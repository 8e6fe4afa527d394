"""How storage and reads grow with history: ratios within one run, never absolute times in tests.

Run: python -m benchmarks.history [VINTAGES] [ENTRIES]

A board of ENTRIES entries gets VINTAGES vintages; in each, one entry in fifty changes. Then one
vintage arrives late, in the middle, and the whole is asked as of its newest and its oldest day.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Seen
from warehouse.store import Warehouse

KEY = BoardKey("score", "bench", "board", "")
START = date(2023, 1, 1)


def arrival(number: float, entries: int) -> tuple[Seen, Arrival]:
    """Vintage `number`: every entry has the value of the last vintage that changed it."""
    turn = int(number)
    rows = [
        {
            "entry": f"e{entry}",
            "value": float((turn + entry) // 50),
            "unit": "elo",
            "provenance": "maintainer",
            "protocol": "votes",
        }
        for entry in range(entries)
    ]
    day = START + timedelta(days=turn)
    seen_at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=number % 1 * 24)
    return Seen("bench", "u", seen_at, "1", f"{number:064.1f}"), Arrival(KEY, day, rows)


def timed(work: Callable[[], object]) -> float:
    """Best of three, in seconds."""
    best = float("inf")
    for _ in range(3):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return best


def main(vintages: int, entries: int) -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as place, Warehouse.open(Path(place)) as warehouse:
        connection = warehouse.connection
        connection.execute("PRAGMA foreign_keys = OFF")  # pages are not what is measured here
        costs = []
        for number in range(vintages):
            seen, one = arrival(number, entries)
            start = perf_counter()
            warehouse.accept(seen, [one])
            costs.append(perf_counter() - start)
        facts = connection.execute("SELECT count(*) FROM _score").fetchone()[0]
        seen, late = arrival(vintages // 2 + 0.5, entries)
        start = perf_counter()
        warehouse.accept(seen, [late])
        late_cost = perf_counter() - start
        grown = connection.execute("SELECT count(*) FROM _score").fetchone()[0] - facts
        newest = timed(lambda: history_read.as_of(connection, "score"))
        oldest = timed(lambda: history_read.as_of(connection, "score", Bounds(published=START)))
    tenth = max(1, vintages // 10)
    print(f"{vintages} vintages of {entries} entries, one entry in fifty changes in each")
    print(f"fact rows / rows said           {facts / (vintages * entries):.3f}")
    print(f"fact rows added by a late equal {grown}")
    print(f"late arrival / arrival in order {late_cost / (sum(costs[-tenth:]) / tenth):.2f}")
    print(f"last tenth / first tenth, write {sum(costs[-tenth:]) / sum(costs[:tenth]):.2f}")
    print(f"as of oldest / as of newest     {oldest / newest:.2f}")
    print(f"as of newest / write of one     {newest / (sum(costs[-tenth:]) / tenth):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history")
    parser.add_argument("vintages", metavar="VINTAGES", type=int, nargs="?", default=1000)
    parser.add_argument("entries", metavar="ENTRIES", type=int, nargs="?", default=300)
    main(**vars(parser.parse_args()))
