"""Years of looks at one warehouse: what a day costs, how the file grows, how soon the past answers.

Run: python -m tests.reliability.soak [YEARS]. A board of 200 entries is looked at daily: on two
days of three its page is that of the day before, on the others one entry in a hundred has another
value, and one joins every week. Recording only: parsing and judging do not depend on history.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time

from tests.warehouse.oracle import row
from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Seen
from warehouse.store import DATABASE, Warehouse

START = date(2027, 1, 1)
ENTRIES, EVERY, LOOKED, CHANGED = 200, 3, 7, 100
"""Entries in the beginning; days from one change to the next, and to a new entry; one of so many
entries has another value then."""
TRIES = 5


@dataclass(frozen=True, slots=True)
class Year:
    """What the last days of a year cost; times are those of the processor."""

    year: int
    milliseconds_a_day: float
    megabytes: float
    memory_megabytes: int
    as_of_milliseconds: float


def look(warehouse: Warehouse, day: int) -> float:
    """Milliseconds of one look, at a page that is new on one day of `EVERY`."""
    at = datetime.combine(START, datetime.min.time(), UTC) + timedelta(days=day, hours=4)
    warehouse._clock = lambda: at
    began, turn = process_time(), day // EVERY
    seen = Seen("soak", "https://soak.invalid/", at, "1", warehouse.keep(f"{turn}".encode()))
    if warehouse.repeat(seen) is None:
        entries = range(ENTRIES + turn * EVERY // LOOKED)
        rows = [row(f"e{entry}", float((turn + entry) // CHANGED)) for entry in entries]
        warehouse.accept(seen, [Arrival(BoardKey("score", "soak", "board", ""), at.date(), rows)])
    return 1000 * (process_time() - began)


def _as_of(warehouse: Warehouse, last: int) -> float:
    """The slowest of several past days, in milliseconds: of each the least of some tries."""
    days = (START + timedelta(days=day) for day in (0, last // 2, last))
    return max(min(_asked(warehouse, Bounds(day)) for _ in range(TRIES)) for day in days)


def _asked(warehouse: Warehouse, bounds: Bounds) -> float:
    began = process_time()
    assert history_read.as_of(warehouse.connection, "score", bounds)
    return 1000 * (process_time() - began)


def years(count: int, days: int = 365) -> Iterator[Year]:
    """Every year in turn; `days` of each are lived through."""
    with tempfile.TemporaryDirectory() as place, Warehouse.open(Path(place)) as warehouse:
        for year in range(count):
            lived = range(year * days, (year + 1) * days)
            costs = [look(warehouse, day) for day in lived]
            warehouse.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            yield Year(
                year + 1,
                round(median(costs[-30:]), 2),
                round((Path(place) / DATABASE).stat().st_size / 1e6, 2),
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                round(_as_of(warehouse, lived[-1]), 2),
            )


def bounded(found: list[Year]) -> list[str]:
    """What grew beyond its bound: the last year against the first."""
    first, last = found[0], found[-1]
    per_year = (last.megabytes - first.megabytes) / max(len(found) - 1, 1)
    bounds = {
        "milliseconds a day": (last.milliseconds_a_day, 2 * first.milliseconds_a_day + 5),
        "megabytes of memory": (last.memory_megabytes, first.memory_megabytes + 30),
        "megabytes a year": (per_year, 2 * first.megabytes + 1),
        "milliseconds as of": (last.as_of_milliseconds, 4 * first.as_of_milliseconds + 5),
    }
    return [
        f"{name}: {held:g}, not {most:g}" for name, (held, most) in bounds.items() if held > most
    ]


def main(count: int) -> int:
    """Print the years; 1 when something grew beyond its bound."""
    found = []
    for one in years(count):
        found.append(one)
        print(one, flush=True)  # noqa: T201
    wrong = bounded(found)
    print("\n".join(wrong) or "within all bounds")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
