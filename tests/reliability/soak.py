"""Years of looks at one warehouse: what a day costs, how the file grows, how soon the past answers.

Run: python -m tests.reliability.soak [YEARS]; ten or more write docs/soak.svg. A board of 200
entries is looked at daily: on two days of three its page is that of the day before, on the others
one entry in a hundred has another value, and one joins every week. Recording only: parsing and
judging do not depend on history. Each year ends with a few runs of Dagster, of which it keeps some.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import dagster as dg

from pipelines.instance import dagster_home, forget_runs, open_instance
from pipelines.settings import Settings
from warehouse.history import read as history_read
from warehouse.history.vintages import Arrival, BoardKey, Bounds, Seen
from warehouse.store import DATABASE, Warehouse

CURVE = Path(__file__).resolve().parents[2] / "docs" / "soak.svg"
START = date(2027, 1, 1)
BOARDS, ENTRIES, EVERY, LOOKED = 1, 200, 3, 7
"""Boards; entries in the beginning; days from one change to the next; days to a new entry."""
RUNS, KEPT = 6, 4
"""Runs of Dagster in a year; those that it knows a year later."""
TRIES = 5
DRAWN = 10
CHANGED = 100


@dataclass(frozen=True, slots=True)
class Year:
    """What the last days of a year cost; times are those of the processor."""

    year: int
    milliseconds_a_day: float
    megabytes: float
    memory_megabytes: int
    dagster_megabytes: float
    as_of_milliseconds: float


def _rows(board: int, day: int) -> list[dict[str, Any]]:
    turn = day // EVERY
    return [
        {
            "entry": f"e{entry}", "value": float((turn + entry + board) // CHANGED),
            "unit": "elo", "provenance": "maintainer", "protocol": "votes",
        }
        for entry in range(ENTRIES + turn * EVERY // LOOKED)
    ]  # fmt: skip


def look(warehouse: Warehouse, board: int, day: int) -> None:
    """One look, at a page that is new on one day of `EVERY`."""
    at = datetime.combine(START, datetime.min.time(), UTC) + timedelta(days=day, hours=4)
    warehouse._clock = lambda: at
    sha = warehouse.keep(f"{board} {day // EVERY}".encode())
    seen = Seen(f"soak{board}", "https://soak.invalid/", at, "1", sha)
    if warehouse.repeat(seen) is None:
        key = BoardKey("score", f"soak{board}", "board", "")
        warehouse.accept(seen, [Arrival(key, at.date(), _rows(board, day))])


def _timed_days(warehouse: Warehouse, days: range) -> Iterator[float]:
    for day in days:
        began = process_time()
        for board in range(BOARDS):
            look(warehouse, board, day)
        yield 1000 * (process_time() - began)


def _as_of(warehouse: Warehouse, last: int) -> float:
    """The slowest of several past days, in milliseconds."""
    slowest = 0.0
    for day in (0, last // 2, last):
        bounds = Bounds(START + timedelta(days=day))
        slowest = max(slowest, min(_asked(warehouse, bounds) for _ in range(TRIES)))
    return slowest


def _asked(warehouse: Warehouse, bounds: Bounds) -> float:
    began = process_time()
    assert history_read.as_of(warehouse.connection, "score", bounds)
    return 1000 * (process_time() - began)


@dg.asset(check_specs=[dg.AssetCheckSpec("said", asset="daily")])
def daily() -> dg.MaterializeResult:
    """Says as much of itself, and has as much said by its check, as one of ours."""
    rows = {"rows": "x" * 20_000}
    check = dg.AssetCheckResult(passed=True, check_name="said", metadata=rows)
    return dg.MaterializeResult(metadata=rows, check_results=[check])


def _run(settings: Settings) -> float:
    """Run a few times, forget all but the newest; megabytes of Dagster's home then."""
    home, begun = dagster_home(settings), []
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with open_instance(settings) as instance:
        for _ in range(RUNS):
            begun.append(datetime.now(UTC))
            assert dg.materialize([daily], instance=instance, run_config=quiet).success
        forget_runs(instance, home, begun[-KEPT])
    return sum(one.stat().st_size for one in home.rglob("*") if one.is_file()) / 1e6


def years(count: int, days: int = 365) -> Iterator[Year]:
    """Every year in turn; `days` of each are lived through."""
    with tempfile.TemporaryDirectory() as place, Warehouse.open(Path(place)) as warehouse:
        settings = Settings(Path(place), "", Path(place) / "site")
        for year in range(count):
            lived = range(year * days, (year + 1) * days)
            costs = list(_timed_days(warehouse, lived))
            warehouse.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            of_dagster = _run(settings)  # before memory is read: the first run takes it
            yield Year(
                year + 1,
                round(median(costs[-30:]), 2),
                round((Path(place) / DATABASE).stat().st_size / 1e6, 2),
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                round(of_dagster, 2),
                round(_as_of(warehouse, lived[-1]), 2),
            )


def bounded(found: list[Year]) -> list[str]:
    """What grew beyond its bound: the last year against the first."""
    first, last = found[0], found[-1]
    per_year = (last.megabytes - first.megabytes) / max(len(found) - 1, 1)
    bounds = {
        "milliseconds a day": (last.milliseconds_a_day, 2 * first.milliseconds_a_day + 5),
        "megabytes of memory": (last.memory_megabytes, first.memory_megabytes + 30),
        "megabytes of Dagster": (last.dagster_megabytes, 1.5 * first.dagster_megabytes),
        "megabytes a year": (per_year, 2 * first.megabytes + 1),
        "milliseconds as of": (last.as_of_milliseconds, 4 * first.as_of_milliseconds + 5),
    }
    return [
        f"{name}: {held:g}, not {most:g}" for name, (held, most) in bounds.items() if held > most
    ]


def draw(found: list[Year], place: Path = CURVE) -> None:
    """The curves, one above the other."""
    import altair as alt  # noqa: PLC0415 - only for the picture

    titles = {
        "milliseconds_a_day": "ms to record a day", "megabytes": "MB of the file",
        "memory_megabytes": "MB of memory", "as_of_milliseconds": "ms as of, slowest",
    }  # fmt: skip
    rows = [asdict(one) for one in found]
    lines = [
        alt.Chart(alt.Data(values=rows), width=180, height=120)
        .mark_line(point=True)
        .encode(x=alt.X("year:O", title="year"), y=alt.Y(f"{name}:Q", title=title))
        for name, title in titles.items()
    ]
    alt.hconcat(*lines).save(place)


def main(count: int) -> int:
    """Print the years, draw many; 1 when something grew beyond its bound."""
    found = []
    for one in years(count):
        found.append(one)
        print(one, flush=True)  # noqa: T201
    if count >= DRAWN:
        draw(found)
    wrong = bounded(found)
    print("\n".join(wrong) or "within all bounds")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
